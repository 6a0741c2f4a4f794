"""Who is asked about a parcel: the carrier, else an aggregator, and nobody who may not be."""

from typing import Any

import httpx
import pytest

from infra.local.carriers.fedex import FEDEX
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.ups import UPS
from infra.local.carriers.usps import USPS
from tests.world import World, new_number, new_source

pytestmark = pytest.mark.stack

AGGREGATED = SEVENTEEN_TRACK["delivered"]


async def ask(visitor: httpx.AsyncClient, *items: object) -> list[dict[str, object]]:
    """Return the results of a query."""
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert reply.status_code == 200
    found: list[dict[str, object]] = reply.json()["items"]
    return found


def outcome(item: dict[str, object]) -> tuple[object, object]:
    """Return who was asked and what came of it."""
    shipment, problem = item.get("shipment"), item.get("problem")
    if isinstance(shipment, dict):
        return shipment["asked"], shipment["status"]
    assert isinstance(problem, dict)
    return None, problem["code"]


@pytest.mark.parametrize(("carrier", "numbers"), [("ups", UPS), ("fedex", FEDEX), ("usps", USPS)])
async def test_a_carrier_that_is_configured_is_asked_itself(
    world: World, visitor: httpx.AsyncClient, carrier: str, numbers: dict[str, str]
) -> None:
    (found,) = await ask(visitor, {"number": numbers["delivered"]})
    assert found["carrier"] == carrier
    assert outcome(found) == (carrier, "delivered")
    assert world.calls(carrier)[numbers["delivered"]] == 1
    assert numbers["delivered"] not in world.calls("seventeen_track")


async def test_another_carrier_is_asked_through_the_aggregator_where_the_register_allows_it(
    world: World,
) -> None:
    async with world.visitor("us") as american, world.visitor("eu") as european:
        (found,) = await ask(american, {"number": AGGREGATED})
        assert found["carrier"] == "post_cn"
        assert outcome(found) == ("seventeen_track", "delivered")
        before = world.calls("seventeen_track")
        assert before[AGGREGATED] >= 1

        (refused,) = await ask(european, {"number": AGGREGATED})
        assert outcome(refused) == (None, "carrier-not-configured")
        assert world.calls("seventeen_track") == before

        for region, asked in ((american, "seventeen_track"), (european, None)):
            carriers = (await region.get("/v1/carriers")).json()["carriers"]
            (post,) = (one for one in carriers if one["code"] == "post_cn")
            assert (post["asked"], post["configured"]) == (asked, asked is not None)
            (own,) = (one for one in carriers if one["code"] == "ups")
            assert own["asked"] == "ups"


async def test_many_numbers_are_one_call_to_the_aggregator_and_to_fedex(world: World) -> None:
    posts = [SEVENTEEN_TRACK[tale] for tale in ("out_for_delivery", "exception", "customs")]
    planes = [FEDEX[tale] for tale in ("in_transit", "out_for_delivery", "customs", "returned")]
    async with world.visitor("us") as visitor:
        before = world.calls("fedex")
        found = await ask(visitor, *({"number": number} for number in (*posts, *planes)))
        assert [outcome(one)[0] for one in found] == ["seventeen_track"] * 3 + ["fedex"] * 4
        after = world.calls("fedex")
        assert {
            number: after[number] - before.get(number, 0) for number in planes
        } == dict.fromkeys(planes, 1)


async def test_what_the_aggregator_has_only_begun_to_look_for_is_told_as_that(
    world: World,
) -> None:
    async with world.visitor("us") as visitor:
        (found,) = await ask(visitor, {"number": SEVENTEEN_TRACK["pending"]})
        problem = found["problem"]
        assert isinstance(problem, dict)
        assert (problem["code"], problem["status"]) == ("carrier-pending", 503)
        assert problem["retry_after"] >= 1


async def test_what_the_aggregator_could_not_renew_is_told_with_its_age(world: World) -> None:
    async with world.visitor("us") as visitor:
        (found,) = await ask(visitor, {"number": SEVENTEEN_TRACK["sync_failed"]})
        shipment = found["shipment"]
        assert isinstance(shipment, dict)
        assert (shipment["asked"], shipment["status"]) == ("seventeen_track", "in_transit")
        assert shipment["last_fetch"]["outcome"] == "unavailable"


async def test_a_supplier_that_is_switched_off_is_not_asked_and_what_is_known_stays(
    world: World, visitor: httpx.AsyncClient
) -> None:
    known, new = new_number(), new_number()
    for number in (known, new):
        world.scenario(number, "in_transit")
    (before,) = await ask(visitor, {"number": known, "carrier": "dhl"})
    assert outcome(before) == ("dhl", "in_transit")
    calls = world.calls()
    async with world.gateway("off", SUPPLIERS_OFF="dhl,ups") as off:
        found = await ask(
            off.visitor,
            {"number": known, "carrier": "dhl"},
            {"number": new, "carrier": "dhl"},
            {"number": UPS["in_transit"]},
            {"number": USPS["in_transit"]},
        )
        assert [outcome(one) for one in found] == [
            ("dhl", "in_transit"),
            (None, "carrier-off"),
            (None, "carrier-off"),
            ("usps", "in_transit"),
        ]
        unasked: Any = found[1]
        assert unasked["carrier_link"]["leads_to"] == "parcel"
        assert unasked["problem"]["title"] == (
            "This carrier is not being asked at the moment. Use the carrier's own page."
        )
        carriers = (await off.visitor.get("/v1/carriers")).json()["carriers"]
        (shown,) = (one for one in carriers if one["code"] == "dhl")
        assert (shown["configured"], shown["asked"]) == (False, None)
    assert world.calls() == calls
    assert UPS["in_transit"] not in world.calls("ups")
    (after,) = await ask(visitor, {"number": new, "carrier": "dhl"})
    assert outcome(after) == ("dhl", "in_transit"), "as soon as it is switched on"


async def test_a_visitor_who_meets_the_switch_is_charged_nothing(world: World) -> None:
    source = new_source()
    async with world.gateway("off", SUPPLIERS_OFF="dhl", UNCACHED_PER_SOURCE="5") as off:
        headers = {"X-Forwarded-For": source}
        for _ in range(3):
            items = [{"number": new_number(), "carrier": "dhl"} for _ in range(4)]
            reply = await off.visitor.post(
                "/v1/waybills/query", json={"items": items}, headers=headers
            )
            codes = {one["problem"]["code"] for one in reply.json()["items"]}
            assert codes == {"carrier-off"}
        (fine,) = await ask(off.visitor, {"number": "AGP-DELIVERED-0777"})
        assert outcome(fine) == ("sandbox", "delivered")
