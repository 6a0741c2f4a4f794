"""Turns at a supplier: one after another, across instances, and never waited for in vain."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from shared.kernel.errors import UnavailableError
from shared.platform.records.port import Committed, ContendedError, Documents, Write
from shared.platform.suppliers.pace import OwnPace, Pace, SharedPace, SupplierPace, Unpaced, pace_of
from shared.platform.suppliers.port import BusyError
from tests.fakes import MemoryDocuments

APART = 1.05


@dataclass
class Time:
    """A clock that moves as fast as tasks sleep."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 30, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + max(seconds, 0.0)
        for _ in range(200):
            await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)


@dataclass
class Region:
    """One region's database, and the times at which calls began in all its instances."""

    time: Time = field(default_factory=Time)
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    began: list[float] = field(default_factory=list)
    busy: list[timedelta | None] = field(default_factory=list)

    def instance(self, per_second: float = 1.0) -> Pace:
        return SharedPace("dhl", per_second, lambda: self.documents, self.time)

    async def call(self, pace: Pace, within: float = 7.5) -> None:
        try:
            await pace.begin(await pace.take(within=within))
        except BusyError as e:
            self.busy.append(e.retry_after)
        else:
            self.began.append(self.time.seconds)


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> Region:
    region = Region()
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        # Each waits for its own moment; the clock is there when it comes.
        target = region.time.seconds + max(seconds, 0.0)
        while region.time.seconds < target:
            await real(0)
            region.time.seconds += 0.005
        await real(0)

    # Not asyncio's own: what else goes on in the loop would move this clock.
    moved = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    monkeypatch.setattr("shared.platform.suppliers.pace.asyncio", moved)
    return region


async def test_of_ten_at_once_at_least_seven_have_a_turn_and_the_others_are_told_when(
    region: Region,
) -> None:
    pace = region.instance()
    await asyncio.gather(*(region.call(pace) for _ in range(10)))
    assert len(region.began) == 8
    times = sorted(region.began)
    assert times[0] < 0.1
    assert all(after - before >= 1 for before, after in pairwise(times))
    assert len(region.busy) == 2
    assert all(after is not None and after >= timedelta(seconds=1) for after in region.busy)


async def test_two_instances_share_the_turns(region: Region) -> None:
    one, two = region.instance(), region.instance()
    await asyncio.gather(*(region.call(pace) for pace in (one, two) for _ in range(10)))
    times = sorted(region.began)
    assert len(times) >= 7
    assert all(after - before >= 1 for before, after in pairwise(times))


async def test_all_who_wait_in_an_instance_are_written_for_at_once(region: Region) -> None:
    pace = region.instance()
    await asyncio.gather(*(region.call(pace, 20) for _ in range(10)))
    assert (region.documents.reads, region.documents.commits) == (1, 2)
    await region.call(pace, 20)
    assert (region.documents.reads, region.documents.commits) == (1, 3)


async def test_who_would_wait_too_long_is_told_at_once_and_takes_no_turn(region: Region) -> None:
    pace = region.instance()
    await region.call(pace)
    before = region.documents.commits
    await region.call(pace, within=0.5)
    assert (len(region.began), region.documents.commits) == (1, before)
    await region.call(pace, within=2.0)
    assert len(region.began) == 2


async def test_a_turn_that_nobody_took_is_not_used_later_on(region: Region) -> None:
    pace = region.instance()
    taking = [asyncio.create_task(pace.take(within=9.0)) for _ in range(5)]
    await taking[0]
    for one in taking[1:]:  # whose turns are taken, in one write for all
        one.cancel()
    await asyncio.gather(*taking, return_exceptions=True)
    region.time.seconds += 100
    region.began.clear()
    await asyncio.gather(*(region.call(pace) for _ in range(3)))
    times = sorted(region.began)
    assert all(after - before >= 1 for before, after in pairwise(times))


async def test_while_the_supplier_says_that_it_is_too_much_nobody_has_a_turn(
    region: Region,
) -> None:
    pace = region.instance()
    await region.call(pace)
    await pace.hold(5.0)
    await region.call(pace, within=3.0)
    assert region.busy[-1] is not None
    assert region.busy[-1] > timedelta(seconds=3)
    await region.call(pace, within=6.0)
    assert region.began[-1] >= 5.0


