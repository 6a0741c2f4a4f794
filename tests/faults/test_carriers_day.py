"""Nobody takes a carrier's day from the others: not by many addresses, nor by many accounts."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.platform.suppliers.budget import share_of
from shared.platform.suppliers.port import Asker
from tests.functions.people import bearer, registered
from tests.world import Instance, World, new_network, new_number

pytestmark = pytest.mark.stack

BUDGET = 1000
HALF = BUDGET // 2
"""Of visitors."""
OF_FOLLOWS = BUDGET * 10 // 3
SHARE = share_of(OF_FOLLOWS, Asker.FOLLOW)
"""What such a day has for who opens what they follow: polls have seven tenths of the other half."""
MANY = 50
EACH = 20


@pytest.fixture
async def instance(world: World, request: pytest.FixtureRequest) -> AsyncIterator[Instance]:
    """Yield an instance whose carrier may be asked so often on a day of its own."""
    # Each test has a day of its own, so that they do not spend each other's.
    day, budget = request.param
    async with world.gateway(f"frugal-{secrets.token_hex(2)}", DHL_DAILY_BUDGET=str(budget)) as one:
        moment = datetime.now(UTC).replace(hour=9) + timedelta(days=day)
        one.visitor.headers["X-Local-Clock"] = moment.isoformat()
        yield one


def at(world: World, instance: Instance, source: str, *, hours: float = 0) -> httpx.AsyncClient:
    """Return a client of an instance from an address, on the test's day."""
    client = world.visitor(url=str(instance.visitor.base_url), source=source)
    moment = datetime.fromisoformat(instance.visitor.headers["X-Local-Clock"])
    client.headers["X-Local-Clock"] = (moment + timedelta(hours=hours)).isoformat()
    return client


async def asked(visitor: httpx.AsyncClient, number: int) -> int:
    """Ask for so many numbers nobody has asked for; return how many the carrier was asked for."""
    items = [{"number": new_number()} for _ in range(number)]
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert reply.status_code == 200, reply.text
    return sum(one["shipment"] is not None for one in reply.json()["items"])


async def followed(app: httpx.AsyncClient, number: int) -> int:
    """Follow up to so many numbers, until one is not asked for; return how many were."""
    told = 0
    for tried in range(number):
        if tried > told:
            break
        reply = await app.post("/v1/waybills", json={"number": new_number(), "carrier": "dhl"})
        assert reply.status_code == 201, reply.text
        told += reply.json()["shipment"] is not None
    return told


@pytest.mark.slow("a carrier's whole day is asked away")
@pytest.mark.parametrize("instance", [(3, BUDGET)], indirect=True)
async def test_fifty_sources_of_one_48_leave_half_of_the_visitors_half(
    world: World, instance: Instance
) -> None:
    base, taken = new_network(), 0
    for n in range(MANY):
        async with at(world, instance, f"{base}:{n:x}::1") as one:
            taken += await asked(one, EACH)
    assert 0 < taken <= HALF // 2
    others = 0
    for _ in range(10):
        async with at(world, instance, f"{new_network()}:1::1") as one:
            others += await asked(one, 5)
    assert others == 50, "who comes from elsewhere is served"


@pytest.mark.slow("a carrier's whole day is asked away")
@pytest.mark.parametrize("instance", [(4, BUDGET)], indirect=True)
async def test_shares_shrink_and_who_has_asked_nothing_gets_one_call(
    world: World, instance: Instance
) -> None:
    shares, before = [], sum(world.calls().values())
    for _ in range(2 * MANY):
        async with at(world, instance, f"{new_network()}:1::1") as one:
            shares.append(await asked(one, 40))
    assert sum(world.calls().values()) - before <= HALF
    assert shares[0] > 2 * shares[20] > 0
    served = shares.index(0) if 0 in shares else len(shares)
    assert served >= 40, "each of them at least once"
    assert 0 not in shares or sum(shares[:served]) >= HALF - 3, "while any is left"


@pytest.mark.slow("a carrier's whole day is asked away")
@pytest.mark.parametrize("instance", [(5, OF_FOLLOWS)], indirect=True)
async def test_fifty_fresh_accounts_leave_half_of_the_share_of_follows(
    world: World, instance: Instance
) -> None:
    """From fifty networks, which no limit by address would find."""

    async def one(early: float) -> int:
        async with at(world, instance, f"{new_network()}:1::1", hours=early) as app:
            _, token = await registered(world, app)
            app.headers.update(bearer(token))
            app.headers["X-Local-Clock"] = instance.visitor.headers["X-Local-Clock"]
            return await followed(app, EACH)

    taken = sum([await one(0) for _ in range(MANY)])
    assert 0 < taken <= SHARE // 2
    assert await one(0) >= 1, "another fresh one still gets a call"
    assert await one(-72) == EACH, "and who has been here for days gets theirs"


@pytest.mark.parametrize("instance", [(6, OF_FOLLOWS)], indirect=True)
async def test_fresh_accounts_of_one_source_have_that_sources_share(
    world: World, instance: Instance
) -> None:
    source, taken = f"{new_network()}:1::1", []
    for _ in range(6):
        async with at(world, instance, source) as app:
            _, token = await registered(world, app)
        async with at(world, instance, f"{new_network()}:1::1") as app:  # wherever they are now
            app.headers.update(bearer(token))
            taken.append(await followed(app, EACH))
    assert taken[0] > 0
    assert sum(taken) <= SHARE // 20, "not once for each account"


@pytest.mark.slow("a carrier's whole day is asked away")
@pytest.mark.parametrize("instance", [(8, OF_FOLLOWS)], indirect=True)
async def test_a_reserve_is_kept_for_parcels_that_were_followed_for_a_day(
    world: World, instance: Instance
) -> None:
    async with at(world, instance, f"{new_network()}:1::1", hours=-96) as app:
        _, token = await registered(world, app)
    parcel = {"number": new_number(), "carrier": "dhl"}
    async with at(world, instance, f"{new_network()}:1::1", hours=-48) as app:
        app.headers.update(bearer(token))
        follow = (await app.post("/v1/waybills", json=parcel)).json()["id"]

    async def spender() -> int:
        async with at(world, instance, f"{new_network()}:1::1", hours=-96) as other:
            _, theirs = await registered(world, other)
            other.headers.update(bearer(theirs))
            other.headers["X-Local-Clock"] = instance.visitor.headers["X-Local-Clock"]
            return await followed(other, 40)

    taken = [sum(await asyncio.gather(*(spender() for _ in range(5)))) for _ in range(6)]
    assert sum(taken) <= SHARE - SHARE // 5

    async def look(hours: float) -> dict[str, str]:
        async with at(world, instance, f"{new_network()}:1::1", hours=hours) as app:
            app.headers.update(bearer(token))
            reply = await app.get(f"/v1/waybills/{follow}")
            assert reply.status_code == 200, reply.text
            fetch: dict[str, str] = reply.json()["shipment"]["last_fetch"]
            return fetch

    assert (await look(9.5))["outcome"] == "answered", "in the last quarter of the day"
