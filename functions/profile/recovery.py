"""The operation on one's own recovery code."""

from functions.profile.contract import RecoveryView
from functions.profile.deps import Deps
from functions.profile.examples import RECOVERY
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import RecentSignInRequiredError
from shared.privacy.purposes import ACCOUNT


async def renew_recovery_code(call: Call[None], deps: Deps) -> RecoveryView:
    """Make a recovery code in the place of the one before, and see it this once.

    Needs a sign-in of the last five minutes. A phone number that is the only way in and was not
    used here for six months opens the account together with it. If the answer is lost, make one
    more.
    """
    if not call.recently:
        raise RecentSignInRequiredError
    code = await deps.second_proofs.new_code(call.person)
    await deps.profiles.keep_recovery(call.person, code)
    return RecoveryView(recovery_code=code.shown)


RECOVERY_CODE = (
    Operation(
        "POST",
        "/v1/me/recovery-code",
        renew_recovery_code,
        caller=CallerKind.PERSON,
        own=("people",),
        purpose=ACCOUNT,
        reply=RecoveryView,
        status=201,
        examples=RECOVERY,
        raises=(errors.RecentSignInRequiredError,),
    ),
)
