"""After a restore: what the stop ledger says was stopped is stopped again, before anybody calls.

Each entry is carried out on its own, in any order, and again if need be: it looks at what is there,
and does nothing where nothing was revived.

* erasure: whatever is there of the person is erased, with their key. What is to stay as evidence is
  kept once more, if the key was restored too; without the key nobody can open it, and it goes.
* withdrawal, unsubscribe: refused again with the time at which it was, unless the last decision is
  a later one. What rested on it is deleted by the next nightly run.
* restriction, objection: put in force again, unless it was lifted later.
* suspension, of who is said to be under 18: as a restriction, with the case that is to be decided.
  One that was called off is called off again: else it would have them erased.

Before all that the outbox is emptied: what waits in it was sent before, or is too late.
"""

import asyncio
from collections.abc import Mapping, Sequence
from enum import StrEnum

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import ConflictError, IntegrityError, NotFoundError, UnavailableError
from shared.people.consents.consents import Consents
from shared.people.messages.outbox import Outbox
from shared.people.person.keys import PersonKeys
from shared.people.person.minor_cases import MinorCase
from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import Stop, StopKind, StopLedger
from shared.platform.records.port import Create, Documents, Replace, Version
from shared.platform.records.unsealed import fields_of, read
from shared.privacy.purposes import PURPOSES
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.model import added
from shared.rights.erasure.replay_progress import PLACE, Replay
from shared.rights.erasure.steps import Steps
from shared.rights.erasure.worker import ErasureWorker

AT_ONCE = 8
_ENDED_BY = {
    StopKind.RESTRICTION: StopKind.LIFTING,
    StopKind.SUSPENSION: StopKind.REINSTATEMENT,
}
"""By what a restriction ends."""


class ReplayOutcome(StrEnum):
    """What became of an entry."""

    QUIET = "quiet"
    """Nothing had been revived."""
    AGAIN = "again"
    """It had been revived, and was stopped again."""
    LEFT = "left"
    """It is not stopped: something does not open, or goes on being erased."""


