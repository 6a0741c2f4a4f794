"""An erasure from where it stands to its end: killed anywhere and run again, it ends the same."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.platform.records.leased_records import Held
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
from shared.rights.erasure.steps import Steps

_PATIENCE = 10.0
"""Seconds that those who are done with a stage wait for the others."""


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
        await self._carry([await self._erasures.claim(receipt)], deadline)

    async def run_all(self, receipts: Iterable[str], deadline: Deadline) -> None:
        """Carry some erasures to their end, stage by stage: most of what they ask, they share.

        Raises:
            UnavailableError: Not all are finished: run them again.
        """
        claims = (self._erasures.claim(one) for one in receipts)
        came = await asyncio.gather(*claims, return_exceptions=True)
        await self._carry(came, deadline)

    async def _carry(
        self, claimed: Iterable[HeldErasure | BaseException | None], deadline: Deadline
    ) -> None:
        """Take those who go on through a stage together; who is slow keeps nobody for long."""
        failed: list[BaseException] = []
        running: set[asyncio.Task[HeldErasure]] = set()
        came = list(claimed)
        try:
            while True:
                failed += [one for one in came if isinstance(one, BaseException)]
                going = [one for one in came if isinstance(one, Held) and not _is_over(one)]
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

    async def _go_on(self, held: HeldErasure, deadline: Deadline) -> HeldErasure:
        """Take one stage, or let somebody else do it."""
        try:
            return await self._step(held, deadline)
        except UnavailableError:
            with suppress(UnavailableError):  # then its lease ends by itself
                await self._erasures.let_go(held)
            raise

    async def _step(self, held: HeldErasure, deadline: Deadline) -> HeldErasure:
        if deadline.passed:
            raise UnavailableError(retry_after=timedelta(seconds=1))
        special = {
            ErasureStage.COUNT: self._count,
            ErasureStage.READ_BACK: self._read_back,
            ErasureStage.SETTLE: self._wait,
            ErasureStage.SECOND: self._end,
        }
        stage = held.record.stage
        if stage in special:
            return await special[stage](held)
        held = await self._erase(stage, held)
        if stage is ErasureStage.KEY:
            gone = held.record.key_gone or self._clock.now()
            return await self._next(held, key_gone=gone)
        return await self._next(held)

    async def _count(self, held: HeldErasure) -> HeldErasure:
        erasure = held.record
        if erasure.why is not Why.INACTIVE:
            found = await self._steps.count(erasure.person)
        elif await self._came_back(erasure):
            await self._inactive.stay(held.name, erasure.asked)
            await self._erasures.call_off(held)
            return replace(held, record=finished(erasure, self._clock.now()))
        else:
            found = await self._count_and_leave(held)
        return await self._next(held, counts=counted(erasure.counts, found))

    async def _came_back(self, erasure: Erasure) -> bool:
        """Tell whether somebody inactive is not, once nobody can have their key open any more."""
        await asyncio.sleep(self._settle.total_seconds())
        return await self._inactive.is_back(erasure.person, erasure.asked)

    async def _count_and_leave(self, held: HeldErasure) -> dict[str, int]:
        """Count while what may survive is taken; whatever fails, both are over after this."""
        erasure = held.record
        found, left = await asyncio.gather(
            self._steps.count(erasure.person),
            self._inactive.leave(erasure.person, held.name, erasure.asked),
            return_exceptions=True,
        )
        if isinstance(left, BaseException):
            raise left
        if isinstance(found, BaseException):
            raise found
        return found

    async def _read_back(self, held: HeldErasure) -> HeldErasure:
        """Look everywhere; begin again if anything is left."""
        if await self._steps.count(held.record.person):
            return await self._erasures.write(held, stage=ErasureStage.SESSIONS)
        return await self._next(held, clean=self._clock.now())

    async def _erase(self, stage: ErasureStage, held: HeldErasure) -> HeldErasure:
        """Do one stage's work."""
        seen = held

        async def hold() -> None:
            nonlocal seen
            if LEASE.is_aged(seen.record.until, self._clock.now()):
                seen = await self._erasures.write(seen)

        if (step := self._steps.at(stage)) is not None:
            await step.erase(held.record.person, held.name, hold)
        return seen

    async def _next(self, held: HeldErasure, **news: Any) -> HeldErasure:  # noqa: ANN401 - fields of Erasure
        return await self._erasures.write(held, stage=after(held.record.stage), **news)

    async def _wait(self, held: HeldErasure) -> HeldErasure:
        """Wait until nobody can have written for the person any more."""
        since = held.record.clean or self._clock.now()
        left = (since + self._settle - self._clock.now()).total_seconds()
        if left > 0:
            held = await self._erasures.write(held)
            await asyncio.sleep(min(left, LEASE.length.total_seconds() / 2))
            return await self._erasures.write(held)
        return await self._next(held)

    async def _end(self, held: HeldErasure) -> HeldErasure:
        """End it if nothing is left; erase what came late, and look again."""
        counts: Mapping[str, int] = held.record.counts
        if late := await self._steps.count(held.record.person):
            return await self._erasures.write(
                held, stage=ErasureStage.SESSIONS, counts=added(counts, late)
            )
        return await self._erasures.finish(held, counts)


def _is_over(held: HeldErasure) -> bool:
    return held.record.stage is ErasureStage.FINISHED
