"""The operations of staff on people: one at a time, never a list."""

from functions.staff import use_case
from functions.staff.contract import (
    Confirm,
    LookUp,
    PersonFound,
    StaffPersonView,
    Unmask,
    Unmasked,
    UnmaskingConfirmed,
)
from functions.staff.deps import Deps
from functions.staff.examples import CONFIRM, LOOK_UP, PERSON, UNMASK
from functions.staff.use_case import Desk
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import bad_field
from shared.people.accounts.credentials import address_in
from shared.people.person.address import Address, Channel
from shared.privacy.purposes import ACCOUNT
from shared.rights.staff.model import DECIDE, SEE_PEOPLE, UnmaskingAsked
from shared.rights.staff.roles import Member


async def look_up_person(call: Call[LookUp], deps: Deps) -> PersonFound:
    """Find the person who has exactly this address, or this id.

    The person sees in their access log that they were looked up.
    """
    return PersonFound(id=await use_case.look_up(_wanted(call.body), desk_of(call.member, deps)))


async def see_person(call: Call[None], deps: Deps) -> StaffPersonView:
    """See a person, masked; and in full what you have unmasked.

    The person sees in their access log that you looked.
    """
    seen = await use_case.see(
        call.params["id"],
        desk_of(call.member, deps),
        holdings=deps.holdings,
        unmaskings=deps.unmaskings,
        consents=deps.consents,
    )
    return StaffPersonView.of(seen)


async def unmask_person(call: Call[Unmask], deps: Deps) -> Unmasked:
    """See what is held of a person for one purpose in full, for fifteen minutes.

    The person sees in their access log who looked, by role, why and under which ticket. `support`
    may see `account`; `privacy` whatever does not rest on a consent. Of who has their data stored
    only, or objects, nothing is shown (403 `restricted`), but to answer a `request` of their own,
    or for a legal duty that a second member confirms.
    """
    shown = await use_case.unmask(
        call.params["id"],
        desk_of(call.member, deps),
        UnmaskingAsked(call.body.group, call.body.reason, call.body.ticket, call.body.request),
        holdings=deps.holdings,
        unmaskings=deps.unmaskings,
    )
    return Unmasked.of(shown)


async def confirm_unmasking(call: Call[Confirm], deps: Deps) -> UnmaskingConfirmed:
    """Confirm, as a second member, that another one sees what a person has restricted.

    For a legal duty: who asked sees it from then on, for fifteen minutes, and you do not. The
    person sees in their access log that you confirmed it. To who asked themselves: 403
    `second-member`; under another ticket: 409.
    """
    unmasking = await use_case.confirm(
        call.params["id"],
        call.params["unmasking"],
        desk_of(call.member, deps),
        ticket=call.body.ticket,
        unmaskings=deps.unmaskings,
    )
    return UnmaskingConfirmed.of(unmasking)


def desk_of(member: Member, deps: Deps) -> Desk:
    """Return what a member of the staff works with."""
    return Desk(
        member,
        deps.people,
        deps.erasures,
        deps.restrictions,
        deps.looks,
        deps.rights_log,
        deps.clock,
    )


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
        examples=PERSON,
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
        "/staff/v1/people/{id}/unmaskings/{unmasking}/confirm",
        confirm_unmasking,
        forms={"unmasking": "^[0-9a-f]{32,64}$"},
        caller=CallerKind.STAFF,
        roles=DECIDE,
        purpose=ACCOUNT,
        body=Confirm,
        reply=UnmaskingConfirmed,
        raises=(errors.ConflictError,),
        examples=CONFIRM,
    ),
)
