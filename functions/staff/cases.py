"""The operations of staff on who is said to be under 18."""

from functions.staff import minors
from functions.staff.contract import CallOff, Confirm, MinorView, OfMinor
from functions.staff.deps import Deps
from functions.staff.examples import MINOR_CALLED_OFF, MINOR_CONFIRMED, OF_MINOR
from functions.staff.minors import MinorDesk
from functions.staff.people import desk_of
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.privacy.purposes import PROTECTION
from shared.rights.erasure.dispatch import erase_at_once
from shared.rights.erasure.views import ErasureView
from shared.rights.staff.model import DECIDE, SEE_PEOPLE
from shared.rights.staff.roles import Member


async def report_minor(call: Call[OfMinor], deps: Deps) -> MinorView:
    """Have somebody restricted who is said to be under 18, until that is decided.

    Their data is only stored, every session ends, and they are told how to object. They are erased
    when a second member confirms it, or in the first night after 72 hours. The same again is
    answered with the same case.
    """
    at = _at(call.member, deps)
    return MinorView.of(await minors.report(call.params["id"], at, ticket=call.body.ticket))


async def confirm_minor(call: Call[Confirm], deps: Deps) -> ErasureView:
    """Confirm, as a second member, that somebody is under 18: they are erased, and told.

    It cannot be undone. The same again is answered with the same receipt, until there is nobody any
    more. To who asked themselves: 403 `second-member`; under another ticket: 409.
    """
    at = _at(call.member, deps)
    receipt, erasure = await minors.confirm(call.params["id"], at, ticket=call.body.ticket)
    await erase_at_once(deps.jobs, receipt)
    return ErasureView.of(receipt, erasure)


async def call_minor_off(call: Call[CallOff], deps: Deps) -> MinorView:
    """Call off, as a second member, that somebody is under 18; they are told, with the reason.

    What it restricted is free again, unless they have restricted it themselves. Where nothing
    is said nothing is done. To who asked themselves: 403 `second-member`; of who is being erased:
    409.
    """
    body, at = call.body, _at(call.member, deps)
    outcome = await minors.call_off(call.params["id"], at, reason=body.reason, ticket=body.ticket)
    return MinorView.of(outcome)


def _at(member: Member, deps: Deps) -> MinorDesk:
    return MinorDesk(desk_of(member, deps), deps.session_revocation, deps.notices)


CASES = (
    Operation(
        "POST",
        "/staff/v1/people/{id}/minor",
        report_minor,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=PROTECTION,
        body=OfMinor,
        reply=MinorView,
        status=202,
        examples=OF_MINOR,
    ),
    Operation(
        "POST",
        "/staff/v1/people/{id}/minor/confirm",
        confirm_minor,
        caller=CallerKind.STAFF,
        roles=DECIDE,
        purpose=PROTECTION,
        body=Confirm,
        reply=ErasureView,
        status=202,
        raises=(errors.ConflictError,),
        examples=MINOR_CONFIRMED,
    ),
    Operation(
        "POST",
        "/staff/v1/people/{id}/minor/call-off",
        call_minor_off,
        caller=CallerKind.STAFF,
        roles=DECIDE,
        purpose=PROTECTION,
        body=CallOff,
        reply=MinorView,
        raises=(errors.ConflictError,),
        examples=MINOR_CALLED_OFF,
    ),
)
