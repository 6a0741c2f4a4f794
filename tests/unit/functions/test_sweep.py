"""The nightly sweep: bounded, repeatable, truthful about what is left."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.anonymise_nightly.contract import RetentionReport
from functions.anonymise_nightly.use_case import sweep
from shared.clock import DAY, Deadline
from shared.errors import UnavailableError
from shared.limits.salt import DaySalt
from shared.privacy.describe import Database
from shared.privacy.retention import due
from shared.records.port import (
    MAX_WRITES,
    Committed,
    Create,
    Delete,
    Document,
    DocumentId,
    Version,
    Write,
)
from tests.fakes import NOON, FakeClock, MemoryDocuments

RECORDS = [DaySalt]
TODAY = NOON.date()


class BusyDocuments(MemoryDocuments):
    """A database in which somebody writes to one document between the look and the delete."""

    def __init__(self, busy: DocumentId) -> None:
        super().__init__()
        self.busy: DocumentId | None = busy

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Touch the busy document before the first delete of it."""
        if any(isinstance(write, Delete) and write.id == self.busy for write in writes):
            assert self.busy is not None
            old = self.stored[self.busy]
            fields = {**old.fields, "due": due(NOON + DAY, shard=1)}
            self.stored[self.busy] = Document(self.busy, fields, Version((99, 0)))
            self.busy = None
        return await super().commit(writes)


async def fill(documents: MemoryDocuments, number: int, *, shard: int | None = None) -> None:
    """Store records that ended two days ago."""
    for n in range(number):
        value = due(NOON - 2 * DAY, shard=n if shard is None else shard)
        await documents.commit([Create(DocumentId("salts", f"s{n}"), {"due": value})])


async def test_everything_that_is_due_goes_and_nothing_else() -> None:
    documents = MemoryDocuments()
    await fill(documents, 300)
    lasting = DocumentId("salts", "lasting")
    await documents.commit([Create(lasting, {"due": due(NOON, shard=3)})])
    report = await run(documents)
    assert (report.deleted, report.left, report.finished) == (300, 0, True)
    assert set(documents.stored) == {lasting}
    assert (await run(documents)).deleted == 0


async def test_more_than_a_commit_takes_goes_in_several() -> None:
    documents = MemoryDocuments()
    await fill(documents, MAX_WRITES * 2 + 7, shard=9)
    commits = documents.commits
    assert (await run(documents)).deleted == MAX_WRITES * 2 + 7
    assert documents.commits == commits + 3


async def test_a_run_whose_time_is_over_says_what_is_left() -> None:
    documents = MemoryDocuments()
    await fill(documents, 5)
    clock = FakeClock()
    over = Deadline.after(clock, timedelta(0))
    report = await sweep({Database.SHIPMENTS: documents}, RECORDS, today=TODAY, deadline=over)
    assert (report.deleted, report.left, report.finished) == (0, 5, False)
    assert len(documents.stored) == 5


async def test_what_was_written_again_meanwhile_stays_and_costs_no_other_its_delete() -> None:
    busy = DocumentId("salts", "s1")
    documents = BusyDocuments(busy)
    await fill(documents, 4, shard=7)
    report = await run(documents)
    assert report.deleted == 3
    assert set(documents.stored) == {busy}


async def test_a_database_that_is_down_is_an_error_not_a_success() -> None:
    documents = MemoryDocuments()
    documents.down = True
    with pytest.raises(UnavailableError):
        await run(documents)


async def run(documents: MemoryDocuments) -> RetentionReport:
    """Sweep with time enough."""
    deadline = Deadline.after(FakeClock(), timedelta(minutes=1))
    return await sweep({Database.SHIPMENTS: documents}, RECORDS, today=TODAY, deadline=deadline)
