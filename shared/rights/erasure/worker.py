"""An erasure from where it stands to its end: killed anywhere and run again, it ends the same.

Who counts, or reads back, hands on what was found: it is not looked for again, and a stage that has
nothing to do is not written down. What comes meanwhile is found by the next reading back.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.together import together
from shared.rights.erasure.erasures import Erasures, HeldErasure
from shared.rights.erasure.inactive_people import InactivePeople
from shared.rights.erasure.model import (
    LEASE,
    Erasure,
    ErasureStage,
    Why,
    added,
    after,
    counted,
    finished,
)
from shared.rights.erasure.steps import Found, Steps

_ERASING = (ErasureStage.SESSIONS, ErasureStage.ARCHIVES, ErasureStage.RECORDS)
"""Stages that are left out if there is nothing to erase in them; the key's never is."""
_SETTLED = {"stage": ErasureStage.SECOND}
_PATIENCE = 10.0
"""Seconds that those who are done with a stage wait for the others."""


@dataclass(frozen=True, slots=True)
class _Going:
    """An erasure that is being carried on."""

    held: HeldErasure
    found: Found | None = None
    """What was found of its person by who looked last, since this worker took it on."""


class ErasureWorker:
    """Erases the people of one region."""

    def __init__(
        self,
        erasures: Erasures,
        steps: Steps,
        inactive: InactivePeople,
        clock: Clock,
        *,
        settle: timedelta,
    ) -> None:
        """Make a worker.

        Args:
            erasures: The receipts.
            steps: What is erased.
            inactive: Whoever is erased because they stayed away.
            clock: The time.
            settle: How long after the tombstone, or after the first reading back, nobody can write
                for the person any more: the key cache's time and the longest call's.
        """
        self._erasures, self._steps, self._inactive = erasures, steps, inactive
        self._clock, self._settle = clock, settle

    async def run(self, receipt: str, deadline: Deadline) -> None:
        """Carry an erasure to its end.

        Raises:
            NotFoundError: There is no such receipt.
            UnavailableError: It is not finished: run it again. What was erased stays erased.
        """
        await self._carry([await self._claim(receipt)], deadline)

    async def run_all(self, receipts: Iterable[str], deadline: Deadline) -> None:
        """Carry some erasures to their end, stage by stage: most of what they ask, they share.

        Raises:
            UnavailableError: Not all are finished: run them again.
        """
        claims = (self._claim(one) for one in receipts)
        came = await asyncio.gather(*claims, return_exceptions=True)
        await self._carry(came, deadline)

    async def _claim(self, receipt: str) -> _Going | None:
        held = await self._erasures.claim(receipt)
        return _Going(held) if held is not None else None

    async def _carry(
        self, claimed: Iterable[_Going | BaseException | None], deadline: Deadline
    ) -> None:
        """Take those who go on through a stage together; who is slow keeps nobody for long."""
        failed: list[BaseException] = []
        running: set[asyncio.Task[_Going]] = set()
        came = list(claimed)
        try:
            while True:
                failed += [one for one in came if isinstance(one, BaseException)]
                going = [one for one in came if isinstance(one, _Going) and not _is_over(one)]
                running |= {asyncio.create_task(self._go_on(one, deadline)) for one in going}
                if not running:
                    break
                done, running = await asyncio.wait(running, timeout=_PATIENCE)
                came = await asyncio.gather(*done, return_exceptions=True)
        finally:
            for task in running:
                task.cancel()
        for error in failed:  # of a receipt whose time is over nothing is left to do
            if not isinstance(error, NotFoundError):
                raise error

    async def _go_on(self, going: _Going, deadline: Deadline) -> _Going:
        """Take one stage, or let somebody else do it."""
        try:
            return await self._step(going, deadline)
        except UnavailableError:
            with suppress(UnavailableError):  # then its lease ends by itself
                await self._erasures.let_go(going.held)
            raise

    async def _step(self, going: _Going, deadline: Deadline) -> _Going:
        if deadline.passed:
            raise UnavailableError(retry_after=timedelta(seconds=1))
        looking = {
            ErasureStage.COUNT: self._count,
            ErasureStage.READ_BACK: self._read_back,
            ErasureStage.SECOND: self._end,
        }
        stage = going.held.record.stage
        if stage in looking:
            return await looking[stage](going.held)
        if stage is ErasureStage.SETTLE:
            return _Going(await self._wait(going.held))
        return await self._erase(stage, going)

    async def _count(self, held: HeldErasure) -> _Going:
        erasure = held.record
        if erasure.why is not Why.INACTIVE:
            found = await self._steps.find(erasure.person)
        elif await self._came_back(erasure):
            await self._inactive.stay(held.name, erasure.asked)
            await self._erasures.call_off(held)
            return _Going(replace(held, record=finished(erasure, self._clock.now())))
        else:
            found = await self._find_and_leave(held)
        return _Going(
            await self._next(held, found, counts=counted(erasure.counts, found.counts)), found
        )

    async def _came_back(self, erasure: Erasure) -> bool:
        """Tell whether somebody inactive is not, once nobody can have their key open any more."""
        await asyncio.sleep(self._settle.total_seconds())
        return await self._inactive.is_back(erasure.person, erasure.asked)

    async def _find_and_leave(self, held: HeldErasure) -> Found:
        """Look while what may survive is taken; whatever fails, both are over after this."""
        erasure = held.record
        _, found = await together(
            self._inactive.leave(erasure.person, held.name, erasure.asked),
            self._steps.find(erasure.person),
        )
        return found

    async def _read_back(self, held: HeldErasure) -> _Going:
        """Look everywhere; begin again if anything is left."""
        found = await self._steps.find(held.record.person)
        if found.counts:
            return _Going(await self._erasures.write(held, stage=ErasureStage.SESSIONS), found)
        return _Going(await self._next(held, clean=self._clock.now()))

    async def _erase(self, stage: ErasureStage, going: _Going) -> _Going:
        """Do one stage's work."""
        held, found = going.held, going.found

        async def hold() -> None:
            nonlocal held
            if LEASE.is_aged(held.record.until, self._clock.now()):
                held = await self._erasures.write(held)

        if (step := self._steps.at(stage, found)) is not None:
            await step.erase(held.record.person, held.name, hold, found)
        if stage is ErasureStage.KEY:
            gone = held.record.key_gone or self._clock.now()
            return _Going(await self._next(held, key_gone=gone))
        return _Going(await self._next(held, found), found)

    async def _next(
        self,
        held: HeldErasure,
        found: Found | None = None,
        **news: Any,  # noqa: ANN401 - fields of Erasure
    ) -> HeldErasure:
        """Go on to the next stage that has anything to do, of what was found."""
        stage = after(held.record.stage)
        while stage in _ERASING and self._steps.at(stage, found) is None:
            stage = after(stage)
        return await self._erasures.write(held, stage=stage, **news)

    async def _wait(self, held: HeldErasure) -> HeldErasure:
        """Wait until nobody can have written for the person any more.

        Whoever has nothing to wait for writes nothing: the receipt says since when it is clean.
        """
        left = self._unsettled(held)
        if left <= 0:
            return replace(held, record=held.record.model_copy(update=_SETTLED))
        held = await self._erasures.write(held)
        await asyncio.sleep(min(left, LEASE.length.total_seconds() / 2))
        return await self._erasures.write(held, **({} if self._unsettled(held) > 0 else _SETTLED))

    def _unsettled(self, held: HeldErasure) -> float:
        """Return for how many seconds somebody may still have the key open."""
        since = held.record.clean or self._clock.now()
        return (since + self._settle - self._clock.now()).total_seconds()

    async def _end(self, held: HeldErasure) -> _Going:
        """End it if nothing is left; erase what came late, and look again."""
        counts: Mapping[str, int] = held.record.counts
        late = await self._steps.find(held.record.person)
        if late.counts:
            news = {"stage": ErasureStage.SESSIONS, "counts": added(counts, late.counts)}
            return _Going(await self._erasures.write(held, **news), late)
        return _Going(await self._erasures.finish(held, counts))


def _is_over(going: _Going) -> bool:
    return going.held.record.stage is ErasureStage.FINISHED
