"""A run whose parts many workers share: begun once, fenced, reported once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.port import MAX_WRITES, Committed, Create, DocumentId, Write
from shared.privacy.retention import SHARDS, due
from shared.rights.retention.model import LEASE, RunState, shard_of_part
from tests.fakes import NOON, MemoryDocuments
from tests.unit.rights.retention.world import Nights, everything, totals


@pytest.fixture
def region() -> Nights:
    """Return a region with something due in each shard."""
    return Nights()


async def fill(region: Nights, number: int) -> None:
    """Store records that are due, spread over the shards."""
    for first in range(0, number, 400):
        await region.shipments.commit(
            [
                Create(DocumentId("salts", f"s{n}"), {"due": due(NOON - 2 * DAY, shard=n)})
                for n in range(first, min(first + 400, number))
            ]
        )


def test_the_parts_cover_each_shard_once() -> None:
    covered = [shard_of_part(part) for part in everything()]
    assert covered == list(range(SHARDS))


async def test_two_coordinators_begin_one_run(region: Nights) -> None:
    begun = await asyncio.gather(*(region.runs().begin(region.today, dry=False) for _ in range(8)))
    assert len({one.run.run for one in begun}) == 1


async def test_a_finished_run_is_followed_by_another_and_an_unfinished_one_goes_on(
    region: Nights,
) -> None:
    first = (await region.runs().begin(region.today, dry=False)).run.run
    assert (await region.runs().begin(region.today, dry=False)).run.run == first
    await region.night()
    second = (await region.runs().begin(region.today, dry=False)).run.run
    assert second != first


async def test_a_dry_run_does_not_take_the_place_of_one_that_deletes(region: Nights) -> None:
    await fill(region, 10)
    await region.runs().begin(region.today, dry=False)
    for day in (region.today, region.today + DAY):
        with pytest.raises(ConflictError):
            await region.runs().begin(day, dry=True)
    assert totals(await region.night()).deleted == 10
    assert (await region.runs().begin(region.today, dry=True)).run.dry
    assert not (await region.runs().begin(region.today, dry=False)).run.dry


async def test_a_run_of_another_day_takes_the_place_of_one_that_never_ended(
    region: Nights,
) -> None:
    await fill(region, 100)
    old = (await region.runs().begin(region.today, dry=False)).run.run
    region.clock.advance(DAY)
    new = await region.runs().begin(region.today, dry=False)
    assert await region.night_worker().run(old, "00", region.deadline()) is None
    assert len(region.shipments.stored) == 100, "a late message of the old run does nothing"
    assert new.run.run != old
    assert totals(await region.night()).deleted == 100


async def test_each_message_ten_times_out_of_order_and_at_once_does_it_once(
    region: Nights,
) -> None:
    await fill(region, 900)
    run = (await region.runs().begin(region.today, dry=False)).run.run
    ended = []

    async def push(part: str) -> None:
        try:
            ended.append(await region.night_worker().run(run, part, region.deadline()))
        except UnavailableError:  # somebody else is at work: Pub/Sub pushes it again
            return

    parts = [part for part in reversed(everything()) for _ in range(10)]
    await asyncio.gather(*(push(part) for part in parts))
    for part in everything():
        await push(part)
    progress = await region.runs().progress()
    assert (progress.open, totals(progress).deleted) == ([], 900)
    assert len([one for one in ended if one is not None]) == 1, "one of them reports"


async def test_a_worker_that_wakes_up_after_its_lease_can_write_nothing_more(
    region: Nights,
) -> None:
    run = (await region.runs().begin(region.today, dry=False)).run.run
    late = await region.runs().claim(run, "07")
    assert late is not None
    with pytest.raises(UnavailableError):
        await region.runs().claim(run, "07")
    region.clock.advance(LEASE.length)
    other = await region.runs().claim(run, "07")
    assert other is not None
    with pytest.raises(UnavailableError):
        await region.runs().write(late, counts={"deleted.salts": 5})
    done = await region.runs().write(other, state=RunState.FINISHED)
    assert done.record.counts == {}
    assert await region.runs().claim(run, "07") is None


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 13))
async def test_killed_at_any_write_and_told_again_it_ends_with_nothing_left(
    number: int, when: str
) -> None:
    region = Nights()
    await fill(region, MAX_WRITES + 20)
    for n in range(3):
        await region.instance().person_keys.make(f"orphan{n}")
    region.clock.advance(2 * DAY)
    run = (await region.runs().begin(region.today, dry=False)).run.run
    writes, whole = 0, {one: one.commit for one in (region.data, region.shipments)}

    async def commit(documents: MemoryDocuments, given: Sequence[Write]) -> list[Committed]:
        nonlocal writes
        writes += 1
        if writes == number and when == "before":
            raise SystemExit
        done = await whole[documents](given)
        if writes == number:
            raise SystemExit
        return done

    for one in whole:
        one.commit = lambda given, one=one: commit(one, given)  # type: ignore[method-assign,misc]
    for part in everything()[:2]:
        try:
            await region.night_worker().run(run, part, region.deadline())
        except SystemExit:
            break
    for one, commits in whole.items():
        one.commit = commits  # type: ignore[method-assign]
    assert writes >= number, "it was killed"
    region.clock.advance(LEASE.length + timedelta(seconds=1))
    progress = await region.night()
    assert (progress.open, region.shipments.stored) == ([], {})
    assert region.stored("person_keys") == []


async def test_no_report_before_every_part_is_done_and_one_after(region: Nights) -> None:
    await fill(region, 10)
    run = (await region.runs().begin(region.today, dry=False)).run.run
    reports = [
        await region.night_worker().run(run, part, region.deadline()) for part in everything()
    ]
    assert [one is not None for one in reports] == [False] * 15 + [True]
    assert await region.runs().end(run) is None
