"""What a request of a person sets going at once. Each step can be repeated, and does nothing twice.

A request is written down before anything is done for it, and what was done is written after: one
that was cut off between stands open, and asking for the same again goes on with it.
"""

from dataclasses import dataclass

from shared.kernel.languages import best
from shared.people.accounts.notices import Notices
from shared.people.consents.choice import Choice, Method
from shared.people.consents.consents import Consents
from shared.people.person.restrictions import Standings
from shared.platform.jobs.port import Jobs
from shared.privacy.notice import current
from shared.privacy.purposes import ASKED, PURPOSES
from shared.rights.erasure.intake import ErasureAsking
from shared.rights.erasure.model import Why
from shared.rights.exports.exports import Exports
from shared.rights.exports.intake import ask_for_export
from shared.rights.requests.log import Entry, RightsLog
from shared.rights.requests.model import Right, RightsOutcome, RightsState


@dataclass(frozen=True, slots=True)
class Carried:
    """A request, and what it has set going."""

    entry: Entry
    receipt: str | None = None
    """Of an erasure that has begun."""
    withheld: bool = False
    """Whether a copy waits until somebody asks for it who has just proven who they are."""


class Fulfilment:
    """Carries requests out, in one region."""

    def __init__(  # noqa: PLR0913 - each is what some right is about
        self,
        *,
        log: RightsLog,
        standings: Standings,
        consents: Consents,
        exports: Exports,
        erasing: ErasureAsking,
        notices: Notices,
        jobs: Jobs,
    ) -> None:
        self._log, self._standings, self._consents = log, standings, consents
        self._exports, self._erasing = exports, erasing
        self._notices, self._jobs = notices, jobs

    async def carry_out(self, person: str, entry: Entry, language: str, *, recent: bool) -> Carried:
        """Carry a person's request out as far as that can be done at once.

        Args:
            person: Whose.
            entry: The request.
            language: Of what they are told.
            recent: Whether they have just proven who they are: else no copy is made.

        Raises:
            TooManyRequestsError: There were enough exports today: the request stands open.
            NotFoundError: The person is being erased.
            UnavailableError: Ask again.
        """
        match entry.asked.kind:
            case Right.RESTRICTION if entry.asked.is_waiting:
                await self._standings.restrict(person)
                entry = await self._log.end_anyway(entry, RightsOutcome.UPHELD)
            case Right.OBJECTION if entry.asked.is_waiting:
                entry = await self._object(person, entry, language)
            case Right.ACCESS | Right.PORTABILITY if entry.asked.is_waiting and not recent:
                return Carried(entry, withheld=entry.asked.state is not RightsState.UNDERWAY)
            case Right.ACCESS | Right.PORTABILITY if entry.asked.is_waiting:
                entry = await self._export(person, entry)
            case Right.ERASURE:
                return await self._erase(person, entry)
            case _:  # for somebody to read
                pass
        return Carried(entry)

    async def take_back(self, person: str, entry: Entry) -> Entry:
        """End a request of a person, and what it holds; one that is answered stays as it is.

        Others that ask to hold the same end with it: they were sent at the same moment.

        Raises:
            UnavailableError: Say it again.
        """
        kind, purpose = entry.asked.kind, entry.asked.purpose
        if kind is Right.RESTRICTION:
            await self._standings.lift(person)
        elif kind is Right.OBJECTION and purpose is not None and purpose not in ASKED:
            await self._standings.take_back(person, PURPOSES[purpose])
        for one in await self._log.standing(person, kind, purpose):
            if one.id == entry.id or kind in {Right.RESTRICTION, Right.OBJECTION}:
                was_held = one.asked.state is RightsState.IN_FORCE
                ended = RightsOutcome.LIFTED if was_held else RightsOutcome.TAKEN_BACK
                await self._log.end_anyway(one, ended)
        return await self._log.own(person, entry.id)

    async def _object(self, person: str, entry: Entry, language: str) -> Entry:
        """Stop what somebody objects to.

        A consent is withdrawn and a choice turned off, which ends the matter. What the service does
        by itself rests until somebody has weighed the objection; what the person needs to see their
        data and to use their rights goes on meanwhile.
        """
        purpose = PURPOSES[entry.asked.purpose or ""]
        if not purpose.is_asked:
            if not purpose.while_restricted:
                await self._standings.object_to(person, purpose)
            return entry
        if not await self._consents.has_refused(person, purpose.id):
            notice = current()
            spoken = best((language,), notice.texts)
            choice = Choice({purpose.id: False}, notice.version, spoken, Method.OBJECTION)
            await self._consents.decide(person, choice)
        return await self._log.end_anyway(entry, RightsOutcome.STOPPED)

    async def _export(self, person: str, entry: Entry) -> Entry:
        await ask_for_export(
            person,
            now=entry.asked.received,
            exports=self._exports,
            jobs=self._jobs,
            notices=self._notices,
        )
        return await self._log.underway(entry)

    async def _erase(self, person: str, entry: Entry) -> Carried:
        entry = await self._log.underway(entry)
        receipt, _ = await self._erasing.ask(person, Why.REQUEST)
        return Carried(entry, receipt)
