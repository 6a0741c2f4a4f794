"""Gather what is asked at about the same time into one call, if a supplier takes many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from shared.kernel.clock import Deadline
from shared.platform.suppliers.port import Asker, SupplierError

T = TypeVar("T")
R = TypeVar("R")

WINDOW = timedelta(milliseconds=20)
"""How long the first one waits for company."""

Call = Callable[[Sequence[T], Asker, Deadline], Awaitable[Mapping[T, R | SupplierError]]]
"""Asks for several, none of them twice; returns what came of each. One left out was not told."""


@dataclass(slots=True)
class _Batch(Generic[T, R]):
    deadline: Deadline
    """The latest of those who wait: who has less time leaves alone."""
    full: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: dict[T, None] = field(default_factory=dict)
    task: "asyncio.Task[Mapping[T, R | SupplierError]] | None" = None


class Batches(Generic[T, R]):
    """Makes few calls of many questions."""

    def __init__(self, call: Call[T, R], *, most: int) -> None:
        """Gather at most so many for one call."""
        self._call, self._most = call, most
        self._open: dict[Asker, _Batch[T, R]] = {}

    async def ask(self, one: T, *, asker: Asker, deadline: Deadline) -> R:
        """Return what a call says about one question.

        Raises:
            SupplierError: As the call said of this one or failed as a whole, or it took too long.
        """
        batch = self._open.get(asker)
        if batch is None:
            batch = self._open[asker] = _Batch(deadline)
            batch.task = asyncio.create_task(self._send(batch, asker))
            batch.task.add_done_callback(_seen)
        batch.deadline = max(batch.deadline, deadline, key=Deadline.left)
        batch.wanted[one] = None
        if len(batch.wanted) >= self._most:
            del self._open[asker]
            batch.full.set()
        task = batch.task
        if task is None:
            raise SupplierError
        await asyncio.wait({task}, timeout=deadline.left())
        if not task.done():
            raise SupplierError
        found = task.result().get(one)
        if found is None:
            raise SupplierError
        if isinstance(found, SupplierError):
            raise found
        return found

    async def _send(self, batch: _Batch[T, R], asker: Asker) -> Mapping[T, R | SupplierError]:
        try:
            async with asyncio.timeout(WINDOW.total_seconds()):
                await batch.full.wait()
        except TimeoutError:
            if self._open.get(asker) is batch:
                del self._open[asker]
        return await self._call(tuple(batch.wanted), asker, batch.deadline)


def _seen(task: "asyncio.Task[Mapping[T, R | SupplierError]]") -> None:
    """Look at a failure, so that it is not reported as forgotten if all who waited have left."""
    if not task.cancelled():
        task.exception()
