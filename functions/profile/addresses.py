"""The operation on one's own addresses: showing that one is still read."""

from functions.profile.contract import AddressProven, ProfileView
from functions.profile.deps import Deps
from functions.profile.examples import ADDRESS_PROVEN
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import CredentialsError, FieldFault, UnauthenticatedError, bad_field
from shared.privacy.purposes import ACCOUNT


async def prove_address(call: Call[AddressProven], deps: Deps) -> ProfileView:
    """Prove that you still read what is sent to your email or phone: news goes there again.

    ``email_paused`` and ``phone_paused`` of `GET /v1/me` say since when it does not, and why. The
    code is the one that `POST /v1/sign-in/codes` sends there: codes are not paused.
    """
    body, person = call.body, await deps.profiles.get(call.person)
    address = next((one for one in person.addresses if one.channel is body.channel), None)
    if address is None:
        raise bad_field("channel", "field-not-acceptable")
    try:
        proof = await deps.codes.check(address, body.code, body.handle, call.asker)
        proven = await deps.profiles.prove(call.person, proof, call.now)
    except UnauthenticatedError as e:
        raise CredentialsError(faults=(FieldFault("code", "code-not-accepted"),)) from e
    return ProfileView.of(proven, in_full=call.recently)


ADDRESSES = (
    Operation(
        "POST",
        "/v1/me/address-proofs",
        prove_address,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        body=AddressProven,
        reply=ProfileView,
        examples=ADDRESS_PROVEN,
        raises=(errors.CredentialsError,),
    ),
)
