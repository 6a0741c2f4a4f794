"""Handing out what is due: each place in its tick, what was missed too, as one however many do."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from shared.kernel.errors import UnavailableError
from shared.parcels.follows.model import Follow
from shared.parcels.follows.wheel import TICK, Ring, tick_of, wheel
from shared.parcels.refresh.model import AT_ONCE, Batch, RefreshTick
from shared.platform.jobs.port import Topic
from shared.platform.records.port import Document, DocumentId, Version
from tests.unit.edge.site import lines_of
from tests.unit.parcels.refresh.region import Watched


class Wheel(Watched):
    """A region with follows at places of the wheel."""

    def stand(self, number: int, place: str) -> None:
        """Have so many follows stand at a place; nobody opens them."""
        for one in range(number):
            name = f"{one * 2654435761 % (1 << 32):08x}{one:024x}"
            at = DocumentId(Follow.collection, name)
            self.data.stored[at] = Document(
                at, {"wheel": place, "owner_id": "a" * 32}, Version((1, 0))
            )

    def handed_out(self) -> Counter[str]:
        """Return how often each place was handed out, and forget it."""
        found = self.platform.jobs.published
        assert all(topic is Topic.REFRESH_BATCH for topic, _ in found)
        told = Counter(message["wheel"] for _, message in found)
        found.clear()
        return told

    def due_at(self, ahead: int, ring: Ring = Ring.HOUR) -> str:
        """Return the place of a ring that is due so many ticks from now."""
        return wheel(ring, (tick_of(self.clock.now()) + ahead) % ring.places)


async def test_what_is_due_is_handed_out_once_in_its_tick() -> None:
    region = Wheel()
    place = region.due_at(1)
    region.stand(3, place)
    assert await region.instance().coordinator.turn() == 0
    for minutes, number in ((4, 0), (1, 3), (1, 0), (3, 0), (5, 0)):
        region.clock.advance(timedelta(minutes=minutes))
        assert await region.instance().coordinator.turn() == number
    assert region.handed_out() == {place: 1}


async def test_what_moves_in_minutes_is_handed_out_every_minute() -> None:
    region = Wheel()
    region.stand(2, wheel(Ring.MINUTE, 0))
    for _ in range(3):
        assert await region.instance().coordinator.turn() == 2
        region.clock.advance(timedelta(minutes=1))
    assert region.handed_out() == {"m000": 3}


async def test_after_two_hours_all_that_is_due_is_handed_out_the_shortest_period_first() -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    places = [region.due_at(ahead, ring) for ahead in (1, 9, 24) for ring in (Ring.DAY, Ring.HOUR)]
    for one in places:
        region.stand(1, one)
        region.data.stored = {**region.data.stored}
    by_place = {one: number for number, one in enumerate(dict.fromkeys(places))}
    for place, number in by_place.items():
        at = DocumentId(Follow.collection, f"{number:032x}")
        region.data.stored[at] = Document(
            at, {"wheel": place, "owner_id": "a" * 32}, Version((1, 0))
        )
    region.clock.advance(24 * TICK)
    await region.instance().coordinator.turn()
    published = [message["wheel"] for _, message in region.platform.jobs.published]
    assert set(published) >= set(by_place)
    assert published == sorted(published, key=lambda one: one[0])
    assert max(region.handed_out().values()) == 1


async def test_a_clock_that_went_ahead_stops_the_wheel_no_longer_than_it_is_wrong() -> None:
    region = Wheel()
    region.clock.advance(timedelta(days=3))
    await region.instance().coordinator.turn()
    region.clock.advance(timedelta(days=-3))
    now, soon = region.due_at(0), region.due_at(1)
    region.stand(2, now)
    assert await region.instance().coordinator.turn() == 2
    assert await region.instance().coordinator.turn() == 0
    region.stand(3, soon)
    region.clock.advance(TICK)
    assert await region.instance().coordinator.turn() == 3
    assert region.handed_out() == {now: 1, soon: 1}


async def test_sixteen_coordinators_are_as_one() -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    place = region.due_at(1)
    region.stand(5, place)
    region.clock.advance(TICK)
    found = await asyncio.gather(
        *(region.instance().coordinator.turn() for _ in range(16)), return_exceptions=True
    )
    assert [one for one in found if one == 5] == [5]
    assert all(isinstance(one, UnavailableError) or one in {0, 5} for one in found)
    assert region.handed_out() == {place: 1}


@pytest.mark.parametrize(("minutes", "told"), [(15, []), (20, [20]), (120, [120])])
async def test_who_comes_late_says_so(
    capsys: pytest.CaptureFixture[str], minutes: int, told: list[int]
) -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    region.clock.advance(timedelta(minutes=minutes))
    await region.instance().coordinator.turn()
    late = [one for one in lines_of(capsys.readouterr().out) if one["message"] == "wheel-late"]
    assert [one["minutes"] for one in late] == told


async def test_what_could_not_be_published_is_handed_out_the_next_time() -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    place = region.due_at(1)
    region.stand(5, place)
    region.clock.advance(TICK)
    region.platform.jobs.down = True
    with pytest.raises(UnavailableError):
        await region.instance().coordinator.turn()
    region.platform.jobs.down = False
    region.clock.advance(timedelta(minutes=1))
    assert await region.instance().coordinator.turn() == 5
    assert region.handed_out() == {place: 1}


async def test_many_are_handed_out_in_ranges_that_hold_each_once() -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    place = region.due_at(1)
    region.stand(1_300, place)
    region.clock.advance(TICK)
    await region.instance().coordinator.turn()
    told = [message for _, message in region.platform.jobs.published]
    assert len(told) == 4
    names: list[str] = []
    for one in told:
        found = await region.instance().follows.due(
            one["wheel"], after=one["after"], until=one["until"], limit=5_000
        )
        assert len(found) <= AT_ONCE
        names += [document.id.name for document in found]
    assert len(names) == len(set(names)) == 1_300


def test_nothing_is_handed_out_of_an_empty_place() -> None:
    assert not list(Batch.all_of("a000", 0))


async def test_how_far_the_wheel_is_says_nothing_about_anyone() -> None:
    region = Wheel()
    await region.instance().coordinator.turn()
    (tick,) = region.stored(RefreshTick.collection)
    assert tick.fields["done"] == tick_of(region.clock.now())
    assert set(tick.fields) == {"v", "done", "attempt", "until", "expires", "due"}
