"""What a request is going to need, read as soon as it is known whose it is, by one read.

A handler asks for one document after another, and each is a trip to the database. Whoever knows
before which they will be has them read ahead, together with what must be read first; whoever asks
for one then waits for that answer, and takes it: the next look at the same document is a look. What
was asked for more than a second ago, because a body was slow to come, is read anew.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.platform.records.port import Document, DocumentId, Documents

FRESH = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One of the documents that a read is going to bring."""

    read: "asyncio.Task[list[Document | None]]"
    number: int
    begun: float


@dataclass(slots=True)
class _Reading:
    """What one request has read ahead."""

    over: bool = False
    """Whether the request has ended: what goes on behind it reads for itself."""

    answers: "dict[tuple[str, DocumentId], _Answer]" = field(default_factory=dict)
    """Those that nobody has taken yet."""
    reads: "list[asyncio.Task[list[Document | None]]]" = field(default_factory=list)


_reading: ContextVar[_Reading | None] = ContextVar("reading_ahead", default=None)


@asynccontextmanager
async def reading_ahead() -> AsyncIterator[None]:
    """Let documents be read ahead within; none of it goes on afterwards."""
    reading = _Reading()
    token = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(token)
        reading.over = True
        reading.answers.clear()
        if stopped := [one for one in reading.reads if _stops(one)]:
            await asyncio.gather(*stopped, return_exceptions=True)


def _stops(read: "asyncio.Task[list[Document | None]]") -> bool:
    """Have a read end; tell whether it has to yet."""
    if not read.done():
        return read.cancel()
    if not read.cancelled():
        read.exception()  # looked at, as nobody else may
    return False


def expect(documents: "Documents", ids: "Sequence[DocumentId]") -> None:
    """Begin to read documents that will be asked for. Outside of a request nothing happens."""
    reading = _reading.get()
    if reading is None or reading.over:
        return
    read, begun = asyncio.create_task(documents.get(ids)), time.monotonic()
    reading.reads.append(read)
    for number, one in enumerate(ids):
        reading.answers[documents.root, one] = _Answer(read, number, begun)


async def get(documents: "Documents", ids: "Sequence[DocumentId]") -> "list[Document | None]":
    """Return documents as ``Documents.get`` does, and raise as it does."""
    taken = {one: answer for one in ids if (answer := _take(documents.root, one)) is not None}
    if not taken:
        return await documents.get(ids)
    missing = [one for one in ids if one not in taken]
    found = dict(zip(missing, await documents.get(missing), strict=True)) if missing else {}
    for one, answer in taken.items():
        found[one] = (await asyncio.shield(answer.read))[answer.number]
    return [found[one] for one in ids]


def written(root: str, ids: "Iterable[DocumentId]") -> None:
    """Forget what was read ahead of documents that are being written."""
    reading = _reading.get()
    if reading is not None and reading.answers:
        for one in ids:
            reading.answers.pop((root, one), None)


def _take(root: str, wanted: "DocumentId") -> _Answer | None:
    reading = _reading.get()
    answer = reading.answers.pop((root, wanted), None) if reading is not None else None
    if answer is None or time.monotonic() - answer.begun > FRESH.total_seconds():
        return None
    return answer
