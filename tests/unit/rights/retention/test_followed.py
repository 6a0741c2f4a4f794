"""When a follow ends by itself, the access log says that nobody is told anything more of it."""

import pytest

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Asked
from shared.parcels.follows.model import STOPPED, Follow, Followed, WhyOver, Wishes
from shared.parcels.follows.settling import stopped
from shared.parcels.shipments.model import ShipmentRef
from shared.people.person.disclosures import Disclosure, Giving
from shared.platform.suppliers.model import Category
from tests.unit.rights.retention.world import Nights

JANE = "a" * 32
ENDED = STOPPED.period + 2 * DAY


@pytest.fixture
async def region() -> Nights:
    """Return a region with somebody in it."""
    found = Nights()
    person = found.instance().person_keys
    await person.make(JANE)
    await person.confirm(JANE)
    return found


async def followed(region: Nights, number: str) -> Followed:
    """Have Jane follow a parcel, of which its carrier is told."""
    instance = region.instance()
    made = await instance.follows.follow(JANE, ShipmentRef("dhl", Asked(number)), Wishes())
    giving = Giving("dhl", (Category.NUMBER, Category.POSTCODE), made.id)
    await instance.disclosures.given(JANE, giving)
    return made


async def over(region: Nights, made: Followed) -> None:
    """Have Jane say that a parcel is done with."""
    after = stopped(made.id, made.follow, WhyOver.DONE, region.clock.now())
    await region.instance().follows.settle(JANE, made, after)


async def lines(region: Nights, about: Followed) -> list[Disclosure]:
    """Return what the access log says of a follow."""
    told, _ = await region.instance().disclosures.page(JANE, after="", limit=100)
    return [one for one in told if one.subject == about.id]


async def test_who_was_told_of_a_follow_that_ended_is_told_no_more(region: Nights) -> None:
    done, watched = await followed(region, "CANARY0001"), await followed(region, "CANARY0002")
    await over(region, done)
    region.clock.advance(ENDED)
    await region.night(dry=True)
    assert [one.until for one in await lines(region, done)] == [None, None]
    counts = (await region.night()).counts
    assert counts["deleted.follows"] == 1
    assert [one.until for one in await lines(region, done)] == [region.clock.now()] * 2
    assert [one.until for one in await lines(region, watched)] == [None, None]
    assert [one.id.name for one in region.stored(Follow.collection)] == [watched.id]
    await region.night()
    assert len(await lines(region, done)) == 2


async def test_who_is_followed_anew_before_the_night_is_told_of_as_before(region: Nights) -> None:
    done = await followed(region, "CANARY0001")
    await over(region, done)
    region.clock.advance(ENDED)
    assert (await followed(region, "CANARY0001")).id == done.id
    await region.night()
    assert [one.until for one in await lines(region, done)] == [None, None]
    assert [one.id.name for one in region.stored(Follow.collection)] == [done.id]
