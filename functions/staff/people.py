"""The operations of staff on people: one at a time, never a list."""

from functions.staff import use_case
from functions.staff.contract import LookUp, OfMinor, PersonFound, StaffPersonView, Unmask, Unmasked
from functions.staff.examples import LOOK_UP, OF_MINOR, UNMASK
from functions.staff.use_case import Desk
from shared.erasure.views import ErasureView
from shared.erasure.wanted import erase_at_once
from shared.errors import bad_field
from shared.people.address import Address, Channel
from shared.people.credentials import address_in
from shared.privacy.purposes import ACCOUNT, PROTECTION
from shared.reach import Staffed
from shared.staff.model import SEE_PEOPLE, Asked
from shared.staff.roles import Member
from shared.web.operation import Call, CallerKind, Operation


async def look_up_person(call: Call[LookUp], deps: Staffed) -> PersonFound:
    """Find the person who has exactly this address, or this id.

    The person sees in their access log that they were looked up.
    """
    return PersonFound(id=await use_case.look_up(_wanted(call.body), _desk(call.member, deps)))


async def see_person(call: Call[None], deps: Staffed) -> StaffPersonView:
    """See a person, masked; and in full what you have unmasked.

    The person sees in their access log that you looked.
    """
    seen = await use_case.see(
        call.params["id"],
        _desk(call.member, deps),
        holdings=deps.holdings(),
        unmaskings=deps.unmaskings(),
        consents=deps.consents(),
    )
    return StaffPersonView.of(seen)


async def unmask_person(call: Call[Unmask], deps: Staffed) -> Unmasked:
    """See what is held of a person for one purpose in full, for fifteen minutes.

    The person sees in their access log who looked, by role, why and under which ticket. `support`
    may see `account`; `privacy` whatever does not rest on a consent.
    """
    shown = await use_case.unmask(
        call.params["id"],
        _desk(call.member, deps),
        Asked(call.body.group, call.body.reason, call.body.ticket),
        holdings=deps.holdings(),
        unmaskings=deps.unmaskings(),
    )
    return Unmasked.of(shown)


async def erase_minor(call: Call[OfMinor], deps: Staffed) -> ErasureView:
    """Erase somebody who turned out to be under 18. It cannot be undone.

    Every session ends at once, the person is told by mail, and the rest is erased in the
    background. The same again is answered with the same receipt, until there is nobody any more.
    """
    receipt, erasure = await use_case.erase_minor(
        call.params["id"],
        _desk(call.member, deps),
        ticket=call.body.ticket,
        sessions=deps.sessions(),
        notices=deps.notices,
    )
    await erase_at_once(deps.jobs(), receipt)
    return ErasureView.of(receipt, erasure)


def _desk(member: Member, deps: Staffed) -> Desk:
    return Desk(member, deps.people(), deps.erasures(), deps.looks())


def _wanted(body: LookUp) -> Address | str:
    given = [one for one in (body.email, body.phone, body.id) if one is not None]
    if len(given) != 1:
        raise bad_field("", "look-up-one")
    if body.email is not None:
        return address_in(Channel.EMAIL, body.email)
    if body.phone is not None:
        return address_in(Channel.PHONE, body.phone)
    return given[0]


PEOPLE = (
    Operation(
        "POST",
        "/staff/v1/people/lookup",
        look_up_person,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=ACCOUNT,
        body=LookUp,
        reply=PersonFound,
        examples=LOOK_UP,
    ),
    Operation(
        "GET",
        "/staff/v1/people/{id}",
        see_person,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=ACCOUNT,
        reply=StaffPersonView,
    ),
    Operation(
        "POST",
        "/staff/v1/people/{id}/unmask",
        unmask_person,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=ACCOUNT,
        body=Unmask,
        reply=Unmasked,
        examples=UNMASK,
    ),
    Operation(
        "POST",
        "/staff/v1/people/{id}/minor",
        erase_minor,
        caller=CallerKind.STAFF,
        roles=SEE_PEOPLE,
        purpose=PROTECTION,
        body=OfMinor,
        reply=ErasureView,
        status=202,
        examples=OF_MINOR,
    ),
)
