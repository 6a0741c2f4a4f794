"""See a person as staff may: found exactly, masked, unmasked for a reason that is checked.

Whatever is seen is written into the person's access log before. Whoever is being erased is absent.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.kernel.clock import Clock
from shared.kernel.errors import ForbiddenError, NotFoundError, RestrictedError, bad_field
from shared.people.consents.consents import Consents
from shared.people.person.address import Address
from shared.people.person.disclosures import What
from shared.people.person.minor_cases import MinorCase
from shared.people.person.model import Person
from shared.people.person.restrictions import Standings
from shared.platform.records.sealed import SealedRecords
from shared.privacy.consent import allowed
from shared.privacy.notice import current
from shared.privacy.purposes import ACCOUNT, ASKED, PURPOSES
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.model import Erasure
from shared.rights.requests.log import RightsLog
from shared.rights.staff.access_log import Look, Looks
from shared.rights.staff.model import LookReason, Unmasking, UnmaskingAsked, may_unmask
from shared.rights.staff.roles import Member
from shared.rights.staff.subject_view import Holding, Holdings
from shared.rights.staff.unmaskings import Unmaskings

_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_NAME = re.compile(r"\A[0-9a-f]{32,64}\Z")
_NOTHING = Holding({}, ())
_EVERYTHING_MASKED = "everything, masked"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a member of the staff works with."""

    member: Member
    people: SealedRecords[str, Person]
    erasures: Erasures
    standings: Standings
    looks: Looks
    requests: RightsLog
    clock: Clock


@dataclass(frozen=True, slots=True)
class Case:
    """An undecided case of a minor, as a member of the staff sees it."""

    case: MinorCase
    is_own: bool
    """Whether they asked themselves."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One purpose's data in full, and by what right."""

    unmasking: Unmasking
    holding: Holding
    waits_as: str | None = None
    """By which a second member confirms it; None: it is shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as a member of the staff sees them."""

    id: str
    person: Person | None = None
    """None: they are being erased."""
    counts: Mapping[str, int] = field(default_factory=dict)
    allowed: Sequence[str] = ()
    erasure: tuple[str, Erasure] | None = None
    case: Case | None = None
    """That they are said to be under 18, until it is decided."""
    shown: Sequence[Shown] = ()


async def look_up(wanted: Address | str, desk: Desk) -> str:
    """Return the id of the person who has an address, or has this id.

    Raises:
        NotFoundError: Nobody has.
        TooManyRequestsError: This member, or all of them at this person, looked too often.
        UnavailableError: It could not be written down.
    """
    await desk.looks.admit(desk.member, What.FOUND)
    if isinstance(wanted, str):
        id_, by = wanted, "id"
    else:
        id_, by = await desk.people.find(wanted.channel, wanted.value) or "", wanted.channel.value
    person = await known(id_, desk)
    if isinstance(wanted, Address) and not person.has(wanted):
        raise NotFoundError
    await desk.looks.write(id_, desk.member, [Look(What.FOUND, by)])
    return id_


async def see(
    id_: str, desk: Desk, *, holdings: Holdings, unmaskings: Unmaskings, consents: Consents
) -> Seen:
    """Return a person masked, and in full what this member has unmasked.

    What the person has restricted since, or objects to, is left out.

    Raises:
        NotFoundError: There is no such person, or not any more.
        TooManyRequestsError: As for ``look_up``.
        UnavailableError: It could not be written down, or not be read.
    """
    await desk.looks.admit(desk.member, What.SEEN)
    if is_id(id_) and (erasure := await desk.erasures.of(id_)) is not None:
        return Seen(id_, erasure=erasure)
    person = await known(id_, desk)
    standing = [
        one
        for one in await unmaskings.standing(id_, desk.member)
        if await _shown(one, id_, desk, holdings)
    ]
    looks = [_look(one) for one in standing]
    masked = Look(What.SEEN, _EVERYTHING_MASKED)
    await desk.looks.write(id_, desk.member, [masked, *looks])
    decisions, notice = await consents.decisions(id_), current()
    shown = [Shown(one, await holdings.of_purpose(id_, one.group)) for one in standing]
    return Seen(
        id_,
        person,
        await holdings.counts(id_),
        [one.id for one in ASKED.values() if allowed(one, decisions, notice, signal=False)],
        case=await case_of(id_, desk),
        shown=shown,
    )


