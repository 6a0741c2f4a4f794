"""A part of a run, from where it stands to its end: killed and told again, it ends the same."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from shared.kernel.clock import Deadline
from shared.kernel.errors import UnavailableError
from shared.platform.jobs.port import Jobs, Topic
from shared.rights.retention.model import RunProgress, RunState
from shared.rights.retention.runs import HeldPart, NightlyRuns
from shared.rights.retention.shard import RunStage, ShardWork, TimeOverError, from_where

_AT_ONCE = 6
"""Queries that all parts of one instance ask at the same time."""


class NightlyWorker:
    """Works on the parts of one region's runs."""

    def __init__(self, runs: NightlyRuns, stages: Sequence[RunStage], jobs: Jobs) -> None:
        self._runs, self._stages, self._jobs = runs, stages, jobs
        self._queries = asyncio.Semaphore(_AT_ONCE)

    async def run(self, run: str, part: str, deadline: Deadline) -> RunProgress | None:
        """Do a part of a run; if the time does not suffice, ask for the rest.

        Returns:
            The whole run, if this was the last of it.

        Raises:
            UnavailableError: It is not finished: tell it again. What was done stays done.
        """
        held = await self._runs.claim(run, part)
        if held is not None:
            try:
                await self._do(held, deadline)
            except TimeOverError:
                await self._jobs.publish(Topic.ANONYMISE_SHARD, {"run": run, "part": part})
                return None
        return await self._runs.end(run)

    async def _do(self, held: HeldPart, deadline: Deadline) -> None:
        progress = await self._runs.progress()
        if progress.run.run != held.record.run:  # another run has begun: its workers do the rest
            return
        work = ShardWork(self._runs, held, progress, deadline, self._queries)
        try:
            for stage in from_where(self._stages, work.stage):
                await work.step(stage=stage.name)
                await stage.run(work)
        except UnavailableError:
            with suppress(UnavailableError):  # then its lease ends by itself
                await work.let_go()
            raise
        await work.step(state=RunState.FINISHED)
