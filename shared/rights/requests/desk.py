"""What the operator's staff do with requests: see what is due, put off, answer, lift.

Whoever is concerned is told before it happens. Who is being answered is opened only to be written
to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, NotFoundError
from shared.people.person.restrictions import Standings
from shared.privacy.purposes import ASKED, PURPOSES
from shared.rights.requests.fulfilment import Fulfilment
from shared.rights.requests.log import Entry, RightsLog
from shared.rights.requests.model import (
    STATE_OF,
    Right,
    RightsExtension,
    RightsOutcome,
    RightsState,
)
from shared.rights.requests.notifications import RightsTelling
from shared.rights.requests.sealed_details import SealedRequests
from shared.rights.requests.transitions import extended

_HOLDS = frozenset({Right.RESTRICTION, Right.OBJECTION})
_UNPROVEN = frozenset(
    {
        RightsOutcome.NOT_PROVEN,
        RightsOutcome.ANSWERED,
        RightsOutcome.UNFOUNDED,
        RightsOutcome.EXCESSIVE,
    }
)
"""What can be answered to somebody who may be anybody: nothing that tells whether data is held."""


@dataclass(frozen=True, slots=True)
class RightsDesk:
    """The requests of one region, as staff work on them."""

    log: RightsLog
    sealed: SealedRequests
    standings: Standings
    fulfilment: Fulfilment
    telling: RightsTelling
    clock: Clock

    async def waiting(self, *, first: int, limit: int) -> tuple[Sequence[Entry], bool]:
        """Return requests that wait, as the log orders them, and whether there are more.

        Args:
            first: How many to leave out.
            limit: How many at most.
        """
        found = await self.log.waiting()
        return found[first : first + limit], len(found) > first + limit

    async def written(self, entry: Entry) -> tuple[str | None, str | None]:
        """Return the address that a request came from, and what was written; not of an account's.

        That is unmasked as all that is the person's, which they see in their access log.

        Raises:
            NotFoundError: It does not open any more.
        """
        if entry.person is not None and not entry.is_claimed:
            return None, None
        return await self.sealed.opened(entry)

    async def extend(self, id_: str, why: RightsExtension) -> Entry:
        """Put an answer off by two months, once it is told.

        Raises:
            NotFoundError: There is no such request.
            ConflictError: It is answered, unproven or put off already, a month is over, or who asks
                cannot be told.
            UnavailableError: They could not be told now.
        """
        entry = await self.log.find(id_)
        news = extended(entry.asked, why, self.clock.now())
        try:
            await self.telling.extended(entry, why, news["due_at"])
        except NotFoundError as e:
            raise ConflictError from e
        return await self.log.change(entry, **news)

    async def answer(self, id_: str, outcome: RightsOutcome, answer: str) -> Entry:
        """Answer a request: with a reason, and a text for whoever asked.

        What is upheld holds before it is told, and what is refused is told before it ends: whatever
        is cut off between goes on when it is said again. Who cannot be written to sees the outcome
        in their account.

        Args:
            id_: Which.
            outcome: What came of it. Of somebody who has proven nothing: nothing that tells whether
                we hold anything about them.
            answer: Mailed, and not kept; empty: the outcome says it all.

        Raises:
            NotFoundError: There is no such request.
            ConflictError: It is answered, or cannot be answered so.
            UnavailableError: Say it again.
        """
        entry = await self.log.find(id_)
        self._check(entry, outcome)
        if outcome is RightsOutcome.UPHELD:
            await self._hold(entry)
        try:
            await self.telling.answered(entry, outcome, answer)
        except NotFoundError:
            if entry.person is None:
                raise
        if STATE_OF[outcome] is RightsState.REFUSED:
            await self._let_go(entry)
        return await self.log.end(entry, outcome)

    async def lift(self, id_: str) -> Entry:
        """End a restriction or an objection that holds, once its person is told (Article 18(3)).

        Raises:
            NotFoundError: There is no such request.
            ConflictError: It holds nothing, or its person cannot be told: they can lift it.
            UnavailableError: They could not be told now, or the database does not answer.
        """
        entry = await self.log.find(id_)
        if entry.asked.state is not RightsState.IN_FORCE or entry.person is None:
            raise ConflictError
        try:
            await self.telling.lifts(entry)
        except NotFoundError as e:
            raise ConflictError from e
        return await self.fulfilment.take_back(entry.person, entry)

    async def _hold(self, entry: Entry) -> None:
        """Put a restriction or an objection in force, if that was cut off. Again is the same."""
        if entry.person is None:
            return
        if entry.asked.kind is Right.RESTRICTION:
            await self.standings.restrict(entry.person)
        elif entry.asked.purpose is not None:
            await self.standings.object_to(entry.person, PURPOSES[entry.asked.purpose])

    async def _let_go(self, entry: Entry) -> None:
        """End what a request holds, or may hold since it was cut off. Again is the same."""
        person, asked = entry.person, entry.asked
        if person is None or asked.kind not in _HOLDS:
            return
        standing = await self.log.standing(person, asked.kind, asked.purpose)
        if any(one.id != entry.id and one.asked.state is RightsState.IN_FORCE for one in standing):
            return  # another one holds the same
        if asked.kind is Right.RESTRICTION:
            await self.standings.lift(person)
        elif asked.purpose is not None:
            await self.standings.take_back(person, PURPOSES[asked.purpose])

    def _check(self, entry: Entry, outcome: RightsOutcome) -> None:
        asked = entry.asked
        if not asked.is_waiting or STATE_OF[outcome] is RightsState.WITHDRAWN:
            raise ConflictError
        if outcome is RightsOutcome.UPHELD and not self._can_hold(entry):
            raise ConflictError
        if not asked.proven and outcome not in _UNPROVEN:
            raise ConflictError

    def _can_hold(self, entry: Entry) -> bool:
        """Tell whether a request is of a kind that holds, of a person, and nothing would undo it.

        A visitor has no data that could stand otherwise, and no way to take it back; a person uses
        their account for it, where they see what holds.
        """
        if entry.person is None or entry.is_claimed:
            return False
        purpose = entry.asked.purpose
        needed = purpose is not None and PURPOSES[purpose].while_restricted
        return entry.asked.kind in _HOLDS and not needed and purpose not in ASKED
