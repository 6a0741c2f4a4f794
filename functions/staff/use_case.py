"""See a person as staff may: found exactly, masked, unmasked for a reason; and erase a minor.

Whatever is seen is written into the person's access log before. Whoever is being erased is absent.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.consents.consents import Consents
from shared.erasure.erasures import Erasures
from shared.erasure.model import Erasure, Why
from shared.errors import (
    ForbiddenError,
    IntegrityError,
    NotFoundError,
    RestrictedError,
    bad_field,
)
from shared.people.address import Address
from shared.people.disclosures import What
from shared.people.every_session import EverySession
from shared.people.model import Person
from shared.people.notices import Notices
from shared.privacy.consent import allowed
from shared.privacy.notice import current
from shared.privacy.purposes import ACCOUNT, ASKED, PURPOSES
from shared.records.sealed import SealedRecords
from shared.staff.holdings import Holding, Holdings
from shared.staff.looks import Look, Looks
from shared.staff.model import Asked, Unmasking, may_unmask
from shared.staff.roles import Member
from shared.staff.unmaskings import Unmaskings

_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_EVERYTHING_MASKED = "everything, masked"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a member of the staff works with."""

    member: Member
    people: SealedRecords[str, Person]
    erasures: Erasures
    looks: Looks


@dataclass(frozen=True, slots=True)
class Shown:
    """One purpose's data in full, and by what right."""

    unmasking: Unmasking
    holding: Holding


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as a member of the staff sees them."""

    id: str
    person: Person | None = None
    """None: they are being erased."""
    counts: Mapping[str, int] = field(default_factory=dict)
    allowed: Sequence[str] = ()
    erasure: tuple[str, Erasure] | None = None
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
    person = await _person(id_, desk)
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
    if _ID.match(id_) and (erasure := await desk.erasures.of(id_)) is not None:
        return Seen(id_, erasure=erasure)
    person = await _person(id_, desk)
    standing = [
        one
        for one in await unmaskings.standing(id_, desk.member)
        if await holdings.may_show(id_, one.group, one.reason)
    ]
    looks = [_look(one) for one in standing]
    masked = Look(What.SEEN, _EVERYTHING_MASKED)
    await desk.looks.write(id_, desk.member, [masked, *looks])
    decisions, notice = await consents.decisions(id_), current()
    shown = [Shown(one, await holdings.of_purpose(id_, one.group, one.reason)) for one in standing]
    return Seen(
        id_,
        person,
        await holdings.counts(id_),
        [one.id for one in ASKED.values() if allowed(one, decisions, notice, signal=False)],
        shown=shown,
    )


async def unmask(
    id_: str, desk: Desk, asked: Asked, *, holdings: Holdings, unmaskings: Unmaskings
) -> Shown:
    """Return one purpose's data of a person in full, and let this member see it for a while.

    Raises:
        InvalidInputError: There is no such purpose.
        ForbiddenError: Such data is not for this role.
        RestrictedError: The person has it stored only, or objects to it: it is shown to answer
            their own request, or where a law wants it.
        NotFoundError, TooManyRequestsError, UnavailableError: As for ``see``.
    """
    if asked.group not in PURPOSES:
        raise bad_field("group", "field-not-listed")
    if not may_unmask(desk.member.role, asked.group):
        raise ForbiddenError
    await desk.looks.admit(desk.member, What.UNMASKED)
    await _person(id_, desk)
    if not await holdings.may_show(id_, asked.group, asked.reason):
        raise RestrictedError
    await desk.looks.write(id_, desk.member, [_look(asked)])
    unmasking = await unmaskings.allow(id_, desk.member, asked)
    return Shown(unmasking, await holdings.of_purpose(id_, asked.group, asked.reason))


async def erase_minor(
    id_: str,
    desk: Desk,
    *,
    ticket: str,
    sessions: EverySession,
    notices: Callable[[], Notices],
) -> tuple[str, Erasure]:
    """Begin to erase somebody who turned out to be under 18, and tell them; return the receipt.

    Who is being erased already gets the receipt that there is.

    Raises:
        NotFoundError: There is no such person, or not any more.
        TooManyRequestsError: As for ``look_up``.
        UnavailableError: It may or may not have begun: say it again.
    """
    if not _ID.match(id_):
        raise NotFoundError
    await desk.looks.admit_erasure(desk.member)
    begun = await desk.erasures.of(id_)
    if begun is None:
        person, number = await _readable(id_, desk), await sessions.number(id_)
        by = await desk.looks.mark(desk.member)
        begun = await desk.erasures.begin(id_, Why.MINOR, sessions=number, ticket=ticket, by=by)
        try:
            await sessions.end(id_)
        finally:
            if person is not None:
                await notices().minor_erased(person, begun[0])
    else:
        await sessions.end(id_)
    return begun


async def _person(id_: str, desk: Desk) -> Person:
    """Return a person's record. Raises NotFoundError: there is none, or it is being erased."""
    if not _ID.match(id_) or await desk.erasures.of(id_) is not None:
        raise NotFoundError
    found = (await desk.people.get(id_, id_, ACCOUNT)).record
    if found is None:
        raise NotFoundError
    return found


async def _readable(id_: str, desk: Desk) -> Person | None:
    """Return a person's record as ``_person`` does; None: it is damaged, which stops no erasure."""
    try:
        return await _person(id_, desk)
    except IntegrityError:
        return None


def _look(asked: Asked | Unmasking) -> Look:
    what = f"everything for {asked.group}"
    return Look(What.UNMASKED, what, asked.group, asked.reason, asked.ticket)
