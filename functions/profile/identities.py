"""The operations on one's own quick logins."""

from typing import get_args

from functions.profile.contract import IdentityList, IdentityView, NewIdentity, Removed
from functions.profile.deps import Deps
from functions.profile.examples import IDENTITIES_LISTED, IDENTITY, REMOVED
from functions.profile.use_case import link_identity
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.kernel.errors import RecentSignInRequiredError
from shared.people.accounts.providers import ProviderId
from shared.privacy.purposes import ACCOUNT


async def list_identities(call: Call[None], deps: Deps) -> IdentityList:
    """List the providers by whose account you can sign in, the first linked first."""
    found = await deps.identities.list(call.person)
    return IdentityList(identities=tuple(IdentityView.of(one) for one in found))


async def add_identity(call: Call[NewIdentity], deps: Deps) -> IdentityView:
    """Link your account at a provider, to sign in by it.

    Needs a sign-in of the last five minutes. Of the token only issuer and subject are kept. One
    account for each provider; one that is linked elsewhere already is answered 409. You are told
    of it by mail.
    """
    if not call.recently:
        raise RecentSignInRequiredError
    linked = await link_identity(
        call.body.quick_login,
        person_id=call.person,
        source=call.source,
        quick_logins=deps.quick_logins,
        identities=deps.identities,
    )
    return IdentityView.of(linked)


async def remove_identity(call: Call[None], deps: Deps) -> Removed:
    """Unlink a provider, at once. Your last way to sign in cannot be removed.

    Needs a sign-in of the last five minutes.
    """
    if not call.recently:
        raise RecentSignInRequiredError
    await deps.identities.unlink(call.person, call.params["provider"])
    return Removed()


IDENTITIES = (
    Operation(
        "GET",
        "/v1/me/identities",
        list_identities,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=IdentityList,
        examples=IDENTITIES_LISTED,
    ),
    Operation(
        "POST",
        "/v1/me/identities",
        add_identity,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        body=NewIdentity,
        reply=IdentityView,
        status=201,
        idempotent=Idempotent(lambda call: call.person),
        examples=IDENTITY,
        places="/v1/me/identities/{provider}",
        raises=(errors.RecentSignInRequiredError, errors.CredentialsError, errors.ConflictError),
    ),
    Operation(
        "DELETE",
        "/v1/me/identities/{provider}",
        remove_identity,
        forms={"provider": f"^({'|'.join(get_args(ProviderId))})$"},
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        reply=Removed,
        raises=(errors.RecentSignInRequiredError, errors.LastWayInError, errors.ConflictError),
        examples=REMOVED,
    ),
)
