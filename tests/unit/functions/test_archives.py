"""The nightly run deletes archives before the documents that name them, and never after."""

from datetime import timedelta

from functions.anonymise_nightly.archives import sweep_archives
from functions.anonymise_nightly.use_case import sweep
from shared.clock import Deadline
from shared.exports.model import Export
from shared.privacy.describe import Database
from tests.unit.exports.world import ADA, ExportRegion

WEEK = timedelta(days=7)


async def ready() -> ExportRegion:
    """Return a region with two exports that are ready, one of them asked for a second time."""
    region = ExportRegion()
    for one in (ADA, "bob1"):
        await region.register(one)
        await region.worker().prepare(one, (await region.ask(one)).id)
    await region.ask(ADA)
    assert len(region.archives.stored) == 2
    return region


async def swept(region: ExportRegion, *, seconds: int = 60) -> tuple[int, int]:
    """Run the nightly part; return how many archives went and how many are left."""
    deadline = Deadline.after(region.clock, timedelta(seconds=seconds))
    report = await sweep_archives(
        region.data, lambda: region.archives, today=region.clock.now().date(), deadline=deadline
    )
    return report.deleted, report.left


async def test_archives_go_when_their_time_is_over_and_not_before() -> None:
    region = await ready()
    region.clock.advance(WEEK)
    assert await swept(region) == (0, 0), "it ends today: unreadable, and gone tomorrow"
    region.clock.advance(timedelta(days=1))
    assert await swept(region) == (1, 0)
    assert [one for one in region.archives.stored if "exports/" in one]
    region.clock.advance(timedelta(days=1))
    assert await swept(region) == (1, 0), "the one that a newer export replaced, unfinished"
    assert region.archives.stored == {}
    deadline = Deadline.after(region.clock, timedelta(minutes=1))
    databases = {Database.DATA: region.data}
    today = region.clock.now().date()
    await sweep(databases, [Export], today=today, deadline=deadline)
    assert region.stored("exports") == []


async def test_what_cannot_be_deleted_now_is_left_and_said() -> None:
    region = await ready()
    region.clock.advance(timedelta(days=30))
    region.archives.down = True
    assert await swept(region) == (0, 2)
    region.archives.down = False
    assert await swept(region, seconds=0) == (0, 2)
    assert len(region.stored("exports")) == 2
    assert await swept(region) == (2, 0)
    assert await swept(region) == (0, 0)