async def unmask(
    id_: str, desk: Desk, asked: UnmaskingAsked, *, holdings: Holdings, unmaskings: Unmaskings
) -> Shown:
    """Return one purpose's data of a person in full, and let this member see it for a while.

    Raises:
        InvalidInputError: There is no such purpose, or no such request of theirs that waits.
        ForbiddenError: Such data is not for this role.
        RestrictedError: The person has it stored only, or objects to it: it is shown to answer
            their own request, or where a law wants it and a second member has confirmed that.
        NotFoundError, TooManyRequestsError, UnavailableError: As for ``see``.
    """
    if asked.group not in PURPOSES:
        raise bad_field("group", "field-not-listed")
    if not may_unmask(desk.member.role, asked.group):
        raise ForbiddenError
    if asked.request is not None and asked.reason is not LookReason.RIGHTS_REQUEST:
        raise bad_field("request", "request-not-asked")
    await desk.looks.admit(desk.member, What.UNMASKED)
    await known(id_, desk)
    if not await _shown(asked, id_, desk, holdings):
        if asked.reason is LookReason.LEGAL_DUTY:
            return await _ask(id_, desk, asked, holdings, unmaskings)
        if asked.reason is LookReason.RIGHTS_REQUEST:
            raise bad_field("request", "request-not-standing")
        raise RestrictedError
    await desk.looks.write(id_, desk.member, [_look(asked)])
    _, unmasking = await unmaskings.allow(id_, desk.member, asked)
    return Shown(unmasking, await holdings.of_purpose(id_, asked.group))


async def confirm(
    id_: str, name: str, desk: Desk, *, ticket: str, unmaskings: Unmaskings
) -> Unmasking:
    """Confirm, as a second member, that another one sees what a person has restricted.

    Again is the same, and one line.

    Raises:
        NotFoundError: There is no such person, or no such unmasking that waits.
        SecondMemberError: They asked for it themselves.
        ConflictError: It is under another ticket.
        TooManyRequestsError, UnavailableError: As for ``see``.
    """
    await desk.looks.admit(desk.member, What.CONFIRMED)
    if not _NAME.match(name):
        raise NotFoundError
    await known(id_, desk)
    found = await unmaskings.to_confirm(id_, name, desk.member, ticket)
    if found.second is None:
        await desk.looks.note(id_, desk.member, [_look(found, What.CONFIRMED)])
    return await unmaskings.confirm(id_, name, desk.member, ticket)


async def _shown(one: UnmaskingAsked | Unmasking, id_: str, desk: Desk, holdings: Holdings) -> bool:
    """Tell whether what was asked for can be shown, as the person's data stands now."""
    if one.reason is LookReason.RIGHTS_REQUEST:
        return one.request is not None and await _stands(one.request, id_, desk)
    if not await holdings.is_closed(id_, one.group):
        return True
    return isinstance(one, Unmasking) and one.second is not None


async def _stands(request: str, id_: str, desk: Desk) -> bool:
    """Tell whether a rights request is this person's, and waits to be answered.

    A restriction that is in force is no reason to open what it restricts.
    """
    if not is_id(request):
        return False
    try:
        entry = await desk.requests.own(id_, request)
    except NotFoundError:
        return False
    return entry.asked.is_waiting and entry.asked.proven


async def _ask(
    id_: str, desk: Desk, asked: UnmaskingAsked, holdings: Holdings, unmaskings: Unmaskings
) -> Shown:
    """Show what a second member has confirmed; else have it wait for one."""
    confirmed = [
        one
        for one in await unmaskings.standing(id_, desk.member)
        if one.second is not None and one.is_for(asked)
    ]
    if confirmed:
        await desk.looks.write(id_, desk.member, [_look(asked)])
        return Shown(confirmed[0], await holdings.of_purpose(id_, asked.group))
    await desk.looks.note(id_, desk.member, [_look(asked, What.ASKED)])
    name, waiting = await unmaskings.ask(id_, desk.member, asked)
    return Shown(waiting, _NOTHING, waits_as=name)


def is_id(id_: str) -> bool:
    """Tell whether somebody could have this id."""
    return _ID.match(id_) is not None


async def case_of(id_: str, desk: Desk) -> Case | None:
    """Return the undecided case of a minor, if there is one. Raises as ``Standings.case``."""
    case = await desk.standings.case(id_)
    if case is None:
        return None
    return Case(case, hmac.compare_digest(case.by, await desk.looks.mark(desk.member)))


async def known(id_: str, desk: Desk) -> Person:
    """Return a person's record. Raises NotFoundError: there is none, or it is being erased."""
    if not is_id(id_) or await desk.erasures.of(id_) is not None:
        raise NotFoundError
    found = (await desk.people.get(id_, id_, ACCOUNT)).record
    if found is None:
        raise NotFoundError
    return found


def _look(asked: UnmaskingAsked | Unmasking, what: What = What.UNMASKED) -> Look:
    data = f"everything for {asked.group}"
    return Look(what, data, asked.group, asked.reason, asked.ticket, asked.request)