class StopReplay:
    """The replay of one region's stop ledger."""

    def __init__(  # noqa: PLR0913 - the ledger, and each thing that is stopped
        self,
        *,
        stops: StopLedger,
        erasures: Erasures,
        worker: ErasureWorker,
        steps: Steps,
        person_keys: PersonKeys,
        consents: Consents,
        standings: Standings,
        outbox: Outbox,
        data: Documents,
        clock: Clock,
    ) -> None:
        self._stops, self._erasures, self._worker, self._steps = stops, erasures, worker, steps
        self._person_keys, self._consents, self._standings = person_keys, consents, standings
        self._outbox, self._data, self._clock = outbox, data, clock

    async def run(self, deadline: Deadline) -> Replay:
        """Go through the ledger as far as the time goes, and tell how far that was.

        Safe to be killed anywhere, and to be run again: it goes on if it was not through.

        Raises:
            UnavailableError: Something did not answer, or another replay is at work. What was done
                stays done.
        """
        replay, version = await self._begun()
        if not replay.after:
            await self._outbox.empty()
        waiting: list[tuple[str, Stop]] = []
        async for one in self._stops.each(after=replay.after):
            waiting.append(one)
            if len(waiting) == AT_ONCE:
                replay, version = await self._take(waiting, replay, version, deadline)
                waiting = []
                if deadline.passed:
                    return replay
        if waiting:
            replay, version = await self._take(waiting, replay, version, deadline)
        replay = replay.ended(self._clock.now())
        await self._write(replay, version)
        return replay

    async def _begun(self) -> tuple[Replay, Version | None]:
        found = (await self._data.get([PLACE]))[0]
        now = self._clock.now()
        if found is None:
            return Replay.begun(now), None
        last = read(Replay, found)
        return last if last.goes_on(now) else Replay.begun(now), found.version

    async def _take(
        self,
        entries: Sequence[tuple[str, Stop]],
        replay: Replay,
        version: Version | None,
        deadline: Deadline,
    ) -> tuple[Replay, Version]:
        of_people: dict[str, list[tuple[str, Stop]]] = {}
        for name, stop in entries:
            of_people.setdefault(stop.owner_id, []).append((name, stop))
        calls = (self._all_again(theirs, deadline) for theirs in of_people.values())
        told = await asyncio.gather(*calls, return_exceptions=True)  # so that none goes on alone
        counts = replay.counts
        for one in told:
            if isinstance(one, BaseException):
                raise one
            counts = added(counts, one)
        replay = replay.further(entries[-1][0], counts, self._clock.now())
        return replay, await self._write(replay, version)

    async def _write(self, replay: Replay, version: Version | None) -> Version:
        fields = fields_of(replay)
        write = Create(PLACE, fields) if version is None else Replace(PLACE, fields, version)
        try:
            return (await self._data.commit([write]))[0].version
        except ConflictError as e:  # another replay is at work
            raise UnavailableError from e

    async def _all_again(
        self, entries: Sequence[tuple[str, Stop]], deadline: Deadline
    ) -> Mapping[str, int]:
        """Stop again what one person's entries say, one after the other; count them."""
        counts: Mapping[str, int] = {}
        for name, stop in entries:
            outcome = await self._again(name, stop, deadline)
            counts = added(counts, {f"{stop.kind}.seen": 1, f"{stop.kind}.{outcome}": 1})
        return counts

    async def _again(self, name: str, stop: Stop, deadline: Deadline) -> ReplayOutcome:
        """Stop again what an entry says."""
        if stop.kind is StopKind.ERASURE:
            return await self._erase(name, stop.owner_id, deadline)
        if stop.kind is StopKind.LIFTING or not await self._person_keys.exists(stop.owner_id):
            return ReplayOutcome.QUIET
        try:
            return _of(again=await self._refuse(stop))
        except NotFoundError:  # there is no such person, or they are being erased
            return ReplayOutcome.QUIET
        except IntegrityError:
            return ReplayOutcome.LEFT

    async def _refuse(self, stop: Stop) -> bool:
        if stop.kind is StopKind.REINSTATEMENT:
            return await self._call_off(stop)
        if stop.kind in _ENDED_BY:
            return await self._restrict(stop)
        return await self._consents.withdraw_again(stop.owner_id, stop.purpose, stop.at)

    async def _restrict(self, stop: Stop) -> bool:
        end = _ENDED_BY[stop.kind]
        about = {stop.kind, end}
        said = [
            one
            for one in await self._stops.of(stop.owner_id)
            if one.kind in about and one.purpose == stop.purpose
        ]
        if said and said[-1].kind is end:
            return False
        if stop.kind is StopKind.SUSPENSION:
            case = MinorCase(stop.at, stop.by, stop.ticket, told=True)
            return await self._standings.suspend(stop.owner_id, case)
        if stop.purpose:
            purpose = PURPOSES[stop.purpose]
            return await self._standings.object_to(stop.owner_id, purpose)
        return await self._standings.restrict(stop.owner_id, since=stop.at)

    async def _call_off(self, stop: Stop) -> bool:
        case = await self._standings.case(stop.owner_id)
        if case is None or case.asked > stop.at:
            return False
        await self._standings.reinstate(stop.owner_id, case)
        return True

    async def _erase(self, name: str, person: str, deadline: Deadline) -> ReplayOutcome:
        """Erase whatever is there of somebody who was erased.

        An erasure that had not come to its end is carried there: its receipt has to say so.
        """
        steps = self._steps
        found = await steps.find(person)
        if not found.counts:
            return ReplayOutcome.QUIET
        try:
            running = await self._erasures.of(person)
        except NotFoundError:  # the tombstone was restored without its receipt
            running = None
        if running is not None:
            try:
                await self._worker.run(running[0], deadline)
            except UnavailableError:  # somebody else has it, or the time was over
                return ReplayOutcome.LEFT
            found = await steps.find(person)
        await steps.erase(person, name, found)
        return ReplayOutcome.LEFT if await steps.count(person) else ReplayOutcome.AGAIN


def _of(*, again: bool) -> ReplayOutcome:
    return ReplayOutcome.AGAIN if again else ReplayOutcome.QUIET
