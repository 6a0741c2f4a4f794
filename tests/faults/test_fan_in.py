"""However many visitors ask at once, at however many instances, the carrier is asked once."""

import asyncio
from collections import Counter

import httpx
import pytest

from tests.world import UNHURRIED, World, new_number

pytestmark = pytest.mark.stack

VISITORS = 200


async def test_two_hundred_visitors_of_one_instance_make_one_carrier_call(
    world: World, visitor: httpx.AsyncClient
) -> None:
    await _check(world, [visitor])


@pytest.mark.slow("two hundred visitors at once")
async def test_two_hundred_visitors_of_two_instances_make_one_carrier_call(
    world: World, visitor: httpx.AsyncClient
) -> None:
    async with world.gateway("second", **UNHURRIED) as second:
        await second.visitor.post("/v1/waybills/query", json=_body("AGP-DELIVERED-0201"))
        for _ in range(3):
            await _check(world, [visitor, second.visitor])


async def _check(world: World, visitors: list[httpx.AsyncClient]) -> None:
    number = new_number()
    world.scenario(number, "slow")
    sources = [{"X-Forwarded-For": f"2001:db8:{n:x}::1"} for n in range(VISITORS)]
    looks = (
        visitors[n % len(visitors)].post("/v1/waybills/query", json=_body(number), headers=source)
        for n, source in enumerate(sources)
    )
    replies = await asyncio.gather(*looks)
    assert Counter(reply.status_code for reply in replies) == {200: VISITORS}
    found = {str(reply.json()["items"][0].get("shipment")) for reply in replies}
    assert len(found) == 1, "all see the same"
    assert world.calls()[number] == 1


def _body(number: str) -> dict[str, list[dict[str, str]]]:
    return {"items": [{"number": number}]}
