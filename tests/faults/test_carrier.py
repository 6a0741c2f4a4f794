"""The carrier is down: what was known stays, and says when it was asked last."""

import httpx
import pytest

from tests.world import World, new_number

pytestmark = pytest.mark.stack

LATER = "1200"
"""Seconds: after a moving parcel's 15 minutes, before its day is over."""


@pytest.mark.parametrize("fault", ["down", "unauthorised"])
async def test_the_last_known_state_stays_with_its_last_fetch(
    world: World, visitor: httpx.AsyncClient, fault: str
) -> None:
    number = new_number()
    world.scenario(number, "in_transit")
    body = {"items": [{"number": number}]}
    first = (await visitor.post("/v1/waybills/query", json=body)).json()["items"][0]["shipment"]
    assert first["last_fetch"]["outcome"] == "answered"
    async with world.gateway(f"later-{fault}", CLOCK_AHEAD=LATER) as later:
        world.carrier_mode(fault)
        try:
            reply = await later.visitor.post("/v1/waybills/query", json=body)
        finally:
            world.carrier_mode("ok")
    shipment = reply.json()["items"][0]["shipment"]
    assert (shipment["status"], shipment["events"]) == (first["status"], first["events"])
    expected = {"down": "unavailable", "unauthorised": "refused"}[fault]
    assert shipment["last_fetch"]["outcome"] == expected
    assert shipment["last_fetch"]["at"] > first["last_fetch"]["at"]


async def test_a_stale_state_is_asked_anew_and_changes(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = new_number()
    world.scenario(number, "in_transit")
    body = {"items": [{"number": number}]}
    await visitor.post("/v1/waybills/query", json=body)
    world.scenario(number, "delivered")
    async with world.gateway("later", CLOCK_AHEAD=LATER) as later:
        reply = await later.visitor.post("/v1/waybills/query", json=body)
    assert reply.json()["items"][0]["shipment"]["status"] == "delivered"
    assert world.calls()[number] == 2
