"""A carrier that lets one call a second through: one gets answers, or the time to come back."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.world import World, new_number

pytestmark = pytest.mark.stack

PACED = {"DHL_PER_SECOND": "1"}


@pytest.fixture
def paced(world: World) -> Iterator[None]:
    """Let one call a second through at DHL, as with a new key."""
    world.carrier_mode("paced")
    yield
    world.carrier_mode("ok")


def numbers(world: World, how_many: int) -> list[str]:
    """Return numbers that nobody has asked for, and that DHL knows."""
    found = [new_number() for _ in range(how_many)]
    for one in found:
        world.scenario(one, "in_transit")
    return found


async def ask(visitor: httpx.AsyncClient, some: list[str]) -> list[dict[str, Any]]:
    """Return what comes of some numbers, within the time that a request has."""
    began = time.monotonic()
    items = [{"number": one, "carrier": "dhl"} for one in some]
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert time.monotonic() - began < 9
    assert reply.status_code == 200, reply.text
    told: list[dict[str, Any]] = reply.json()["items"]
    return told


def answered(told: list[dict[str, Any]]) -> int:
    return sum(one["shipment"] is not None for one in told)


def spent(world: World) -> int:
    """Return how many of DHL's calls of all days and askers are counted."""
    counted = [one for one in world.dump() if one.collection == "budgets" and "/dhl-" in one.name]
    return sum(int(one.fields["calls"]["integerValue"]) for one in counted)


@pytest.mark.slow("turns come at their real pace")
async def test_of_ten_numbers_seven_are_answered_and_the_others_say_when(
    world: World,
    paced: None,  # noqa: ARG001 - as DHL is with a new key
) -> None:
    some, before = numbers(world, 10), spent(world)
    async with world.gateway("paced", **PACED) as instance:
        told = await ask(instance.visitor, some)
        assert answered(told) >= 7
        for one in told:
            if one["shipment"] is None:
                problem = one["problem"]
                assert (problem["code"], problem["status"]) == ("carrier-busy", 503)
                assert 1 <= problem["retry_after"] <= 10
        rest = [one["number"] for one in told if one["shipment"] is None]
        await asyncio.sleep(
            max(
                [one["problem"]["retry_after"] for one in told if one["problem"] is not None] or [0]
            )
        )
        assert answered(await ask(instance.visitor, rest)) == len(rest)
        assert spent(world) - before == 10, "a refusal for haste is no call of the day"
        (fresh,) = numbers(world, 1)
        assert answered(await ask(instance.visitor, [fresh])) == 1, "the circuit is closed"
        log = instance.part.log.read_text(encoding="utf-8")
        assert '"circuit_open":true' not in log


@pytest.mark.slow("turns come at their real pace")
async def test_two_instances_share_the_pace(
    world: World,
    paced: None,  # noqa: ARG001 - as above
) -> None:
    async with world.gateway("one", **PACED) as one, world.gateway("two", **PACED) as two:
        both = (one.visitor, two.visitor)
        for visitor in both:  # each is there, and has seen the pace
            await ask(visitor, numbers(world, 1))
        before, began = sum(world.calls().values()), time.monotonic()
        told = await asyncio.gather(*(ask(visitor, numbers(world, 10)) for visitor in both))
        seconds = time.monotonic() - began
        calls = sum(world.calls().values()) - before
        assert sum(map(answered, told)) >= 6
        assert (calls - 1) / seconds < 1.2


@pytest.mark.slow("turns come at their real pace")
async def test_a_pace_that_others_use_up_costs_nobody_their_day(
    world: World,
    paced: None,  # noqa: ARG001 - as above
) -> None:
    """Another business of the same key, or an instance that does not know: 429 all the same."""
    some, before = numbers(world, 6), spent(world)
    async with world.gateway("hasty", DHL_PER_SECOND="1000") as hasty:
        told = await ask(hasty.visitor, some)
        assert answered(told) >= 1
        codes = {one["problem"]["code"] for one in told if one["problem"] is not None}
        assert codes <= {"carrier-busy"}
        assert spent(world) - before == answered(told)
        assert '"circuit_open":true' not in hasty.part.log.read_text(encoding="utf-8")
