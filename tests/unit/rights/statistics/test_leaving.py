"""What people who agreed leave of their parcels: counts, by carrier, goods and time in transit."""

import asyncio
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from shared.kernel.errors import UnavailableError
from shared.parcels.carriers.model import Asked
from shared.parcels.follows.follows import Follows
from shared.parcels.follows.model import Commodity, Follow, Followed, Wishes
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.transit import Transit
from shared.people.accounts.accounts import Details
from shared.people.accounts.sessions import used_on
from shared.people.consents.choice import Choice, Method
from shared.people.person.address import email
from shared.people.person.rate_limits import CountedLimits
from shared.rights.erasure.inactive_people import InactivePeople
from shared.rights.erasure.model import Why
from shared.rights.erasure.steps import Found, Steps
from shared.rights.statistics.model import can_be_closed
from tests.unit.people.region import HERE, checked, given
from tests.unit.rights.retention.world import Nights

MARCH, MONTH = date(2026, 3, 1), "2026-03"


def follows(region: Nights) -> Follows:
    """Return what people follow."""
    keys = region.instance().person_keys
    return Follows(
        records=region.records(Follow),
        documents=region.data,
        keys=keys,
        limits=CountedLimits(region.data, keys, region.clock),
        telling=region.instance().news_telling,
        clock=region.clock,
    )


async def agreeing(region: Nights, name: str, *, agrees: bool = True) -> str:
    """Register somebody who says whether they agree to be counted; return their id."""
    one, address = region.instance(), email(f"{name}@example.org")
    code = await given(one, address, HERE)
    proof = await checked(one, address, code, HERE)
    details = Details(country="DE", policy_version="1")
    person = (await one.accounts.register(proof, details, asker=HERE)).person_id
    said = Choice({"anonymous_statistics": agrees}, 1, "en", Method.SETTINGS)
    await region.consents().decide(person, said)
    return person


async def following(
    region: Nights, person: str, number: str, carrier: str, goods: Commodity | None
) -> Followed:
    """Have somebody follow a parcel."""
    ref = ShipmentRef(carrier, Asked(number))
    return await follows(region).follow(person, ref, Wishes(commodity=goods))


def learnt(made: Followed, took: Transit) -> Follow:
    """Return a follow after its parcel took so long."""
    return made.follow.model_copy(update={"transit": took})


async def left(region: Nights) -> list[tuple[str, str, str]]:
    """Return what stands in the open month, without who shares what."""
    rows = [one async for one in region.months().rows(MONTH)]
    return sorted((one.carrier, one.commodity, one.transit) for row in rows for one in row or ())


async def test_what_was_learnt_is_left_and_what_was_not_is_unknown() -> None:
    region = Nights()
    for name, agrees in (("jane", True), ("joe", False)):
        person = await agreeing(region, name, agrees=agrees)
        made = await following(region, person, "N1", "dhl", Commodity.BOOKS)
        await follows(region).settle(person, made, learnt(made, Transit.UP_TO_10))
        await following(region, person, "N2", "ups", None)
        leaving = region.instance().leaving
        assert await leaving.leave(person, f"mark-{name}", MARCH) is agrees
    assert await left(region) == [("dhl", "books", "6-10"), ("ups", "unknown", "unknown")]


async def test_a_closed_month_counts_by_the_time_that_was_learnt() -> None:
    region = Nights()
    kinds = product(("dhl", "ups"), (Commodity.BOOKS, Commodity.TOYS), (Transit.UP_TO_2, None))
    for number, (carrier, goods, took) in enumerate([one for one in kinds for _ in range(12)]):
        person = await agreeing(region, f"p{number}")
        made = await following(region, person, f"N{number}", carrier, goods)
        if took is not None:
            await follows(region).settle(person, made, learnt(made, took))
        await region.instance().leaving.leave(person, f"mark{number}", MARCH)
    while not can_be_closed(MONTH, region.today):
        region.clock.advance(timedelta(days=1))
    await region.night()
    (cells,) = region.stored("cells")
    assert cells.fields["counts"] == {
        f"{carrier}|{goods}|{took}": 10
        for carrier, goods, took in product(("dhl", "ups"), ("books", "toys"), ("0-2", "unknown"))
    }


async def inactive(region: Nights) -> tuple[str, str]:
    """Return somebody whose erasure has begun because they stayed away, and the receipt."""
    person = await agreeing(region, "jane")
    await following(region, person, "N1", "dhl", Commodity.BOOKS)
    region.clock.advance(timedelta(days=800))
    return person, (await region.erasures().begin(person, Why.INACTIVE))[0]


async def test_who_comes_back_after_all_is_counted_in_no_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    region = Nights()
    person, receipt = await inactive(region)

    async def down(_: Steps, _person: str) -> Found:
        raise UnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(Steps, "find", down)
        with pytest.raises(UnavailableError):
            await region.run(receipt)
    assert len(region.stored("contributions")) == 1, "taken before the counting failed"
    await region.data.commit([used_on(person, region.clock.now())])
    await region.run(receipt)
    assert region.stored("contributions") == region.stored("erasures") == []


async def test_nothing_is_written_for_somebody_after_their_stage_has_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    region = Nights()
    _, receipt = await inactive(region)
    go_on, real = asyncio.Event(), InactivePeople.leave

    async def slow(people: InactivePeople, person: str, mark: str, asked: datetime) -> None:
        await go_on.wait()
        await real(people, person, mark, asked)

    async def down(_: Steps, _person: str) -> Found:
        raise UnavailableError

    monkeypatch.setattr(InactivePeople, "leave", slow)
    monkeypatch.setattr(Steps, "find", down)
    running = asyncio.create_task(region.run(receipt))
    await asyncio.sleep(0.05)
    assert not running.done(), "it waits for what it has begun"
    go_on.set()
    with pytest.raises(UnavailableError):
        await running
    assert len(region.stored("contributions")) == 1
