"""Deleting what has ended: bounded, repeatable, truthful about what is left."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import UnavailableError
from shared.platform.records.port import (
    MAX_WRITES,
    Committed,
    Create,
    Delete,
    Document,
    DocumentId,
    Version,
    Write,
)
from shared.privacy.describe import Database
from shared.privacy.retention import due
from tests.fakes import NOON, MemoryDocuments
from tests.unit.rights.exports.world import ADA
from tests.unit.rights.retention.world import WEEK, Nights, totals


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
    region = Nights()
    await fill(region.shipments, 300)
    lasting = DocumentId("salts", "lasting")
    await region.shipments.commit([Create(lasting, {"due": due(NOON, shard=3)})])
    done = totals(await region.night())
    assert (done.seen, done.deleted, done.left) == (300, 300, 0)
    assert set(region.shipments.stored) == {lasting}
    assert totals(await region.night()).seen == 0


async def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    region = Nights()
    await fill(region.shipments, 300)
    await fill(region.shipments, 0)
    before = dict(region.shipments.stored)
    for _ in range(2):
        done = totals(await region.night(dry=True))
        assert (done.seen, done.deleted) == (300, 300)
        assert region.shipments.stored == before
    assert totals(await region.night()).deleted == 300


async def test_more_than_a_commit_takes_goes_in_several() -> None:
    region = Nights()
    await fill(region.shipments, MAX_WRITES * 2 + 7, shard=9)
    commits = region.shipments.commits
    assert totals(await region.night()).deleted == MAX_WRITES * 2 + 7
    assert region.shipments.commits == commits + 3


async def test_a_worker_whose_time_is_over_asks_for_the_rest_and_it_is_done_from_there() -> None:
    region = Nights()
    await fill(region.shipments, MAX_WRITES * 2 + 7, shard=9)
    progress = await region.night(seconds=0)
    asked = [message for _, message in region.jobs.published]
    assert [message["part"] for message in asked] == progress.open == ["09"]
    for _ in range(20):
        region.jobs.published.clear()
        for message in asked:
            await region.night_worker().run(message["run"], message["part"], region.deadline(0))
        asked = [message for _, message in region.jobs.published]
        if not asked:
            break
    done = totals(await region.runs().progress())
    assert done.deleted == MAX_WRITES * 2 + 7
    assert region.shipments.stored == {}


@pytest.mark.parametrize("dry", [False, True])
async def test_what_a_worker_out_of_time_has_counted_is_not_counted_twice(*, dry: bool) -> None:
    region = Nights()
    await fill(region.shipments, MAX_WRITES * 2 + 7, shard=9)
    run = (await region.runs().begin(region.today, dry=dry)).run.run
    for seconds in (0, 0, 0, 420):
        await region.night_worker().run(run, "09", region.deadline(seconds))
    assert totals(await region.runs().progress()).deleted == MAX_WRITES * 2 + 7


async def test_what_was_written_again_meanwhile_stays_and_costs_no_other_its_delete() -> None:
    region, busy = Nights(), DocumentId("salts", "s1")
    region.shipments = region.platform.stores[Database.SHIPMENTS] = BusyDocuments(busy)
    await fill(region.shipments, 4, shard=7)
    progress = await region.night()
    assert (totals(progress).deleted, progress.counts["changed.salts"]) == (3, 1)
    assert set(region.shipments.stored) == {busy}


async def test_a_database_that_is_down_is_an_error_not_a_success() -> None:
    region = Nights()
    await fill(region.shipments, 4)
    region.shipments.down = True
    with pytest.raises(UnavailableError):
        await region.night()
    region.shipments.down = False
    progress = await region.night()
    assert (totals(progress).deleted, progress.open) == (4, [])


async def ready() -> Nights:
    """Return a region with two exports that are ready, one of them asked for a second time."""
    region = Nights()
    for one in (ADA, "b0b1"):
        await region.register(one)
        await region.worker().prepare(one, (await region.ask(one)).id)
    await region.ask(ADA)
    assert len(region.archives.stored) == 2
    return region


async def archives(region: Nights) -> tuple[int, int]:
    """Let a night pass; return how many archives went and how many are left."""
    counts = (await region.night()).counts
    return counts.get("deleted.archives", 0), counts.get("left.archives", 0)


async def test_archives_go_when_their_time_is_over_and_not_before() -> None:
    region = await ready()
    region.clock.advance(WEEK)
    assert await archives(region) == (0, 0), "it ends today: unreadable, and gone tomorrow"
    region.clock.advance(DAY)
    assert await archives(region) == (1, 0)
    region.clock.advance(DAY)
    assert await archives(region) == (1, 0), "the one that a newer export replaced, unfinished"
    assert region.archives.stored == {}
    assert region.stored("exports") == []


async def test_an_archive_that_cannot_be_deleted_now_is_left_and_said_and_keeps_its_name() -> None:
    region = await ready()
    region.clock.advance(timedelta(days=30))
    region.archives.down = True
    progress = await region.night()
    assert progress.counts["left.archives"] == 2
    assert totals(progress).oldest == "2026-03-08"
    assert len(region.stored("exports")) == 2
    region.archives.down = False
    assert await archives(region) == (2, 0)
    assert region.stored("exports") == []
