"""News that somebody found reaches who follows the parcel, and nobody else."""

import asyncio
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY, Deadline, SystemClock
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.follows.bells import bell_of, follow_of
from shared.parcels.follows.wheel import Ring
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.model import MOST_BELLS, ShipmentRef
from shared.parcels.shipments.requester import visitor
from shared.parcels.shipments.rings import NewsRing
from shared.platform.jobs.port import Topic
from shared.privacy.describe import Database
from tests.unit.parcels.refresh.region import Watched, report

HOUR = timedelta(hours=1)
KEY, PERSON, FOLLOW = bytes(32), "ab" * 16, "cd" * 16


class Rung(Watched):
    """A region in which somebody else looks, too."""

    async def visited(self, number: str = "N1") -> None:
        """Have a visitor look at a parcel."""
        wanted = Wanted(self.ports["dhl"], ShipmentRef("dhl", Asked(number)))
        deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
        await self.worker().shipment_lookup.look_up(
            [wanted], behalf=visitor("192.0.2.1"), deadline=deadline
        )

    async def pushed(self, status: Status, number: str = "N1") -> None:
        """Have the supplier push news of a parcel."""
        told = report(status, self.clock.now()).model_copy(update={"as_of": self.clock.now()})
        assert isinstance(told, Report)
        await self.worker().shipment_news.tell("dhl", ShipmentRef("dhl", Asked(number)), told)

    async def handed_on(self) -> int:
        """Hand out the rings there are, and follow them up; return how many there were."""
        number = await self.instance().coordinator.ring()
        found, self.platform.jobs.published = self.platform.jobs.published, []
        for topic, message in found:
            assert topic is Topic.REFRESH_BATCH
            deadline = Deadline.after(self.clock, timedelta(seconds=45))
            await self.worker().refresh_worker.follow_up(message["ring"], deadline)
        return number

    async def watched(self, *people: str, number: str = "N1") -> None:
        """Have people follow a parcel, and each have been looked at once."""
        self.moves(number, Status.IN_TRANSIT)
        for one in people:
            self.made[one] = await self.follows(await self.person(one), number)
        await self.put_on(Ring.HOUR)
        await self.look()
        self.clock.advance(HOUR)
        await self.put_on(Ring.HOUR)
        await self.look()
        self.clock.advance(HOUR)

    async def news_of(self, one: str) -> tuple[Status | None, int]:
        """Return what a person was told last, and how many news there were."""
        told = (await self.follow_of((one * 32)[:32], self.made[one])).told
        return (None, 0) if told is None else (told.status, told.number)


@pytest.fixture
def region() -> Rung:
    return Rung()


async def test_what_a_visitor_found_is_handed_on_to_all_who_follow(region: Rung) -> None:
    await region.watched("a", "b", "c")
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    assert len(region.shipments(NewsRing.collection)) == 1
    assert await region.handed_on() == 1
    for one in ("a", "b", "c"):
        assert await region.news_of(one) == (Status.OUT_FOR_DELIVERY, 1)
    assert region.by_ring() == {"a": 3}, "they are looked at more often from now on"
    assert region.shipments(NewsRing.collection) == []
    assert await region.handed_on() == 0


async def test_what_a_push_brought_is_handed_on(region: Rung) -> None:
    await region.watched("a")
    await region.pushed(Status.DELIVERED)
    assert await region.handed_on() == 1
    assert await region.news_of("a") == (Status.DELIVERED, 1)


async def test_who_found_it_hears_of_it_without_a_ring(region: Rung) -> None:
    await region.watched("a")
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.put_on(Ring.HOUR)
    await region.look()
    assert region.shipments(NewsRing.collection) == []
    assert await region.news_of("a") == (Status.OUT_FOR_DELIVERY, 1)


async def test_what_is_no_news_rings_for_nobody(region: Rung) -> None:
    await region.watched("a")
    region.moves("N1", Status.IN_TRANSIT)
    await region.visited()
    assert region.shipments(NewsRing.collection) == []


async def test_a_ring_that_is_followed_up_sixteen_times_tells_once(region: Rung) -> None:
    await region.watched("a")
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    (left,) = region.shipments(NewsRing.collection)
    deadline = Deadline.after(region.clock, timedelta(seconds=45))
    await asyncio.gather(
        *(region.worker().refresh_worker.follow_up(left.id.name, deadline) for _ in range(16))
    )
    assert await region.news_of("a") == (Status.OUT_FOR_DELIVERY, 1)


async def test_a_ring_that_nobody_followed_up_is_lost_and_the_news_is_not(region: Rung) -> None:
    await region.watched("a")
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    store = region.platform.documents(Database.SHIPMENTS)
    for one in region.shipments(NewsRing.collection):
        del store.stored[one.id]
    await region.put_on(Ring.HOUR)
    await region.look()
    assert await region.news_of("a") == (Status.OUT_FOR_DELIVERY, 1)


async def test_who_stopped_or_left_is_not_rung_for_and_their_bell_goes(region: Rung) -> None:
    await region.watched("a", "b", "c")
    await region.instance().follows.stop("a" * 32, region.made["a"].id)
    await region.instance().restrictions.restrict("b" * 32)
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    await region.handed_on()
    assert await region.news_of("c") == (Status.OUT_FOR_DELIVERY, 1)
    kept = await region.bells("N1")
    key = await region.instance().person_keys.index_key()
    assert bell_of("a" * 32, region.made["a"].id, key) not in kept
    assert len(kept) == 2
    await region.instance().restrictions.lift("b" * 32)
    assert (await region.news_of("b"))[1] == 0


async def test_following_again_makes_no_second_bell(region: Rung) -> None:
    await region.watched("a")
    await region.instance().follows.stop("a" * 32, region.made["a"].id)
    region.made["a"] = await region.follows("a" * 32, "N1")
    await region.put_on(Ring.HOUR)
    await region.look()
    assert len(await region.bells("N1")) == 1


async def test_sixty_four_hear_at_once_and_the_others_at_their_own_look(region: Rung) -> None:
    people = [f"{number:04x}" for number in range(MOST_BELLS + 3)]
    await region.watched(*people)
    assert len(await region.bells("N1")) == MOST_BELLS
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    await region.handed_on()
    assert sorted([(await region.news_of(one))[1] for one in people]) == [0] * 3 + [1] * MOST_BELLS
    await region.put_on(Ring.HOUR)
    await region.look()
    assert [(await region.news_of(one))[1] for one in people] == [1] * len(people)


async def test_a_thief_of_the_cache_learns_nothing_of_who_follows(region: Rung) -> None:
    await region.watched("a", "b")
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.visited()
    texts = repr(region.platform.documents(Database.SHIPMENTS).stored)
    for secret in ("a" * 32, region.made["a"].id, *await region.bells("N1")):
        assert secret not in texts
    (left,) = region.shipments(NewsRing.collection)
    assert set(left.fields) == {"v", "sealed", "expires", "due"}
    assert left.fields["expires"] == region.clock.now() + DAY


def test_a_bell_says_whose_follow_it_is_of_to_who_has_the_key_alone() -> None:
    bell = bell_of(PERSON, FOLLOW, KEY)
    assert bell == bell_of(PERSON, FOLLOW, KEY)
    assert len(bell) == 64
    assert follow_of(bell, KEY) == (PERSON, FOLLOW)
    assert follow_of(bell, b"\x01" * 32) is None
    for other in ("", "é", bell[:-4], bell[:-1] + ("A" if bell[-1] != "A" else "B"), "A" * 64):
        assert follow_of(other, KEY) is None
    assert bell[:20] != bell_of(PERSON, "ce" * 16, KEY)[:20]
