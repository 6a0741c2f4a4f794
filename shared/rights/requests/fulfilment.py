"""What a request of a person sets going at once. Each step can be repeated, and does nothing twice.

A request is written down before anything is done for it, and what was done is written after: one
that was cut off between stands open, and asking for the same again goes on with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.kernel.languages import best
from shared.people.accounts.notices import Notices
from shared.people.accounts.profiles import Profiles
from shared.people.consents.consents import Consents
from shared.people.consents.model import Choice, Method
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


@dataclass(frozen=True, slots=True)
class Carrying:
    """What it takes to carry requests out."""

    log: RightsLog
    standings: Standings
    consents: Callable[[], Consents]
    exports: Callable[[], Exports]
    erasing: Callable[[], ErasureAsking]
    profiles: Callable[[], Profiles]
    notices: Callable[[], Notices]
    jobs: Callable[[], Jobs]

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
                await self.standings.restrict(person)
                entry = await self.log.end_anyway(entry, RightsOutcome.UPHELD)
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
            await self.standings.lift(person)
        elif kind is Right.OBJECTION and purpose is not None and purpose not in ASKED:
            await self.standings.take_back(person, PURPOSES[purpose])
        for one in await self.log.standing(person, kind, purpose):
            if one.id == entry.id or kind in {Right.RESTRICTION, Right.OBJECTION}:
                was_held = one.asked.state is RightsState.IN_FORCE
                ended = RightsOutcome.LIFTED if was_held else RightsOutcome.TAKEN_BACK
                await self.log.end_anyway(one, ended)
        return await self.log.own(person, entry.id)

    async def _object(self, person: str, entry: Entry, language: str) -> Entry:
        """Stop what somebody objects to.

        A consent is withdrawn and a choice turned off, which ends the matter. What the service does
        by itself rests until somebody has weighed the objection; what the person needs to see their
        data and to use their rights goes on meanwhile.
        """
        purpose = PURPOSES[entry.asked.purpose or ""]
        if not purpose.is_asked:
            if not purpose.while_restricted:
                await self.standings.object_to(person, purpose)
            return entry
        if not await self.consents().has_refused(person, purpose.id):
            notice = current()
            spoken = best((language,), notice.texts)
            choice = Choice({purpose.id: False}, notice.version, spoken, Method.OBJECTION)
            await self.consents().decide(person, choice)
        return await self.log.end_anyway(entry, RightsOutcome.STOPPED)

    async def _export(self, person: str, entry: Entry) -> Entry:
        async def tell() -> None:
            await self.notices().export_asked(person, await self.profiles().get(person))

        await ask_for_export(
            person,
            now=entry.asked.received,
            exports=self.exports(),
            jobs=self.jobs(),
            tell=tell,
        )
        return await self.log.underway(entry)

    async def _erase(self, person: str, entry: Entry) -> Carried:
        entry = await self.log.underway(entry)
        receipt, _ = await self.erasing().ask(person, Why.REQUEST)
        return Carried(entry, receipt)
