"""Firestore down, slow, or cut in mid-answer: a truthful answer in time, nothing lost, recovery."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.faults.proxy import Mode, Proxy
from tests.world import UNHURRIED, Instance, World, new_number

pytestmark = pytest.mark.stack

IN_TIME = 10


@pytest.fixture
async def proxy(world: World) -> AsyncIterator[Proxy]:
    """Return a proxy before Firestore."""
    async with Proxy(world.ports.host_of("firestore")) as proxy:
        yield proxy


@pytest.fixture
async def instance(world: World, proxy: Proxy) -> AsyncIterator[Instance]:
    """Return an instance that reaches Firestore through the proxy."""
    environment = {"FIRESTORE_EMULATOR_HOST": proxy.address, **UNHURRIED}
    async with world.gateway("proxied", **environment) as instance:
        yield instance


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.CUT])
async def test_without_the_database_the_answer_is_unavailable_and_recovers(
    world: World, proxy: Proxy, instance: Instance, mode: Mode
) -> None:
    known, unknown = new_number(), new_number()
    for number in (known, unknown):
        world.scenario(number, "in_transit")
    assert (await _look(instance.visitor, known)).status_code == 200
    proxy.behave(mode)
    for number in (known, unknown):
        began = time.monotonic()
        reply = await _look(instance.visitor, number)
        assert time.monotonic() - began < IN_TIME
        assert reply.status_code == 503
        assert reply.json()["code"] == "unavailable"
        assert int(reply.headers["Retry-After"]) >= 1
    assert unknown not in world.calls(), "who cannot count a call does not make it"
    proxy.behave(Mode.PASS)
    assert (await _until_served(instance.visitor, known)).json()["items"][0]["shipment"]
    assert (await _until_served(instance.visitor, unknown)).json()["items"][0]["shipment"]
    assert world.calls() | {known: 1, unknown: 1} == world.calls()


@pytest.mark.slow("leases of what was cut off run out")
async def test_an_answer_that_is_lost_after_the_write_was_applied_loses_and_doubles_nothing(
    world: World, proxy: Proxy, instance: Instance
) -> None:
    """Cut every answer for a while at every point of a look-up; the carrier is asked once."""
    await _look(instance.visitor, "AGP-DELIVERED-0401")
    for delay in (0.0, 0.002, 0.005, 0.01, 0.02, 0.04):
        number = new_number()
        world.scenario(number, "in_transit")
        looking = asyncio.create_task(_look(instance.visitor, number))
        await asyncio.sleep(delay)
        proxy.behave(Mode.CUT)
        reply = await looking
        proxy.behave(Mode.PASS)
        assert reply.status_code in {200, 503}
        final = await _until_found(instance.visitor, number)
        assert final["shipment"]["status"] == "in_transit"
        assert world.calls()[number] in {1, 2}, "at most once for each lease"
    assert proxy.cuts > 0


@pytest.mark.slow("a lease of twelve seconds runs out")
async def test_a_killed_instance_leaves_a_lease_that_runs_out(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = new_number()
    world.scenario(number, "slow")
    async with world.gateway("doomed", **UNHURRIED) as doomed:
        looking = asyncio.create_task(_look(doomed.visitor, number))
        deadline = time.monotonic() + 10
        while number not in world.calls():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        await asyncio.to_thread(doomed.part.kill)
        with pytest.raises(httpx.HTTPError):
            await looking
    waiting = (await _look(visitor, number)).json()["items"][0]
    assert waiting["problem"] is None or waiting["problem"]["code"] == "unavailable"
    found = await _until_found(visitor, number)
    assert found["shipment"]["status"] == "delivered"
    assert world.calls()[number] == 2


async def _look(visitor: httpx.AsyncClient, number: str) -> httpx.Response:
    return await visitor.post("/v1/waybills/query", json={"items": [{"number": number}]})


async def _until_served(visitor: httpx.AsyncClient, number: str) -> httpx.Response:
    deadline = time.monotonic() + 15
    while (reply := await _look(visitor, number)).status_code != 200:
        assert time.monotonic() < deadline, "it did not recover"
        await asyncio.sleep(0.1)
    return reply


async def _until_found(visitor: httpx.AsyncClient, number: str) -> dict[str, dict[str, str]]:
    deadline = time.monotonic() + 30
    while True:
        reply = await _until_served(visitor, number)
        item: dict[str, dict[str, str]] = reply.json()["items"][0]
        if item["shipment"] is not None:
            return item
        assert item["problem"]["code"] == "unavailable"
        assert time.monotonic() < deadline, "it did not recover"
        await asyncio.sleep(0.2)
