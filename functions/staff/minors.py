"""Somebody is said to be under 18: restricted at once, erased when two agree, or called off.

A line is in the person's access log before anything is done. Whoever decides is another member of
the staff than who asked.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.staff.use_case import Case, Desk, case_of, is_id, known
from shared.kernel.errors import (
    ConflictError,
    ErasedError,
    IntegrityError,
    NotFoundError,
    SecondMemberError,
    UnavailableError,
)
from shared.people.accounts.notices import Notices
from shared.people.accounts.session_revocation import EverySession
from shared.people.person.disclosures import What
from shared.people.person.minor_cases import MinorCase
from shared.people.person.model import Person
from shared.rights.erasure.model import Erasure, Why
from shared.rights.staff.access_log import Look
from shared.rights.staff.model import LookReason

_TRIES = 3
_BEING_TOLD = timedelta(seconds=10)
"""How long whoever began a case may be at telling its person: nobody else does meanwhile."""
_EVERYTHING = "everything, stored only"


class CallOffReason(StrEnum):
    """Why it is called off that somebody is under 18."""

    NOT_A_MINOR = "not-a-minor"
    """They are not."""
    UNFOUNDED = "unfounded"
    """Nothing shows that they are."""
    MISTAKEN = "mistaken"
    """It was said of another account."""


@dataclass(frozen=True, slots=True)
class MinorDesk:
    """What a member of the staff works with on cases of minors."""

    desk: Desk
    sessions: EverySession
    notices: Notices


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case stands: undecided, or as an erasure; neither: there is none."""

    case: Case | None = None
    erasure: tuple[str, Erasure] | None = None


async def report(id_: str, at: MinorDesk, *, ticket: str) -> Outcome:
    """Have somebody restricted who is said to be under 18, end their sessions, and tell them.

    The same again, by whomever, is the case that stands; it tells who could not be told before.

    Raises:
        NotFoundError: There is no such person, or not any more.
        TooManyRequestsError: This member has begun many today.
        UnavailableError: Say it again.
    """
    desk = at.desk
    await desk.looks.admit_erasure(desk.member)
    if (begun := await _erasure(id_, at)) is not None:
        return Outcome(erasure=begun)
    person = await _readable(id_, desk)
    case, own = await _begun(id_, desk, ticket)
    await at.sessions.end(id_)
    is_left = own or desk.clock.now() - case.asked > _BEING_TOLD
    if person is not None and not case.told and is_left:
        await _tell(id_, person, case, at)
    return Outcome(await case_of(id_, desk))


async def confirm(id_: str, at: MinorDesk, *, ticket: str) -> tuple[str, Erasure]:
    """Confirm, as a second member, that somebody is under 18: their erasure begins.

    Who is being erased already gets the receipt that there is.

    Raises:
        NotFoundError: There is no such person, or no such case.
        SecondMemberError: They asked for it themselves.
        ConflictError: It is under another ticket, or called off this moment.
        TooManyRequestsError, UnavailableError: As for ``report``.
    """
    desk = at.desk
    await desk.looks.admit_erasure(desk.member)
    for _ in range(_TRIES):
        if (begun := await _erasure(id_, at)) is not None:
            return begun
        person = await _readable(id_, desk)
        case = await _to_decide(id_, desk)
        if case.ticket != ticket:
            raise ConflictError
        number = len(await at.sessions.some(id_))
        try:
            begun = await desk.erasures.begin(
                id_,
                Why.MINOR,
                sessions=number,
                ticket=case.ticket,
                by=case.by,
                second=await desk.looks.mark(desk.member),
                case=case,
            )
        except UnavailableError:  # decided, or their key wrapped anew, this moment: look again
            continue
        try:
            await at.sessions.end(id_)
        finally:
            if person is not None:
                await at.notices.minor_erased(person, begun[0])
        return begun
    raise UnavailableError


async def call_off(id_: str, at: MinorDesk, *, reason: CallOffReason, ticket: str) -> Outcome:
    """Call off, as a second member, that somebody is under 18, and tell them why.

    What it restricted is free again, unless they have restricted it themselves. Where there is no
    case nothing is done: so the same again is the same.

    Raises:
        NotFoundError: There is no such person, or not any more.
        SecondMemberError: They asked for it themselves.
        ConflictError: They are being erased.
        TooManyRequestsError, UnavailableError: As for ``report``.
    """
    desk = at.desk
    await desk.looks.admit(desk.member, What.CALLED_OFF)
    if is_id(id_) and await desk.erasures.of(id_) is not None:
        raise ConflictError
    person = await _readable(id_, desk)
    try:
        case = await _to_decide(id_, desk)
    except ErasedError as e:
        raise ConflictError from e
    except NotFoundError:
        return Outcome()
    look = Look(What.CALLED_OFF, _EVERYTHING, reason=reason, ticket=ticket)
    await _note(id_, desk, look)
    try:
        await desk.standings.reinstate(id_, case)
    except ErasedError as e:
        raise ConflictError from e
    if person is not None:
        await at.notices.minor_called_off(id_, person, reason)
    return Outcome(await case_of(id_, desk))


async def _begun(id_: str, desk: Desk, ticket: str) -> tuple[MinorCase, bool]:
    """Return the case that stands from now on, and whether this call began it."""
    if (standing := await desk.standings.case(id_)) is not None:
        return standing, False
    case = MinorCase(desk.clock.now(), await desk.looks.mark(desk.member), ticket)
    look = Look(
        What.REPORTED,
        _EVERYTHING,
        reason=LookReason.MINOR_REPORTED,
        ticket=ticket,
        until=case.until,
    )
    await _note(id_, desk, look)
    if await desk.standings.suspend(id_, case):
        return case, True
    standing = await desk.standings.case(id_)
    if standing is None:  # called off this moment
        raise UnavailableError
    return standing, False


async def _tell(id_: str, person: Person, case: MinorCase, at: MinorDesk) -> None:
    """Tell a person how to object, and write that they were told."""
    if await at.notices.minor_reported(id_, person, case.until):
        await at.desk.standings.note_told(id_, case)


async def _to_decide(id_: str, desk: Desk) -> MinorCase:
    """Return the case that a member may decide, as they are not who asked."""
    found = await case_of(id_, desk)
    if found is None:
        raise NotFoundError
    if found.is_own:
        raise SecondMemberError
    return found.case


async def _note(id_: str, desk: Desk, look: Look) -> None:
    """Write a line; what does not open any more stops nothing, as it can be erased still."""
    with suppress(IntegrityError):
        await desk.looks.note(id_, desk.member, [look])


async def _erasure(id_: str, at: MinorDesk) -> tuple[str, Erasure] | None:
    """Return the receipt of who is being erased, whose sessions end; None: this one is not."""
    if not is_id(id_):
        raise NotFoundError
    begun = await at.desk.erasures.of(id_)
    if begun is not None:
        await at.sessions.end(id_)
    return begun


async def _readable(id_: str, desk: Desk) -> Person | None:
    """Return a person's record; None: it is damaged.

    Raises:
        NotFoundError: There is no such person, or not any more.
    """
    try:
        return await known(id_, desk)
    except IntegrityError:
        return None
