"""The sandbox as an app tries itself with it: parcels that move, and others that stand still."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.people import person
from tests.world import World

pytestmark = pytest.mark.stack

Json = dict[str, Any]
MINUTE = timedelta(minutes=1)
LIFE = ["info_received", *["in_transit"] * 3, "out_for_delivery", "delivered"]
"""Of a parcel that moves, step by step."""


def moving(minutes: int) -> tuple[str, datetime]:
    """Return a parcel that nobody else follows, most likely, and when in some days it begins."""
    began = datetime.now(UTC) + timedelta(minutes=1000 + secrets.randbelow(20_000))
    began = began.replace(second=0, microsecond=0)
    return f"AGP-MOVES-{minutes}-{began:%m%d%H%M}", began


def at(moment: datetime) -> dict[str, str]:
    """Return the header that moves the clock to some moment."""
    return {"X-Local-Clock": moment.isoformat()}


async def updated(app: httpx.AsyncClient, since: datetime, now: datetime) -> list[Json]:
    """Return what is listed as updated since some moment."""
    params = {"updated_since": since.isoformat()}
    reply = await app.get("/v1/waybills", params=params, headers=at(now))
    listed: list[Json] = reply.json()["items"]
    return listed


async def test_a_followed_parcel_that_moves_changes_and_is_listed_as_updated(world: World) -> None:
    number, began = moving(50)
    async with person(world) as ada:
        body, early = {"number": number}, began - 2 * MINUTE
        made = await ada.app.post("/v1/waybills", json=body, headers=at(early))
        assert made.json()["shipment"]["status"] == "not_found"
        path, tag = f"/v1/waybills/{made.json()['id']}", made.headers["ETag"]
        for taken, status in enumerate(LIFE, start=1):
            step = began + (taken - 1) * 10 * MINUTE
            assert await updated(ada.app, step, step) == [], "a list asks nobody"
            seen = await ada.app.get(path, headers=at(step) | {"If-None-Match": tag})
            assert (seen.status_code, seen.json()["shipment"]["status"]) == (200, status)
            assert len(seen.json()["shipment"]["events"]) == taken
            changed = datetime.fromisoformat(seen.json()["updated_at"])
            assert step <= changed < step + MINUTE
            known, tag = {"If-None-Match": seen.headers["ETag"]}, seen.headers["ETag"]
            (listed,) = await updated(ada.app, step, step + MINUTE)
            assert (listed["id"], listed["shipment"]["status"]) == (made.json()["id"], status)
            soon = await ada.app.get(path, headers=at(step + MINUTE / 2) | known)
            assert soon.status_code == 304
            later = await ada.app.get(path, headers=at(step + 8 * MINUTE))
            assert later.json()["updated_at"] == seen.json()["updated_at"], "asked, without news"
            assert _without_fetch(later) == _without_fetch(seen)
            assert later.json()["shipment"]["last_fetch"] != seen.json()["shipment"]["last_fetch"]
        (listed,) = await updated(ada.app, began, began + 60 * MINUTE)
        assert listed["transit_time"] == "0-2"


async def test_midnight_is_no_news_of_a_parcel_that_stands_still(world: World) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight += timedelta(days=2)
    number = f"AGP-IN-TRANSIT-{secrets.randbelow(10_000):04}"
    async with person(world) as ada:
        evening, night = midnight - 5 * MINUTE, midnight + 5 * MINUTE
        made = await ada.app.post("/v1/waybills", json={"number": number}, headers=at(evening))
        path = f"/v1/waybills/{made.json()['id']}"
        before = await ada.app.get(path, headers=at(evening))
        after = await ada.app.get(path, headers=at(night))
        assert after.json()["shipment"]["last_fetch"]["at"] > midnight.isoformat(), "asked anew"
        assert after.json()["updated_at"] == before.json()["updated_at"]
        assert _without_fetch(after) == _without_fetch(before)
        assert await updated(ada.app, evening + MINUTE, night) == []
        (still,) = await updated(ada.app, evening, night)
        assert still["updated_at"] == before.json()["updated_at"]


async def test_a_parcel_that_moves_is_the_same_everywhere_and_when_it_was_forgotten(
    world: World,
) -> None:
    number, began = moving(50)
    body = {"items": [{"number": number.lower().replace("-", " ")}]}
    seen: list[Json] = []
    for region, after in (("eu", 35), ("us", 35), ("eu", 3 * 24 * 60), ("us", 20 * 24 * 60)):
        async with world.visitor(region) as visitor:
            headers = at(began + after * MINUTE)
            reply = await visitor.post("/v1/waybills/query", json=body, headers=headers)
        (item,) = reply.json()["items"]
        assert (item["outcome"], item["carrier"]) == ("found", "sandbox")
        seen.append(item["shipment"])
    first, other, *late = seen
    assert first["status"] == "in_transit"
    told = ("status", "events", "estimated_delivery")
    assert {name: first[name] for name in told} == {name: other[name] for name in told}
    assert {one["status"] for one in late} == {"delivered"}
    assert late[0]["events"] == late[1]["events"]
    assert late[0]["events"][-len(first["events"]) :] == first["events"]
    assert first["estimated_delivery"]["latest"] == late[0]["events"][0]["at"]


def _without_fetch(reply: httpx.Response) -> Json:
    """Return a follow as it is shown, but for when its carrier was asked and is asked next."""
    told: Json = reply.json()
    asked_last = {"shipment": {**told["shipment"], "last_fetch": None}}
    return {**told, **asked_last, "next_look_at": None}
