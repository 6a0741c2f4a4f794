"""What one worker does of a run: it counts, holds its part, and stops in time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from shared.kernel.clock import Deadline
from shared.platform.records.port import Documents, Due
from shared.privacy.retention import due_range
from shared.rights.retention.model import RunProgress, shard_of_part
from shared.rights.retention.runs import HeldPart, NightlyRuns

_DIGITS_OF_SHARD = 2


class TimeOverError(Exception):
    """The worker's time is over: another message goes on where it stands."""


class ShardWork:
    """A part that a worker has taken on."""

    def __init__(
        self,
        runs: NightlyRuns,
        held: HeldPart,
        progress: RunProgress,
        deadline: Deadline,
        queries: asyncio.Semaphore,
    ) -> None:
        """Take on a part.

        Args:
            runs: Where it is written how far it has come.
            held: The part.
            progress: Of the run.
            deadline: When to stop.
            queries: How many may be asked at the same time by all parts of this instance.
        """
        self._runs, self._held, self._deadline = runs, held, deadline
        self._counts, self._oldest = dict(held.record.counts), held.record.oldest
        self._before = dict(self._counts)
        self.day, self.dry, self._queries = progress.day, progress.run.dry, queries
        self.shard = shard_of_part(held.name)

    @property
    def stage(self) -> str:
        """Which stage is next; empty: the first."""
        return self._held.record.stage

    def count(self, kind: str, number: int = 1) -> None:
        """Count something that was done; of a dry run, that would be."""
        if number:
            self._counts[kind] = self._counts.get(kind, 0) + number

    def counted(self, kind: str) -> int:
        """Return how much of a kind was counted in this part."""
        return self._counts.get(kind, 0)

    def left(self, kind: str, one: Due) -> None:
        """Count something that is due and stays for another night."""
        self.count(f"left.{kind}")
        day = one.value[_DIGITS_OF_SHARD:]
        self._oldest = min(day, self._oldest or day)

    def set_aside(self, kind: str, one: Due) -> None:
        """Count something that nobody can make sense of. It stays, and holds up nothing."""
        self.count(f"set_aside.{kind}")
        self.left(kind, one)

    async def step(self, **news: str | None) -> None:
        """Write down how far the part has come. To be called after each commit.

        Raises:
            TimeOverError: The time is over. What was done is written down.
            UnavailableError: Somebody else has the part by now, or nobody knows: stop.
        """
        if news:
            self._before = dict(self._counts)
        # What only counts begins a stage anew, so it forgets what it has counted in it.
        counts = self._before if self.dry else self._counts
        over = self._deadline.passed and not news  # who begins a stage does a page of it
        lease = {"until": None} if over or "state" in news else {}
        known = {"counts": dict(counts), "oldest": self._oldest}
        self._held = await self._runs.write(self._held, **known, **lease, **news)
        if over:
            raise TimeOverError

    async def let_go(self) -> None:
        """Let somebody else go on at once. Raises UnavailableError if somebody already does."""
        self._held = await self._runs.let_go(self._held)

    async def pages(
        self, documents: Documents, *collections: str, size: int
    ) -> AsyncIterator[list[Due]]:
        """Yield what is due of some collections in this part's shard, page by page.

        Nothing is due of most: all first pages are asked for at once. A page is of one collection.

        Raises:
            TimeOverError, UnavailableError: As ``step`` says.
        """
        span = due_range(self.shard, self.day)

        async def first(collection: str) -> list[Due]:
            async with self._queries:
                return await documents.due(collection, *span, limit=size)

        pages = await asyncio.gather(*(first(one) for one in collections))
        for collection, page in zip(collections, pages, strict=True):
            found = page
            while found:
                yield found
                await self.step()
                if len(found) < size:
                    break
                found = await documents.due(collection, *span, after=found[-1], limit=size)


class RunStage(Protocol):
    """One kind of what a run does. It can be repeated from its begin."""

    @property
    def name(self) -> str:
        """By which a part remembers it."""
        ...

    async def run(self, work: ShardWork) -> None:
        """Do it for the shards of a part.

        Raises:
            TimeOverError, UnavailableError: As ``ShardWork.step`` says.
        """
        ...


def from_where(stages: Sequence[RunStage], stage: str) -> Sequence[RunStage]:
    """Return the stages that are to be done yet. One that is not known any more: all."""
    names = [one.name for one in stages]
    return stages[names.index(stage) :] if stage in names else stages