async def test_turns_that_were_taken_are_lost_while_it_is_too_much_in_every_instance(
    region: Region,
) -> None:
    here, there = region.instance(), region.instance()
    turns = [await here.take(within=9.0) for _ in range(4)]
    await here.begin(turns[0])
    await here.hold(30.0)
    for turn in turns[1:]:
        with pytest.raises(BusyError) as caught:
            await here.begin(turn)
        assert caught.value.retry_after == timedelta(seconds=30)
        assert not caught.value.asked
    await region.call(there)
    assert region.busy == [timedelta(seconds=30)]


async def test_a_turn_that_is_waited_for_is_lost_when_it_comes(region: Region) -> None:
    pace = region.instance()
    turns = [await pace.take(within=9.0) for _ in range(3)]
    waiting = asyncio.create_task(pace.begin(turns[2]))
    await asyncio.sleep(0)
    await pace.hold(30.0)
    with pytest.raises(BusyError):
        await waiting


@pytest.mark.parametrize("per_second", [1.0, 10.0])
async def test_a_short_hold_is_waited_for(region: Region, per_second: float) -> None:
    pace = region.instance() if per_second == 1 else OwnPace(per_second, region.time)
    turn = await pace.take(within=9.0)
    await pace.hold(0.2)
    await pace.begin(turn)
    assert region.time.seconds == pytest.approx(0.2)


async def test_nothing_is_held_for_longer_than_a_minute(region: Region) -> None:
    pace = region.instance()
    await region.call(pace)
    await pace.hold(3600.0)
    await region.call(pace)
    assert region.busy == [timedelta(seconds=60)]


async def test_a_wrong_clock_of_one_instance_stops_no_other(region: Region) -> None:
    fast = Time(seconds=600.0)
    await SharedPace("dhl", 1.0, lambda: region.documents, fast).take(within=1.0)
    await region.call(region.instance())
    assert (region.began, region.busy) == ([0.0], [])


async def test_what_goes_out_late_holds_the_next_one_up(region: Region) -> None:
    pace = region.instance()
    first, second = [await pace.take(within=9.0) for _ in range(2)]
    await pace.begin(first)
    region.time.seconds += 0.4  # connecting
    pace.sent()
    await pace.begin(second)
    assert region.time.seconds >= 1.4


async def test_without_the_database_nobody_has_a_turn_and_later_all_have(region: Region) -> None:
    pace = region.instance()
    await region.call(pace)
    region.documents.down = True
    with pytest.raises(UnavailableError) as caught:
        await pace.take(within=9.0)
    assert not isinstance(caught.value, BusyError)
    region.documents.down = False
    await region.call(pace, within=9.0)
    assert len(region.began) == 2


async def test_an_instance_that_never_wins_says_busy(region: Region) -> None:
    class Contended(MemoryDocuments):
        async def commit(self, writes: Sequence[Write]) -> list[Committed]:
            assert writes
            raise ContendedError

    pace = SharedPace("dhl", 1.0, Contended, region.time)
    with pytest.raises(BusyError):
        await pace.take(within=9.0)


async def test_what_is_kept_is_when_and_how_long(region: Region) -> None:
    await region.call(region.instance())
    (kept,) = region.documents.stored.values()
    assert (kept.id.collection, kept.id.name) == (SupplierPace.collection, "dhl")
    assert kept.fields.keys() == {"v", "next", "expires", "due"}


@pytest.mark.parametrize("make", [lambda time: OwnPace(10.0, time), lambda _: Unpaced()])
async def test_a_faster_supplier_is_paced_by_each_instance_alone(
    region: Region, make: Callable[[Time], Pace]
) -> None:
    pace = make(region.time)
    await asyncio.gather(*(region.call(pace, within=0.35) for _ in range(6)))
    if isinstance(pace, Unpaced):
        assert (len(region.began), region.busy) == (6, [])
        await pace.hold(3)
        await pace.begin(await pace.take(within=0))
        return
    times = sorted(region.began)
    assert len(times) == 4
    assert all(after - before >= 0.09 for before, after in pairwise(times))
    assert len(region.busy) == 2
    await pace.hold(2.0)
    await region.call(pace, within=1.0)
    assert len(region.busy) == 3


def test_up_to_one_call_a_second_the_turns_are_shared() -> None:
    def documents() -> Documents:
        raise AssertionError("nothing is opened before the first turn")

    time = Time()
    assert isinstance(pace_of("dhl", 1.0, documents, time), SharedPace)
    assert isinstance(pace_of("dhl", 0.2, documents, time), SharedPace)
    assert isinstance(pace_of("seventeen_track", 3.0, documents, time), OwnPace)
