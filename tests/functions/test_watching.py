"""Followed parcels are looked at in the background, each for who follows it, and once for all."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from tests.functions.exports import from_pubsub, push
from tests.functions.people import Person, bearer, person
from tests.functions.test_follows import PATCH, follow, tag
from tests.world import World, new_number, new_source

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

Json = dict[str, Any]
HOUR = timedelta(hours=1)
JOB, EVENT = "/jobs/refresh_waybills", "/events/refresh_batch"
_WITHIN = 20.0


def noon(days: int = 1) -> datetime:
    """Return noon (UTC) of a day to come: day in all of Europe."""
    today = datetime.now(UTC).replace(hour=11, minute=2, second=0, microsecond=0)
    return today + timedelta(days=days)


def at(moment: datetime) -> dict[str, str]:
    """Return the header that moves the clock to some moment."""
    return {"X-Local-Clock": moment.isoformat()}


def event(status: str, moment: datetime) -> dict[str, str]:
    return {"at": moment.isoformat(), "status": status, "place": "Leipzig, DE"}


def scheduler(world: World) -> dict[str, str]:
    """Return the header that Cloud Scheduler sends."""
    return bearer(platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT))


async def turn(world: World, moment: datetime) -> int:
    """Turn the wheel as Cloud Scheduler does, at some moment; return how many were handed out."""
    headers = {**scheduler(world), **at(moment)}
    async with world.visitor() as app:
        reply = await app.post(JOB, headers=headers, timeout=60)
        if reply.status_code == 503:  # as Cloud Scheduler does
            reply = await app.post(JOB, headers=headers, timeout=60)
    assert reply.status_code == 200, reply.text
    return int(reply.json()["handed_out"])


async def watched_for(world: World, begins: datetime, span: timedelta = HOUR) -> None:
    """Have all that is due within some time looked at, at its end."""
    await turn(world, begins)
    await turn(world, begins + span)


async def batch(world: World, app: httpx.AsyncClient, place: str, moment: datetime) -> int:
    """Push one place of the wheel as Pub/Sub does; return the status of the answer."""
    headers = {"X-Forwarded-For": new_source(), **from_pubsub(world), **at(moment)}
    message = {"wheel": place, "after": "0", "until": "g"}
    return (await app.post(EVENT, json=push(message), headers=headers)).status_code


async def until(is_so: Callable[[], bool], *, within: float = _WITHIN) -> None:
    """Wait for what workers do, within so many seconds."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(within / 400)


async def listed(one: Person, moment: datetime) -> Json:
    """Return the person's only follow as a list shows it, for which nobody is asked."""
    (found,) = (await one.app.get("/v1/waybills", headers=at(moment))).json()["items"]
    told: Json = found
    return told


def wheel_of(world: World, follow_id: str, region: str = "eu") -> str | None:
    """Return where a follow stands."""
    (found,) = (one for one in world.dump(region) if one.name.endswith(f"/follows/{follow_id}"))
    place: str | None = found.fields["wheel"].get("stringValue")
    return place


@asynccontextmanager
async def people(world: World, number: int) -> AsyncIterator[list[Person]]:
    async with AsyncExitStack() as exits:
        yield [await exits.enter_async_context(person(world)) for _ in range(number)]


async def test_a_followed_parcel_is_looked_at_though_nobody_opens_it(world: World) -> None:
    number, begins = new_number(), noon()
    world.story(number, event("in_transit", begins - HOUR))
    async with person(world) as ada:
        ada.app.headers.update(at(begins))
        made = await follow(ada.app, number, carrier="dhl")
        assert made["shipment"]["status"] == "in_transit"
        assert made["watched"] is True
        next_look = datetime.fromisoformat(made["next_look_at"])
        assert begins < next_look <= begins + HOUR
        world.story(number, event("in_transit", begins - HOUR), event("out_for_delivery", begins))
        await watched_for(world, begins, HOUR)
        await until(lambda: world.calls()[number] == 2)
        for _ in range(2):
            seen = await listed(ada, begins + HOUR)
        await until(lambda: (wheel_of(world, made["id"]) or "")[:1] == "a")
        seen = await listed(ada, begins + HOUR)
        assert seen["shipment"]["status"] == "out_for_delivery"
        assert datetime.fromisoformat(seen["updated_at"]) > begins + HOUR / 2
        assert seen["late"] is None


async def test_many_who_follow_one_parcel_cost_one_call(world: World) -> None:
    number, begins = new_number(), noon(2)
    world.story(number, event("out_for_delivery", begins - HOUR))
    async with people(world, 5) as fans:
        for one in fans:
            one.app.headers.update(at(begins))
            await follow(one.app, number, carrier="dhl")
        assert world.calls()[number] == 1
        world.story(number, event("delivered", begins + HOUR / 2))
        await turn(world, begins)
        await asyncio.gather(
            *(turn(world, begins + HOUR) for _ in range(3)), return_exceptions=True
        )
        await until(lambda: world.calls()[number] == 2)
        for one in fans:
            assert (await listed(one, begins + HOUR))["shipment"]["status"] == "delivered"
    assert world.calls()[number] == 2


@pytest.mark.parametrize("how", ["restricted", "objecting", "erased", "stopped", "done"])
async def test_who_has_stopped_it_has_nothing_asked_from_the_answer_on(
    world: World, how: str
) -> None:
    """By a worker that had the person's key open a moment before."""
    number, begins = new_number(), noon(3)
    world.story(number, event("out_for_delivery", begins - HOUR))
    async with person(world) as ada, world.gateway("warm") as warm:
        made = await follow(ada.app, number, carrier="dhl")
        place = wheel_of(world, made["id"]) or ""
        for hours in (1, 2):
            assert await batch(world, warm.visitor, place, begins + hours * HOUR) == 204
            place = wheel_of(world, made["id"]) or ""
        assert world.calls()[number] == 3
        await STOPS[how](ada, made["id"])
        for hours in (3, 4):
            assert await batch(world, warm.visitor, place, begins + hours * HOUR) == 204
        assert world.calls()[number] == 3


async def _asks(one: Person, kind: str, **more: str) -> None:
    reply = await one.app.post("/v1/rights-requests", json={"kind": kind, **more})
    assert reply.status_code == 201, reply.text


async def _restricts(one: Person, _: str) -> None:
    await _asks(one, "restriction")


async def _objects(one: Person, _: str) -> None:
    await _asks(one, "objection", purpose="tracking")


async def _leaves(one: Person, _: str) -> None:
    reply = await one.app.post("/v1/account-deletion", json={"confirm": "DELETE"})
    assert reply.status_code == 202, reply.text


async def _stops(one: Person, follow_id: str) -> None:
    assert (await one.app.delete(f"/v1/waybills/{follow_id}")).status_code == 200


async def _is_done(one: Person, follow_id: str) -> None:
    path = f"/v1/waybills/{follow_id}"
    headers = {**PATCH, "If-Match": await tag(one.app, follow_id)}
    reply = await one.app.patch(path, json={"watched": False}, headers=headers)
    assert reply.status_code == 200, reply.text
    told = reply.json()
    assert (told["watched"], told["next_look_at"]) == (False, None)
    assert told["watch_ended"]["why"] == "done"


STOPS = {
    "restricted": _restricts,
    "objecting": _objects,
    "erased": _leaves,
    "stopped": _stops,
    "done": _is_done,
}


async def test_no_carrier_is_asked_at_night(world: World) -> None:
    number, begins = new_number(), noon(4)
    world.story(number, event("out_for_delivery", begins - HOUR))
    async with person(world) as ada, world.visitor() as app:
        made = await follow(ada.app, number, carrier="dhl")
        place, night = wheel_of(world, made["id"]) or "", begins + 11 * HOUR
        assert await batch(world, app, place, night) == 204
        assert world.calls()[number] == 1
        assert await batch(world, app, place, night + 12 * HOUR) == 204
        assert world.calls()[number] == 2
        shown = await ada.app.get("/v1/waybills", headers=at(night))
        (seen,) = shown.json()["items"]
        assert datetime.fromisoformat(seen["next_look_at"]).astimezone(UTC).hour >= 4


async def test_a_night_is_that_of_the_time_zone_that_the_person_is_in(world: World) -> None:
    number, begins = new_number(), noon(4)
    world.story(number, event("out_for_delivery", begins - HOUR))
    async with person(world) as ada, world.visitor() as app:
        headers = {**PATCH, "If-Match": "*"}
        told = {"time_zone": "Asia/Tokyo"}
        assert (await ada.app.patch("/v1/me", json=told, headers=headers)).status_code == 200
        made = await follow(ada.app, number, carrier="dhl")
        place, night = wheel_of(world, made["id"]) or "", begins + 4 * HOUR
        assert await batch(world, app, place, night) == 204
        assert world.calls()[number] == 1
        assert await batch(world, app, place, night + 10 * HOUR) == 204
        assert world.calls()[number] == 2


async def test_what_is_done_with_can_be_taken_up_again(world: World) -> None:
    number = new_number()
    async with person(world) as ada:
        made = await follow(ada.app, number, carrier="dhl")
        await _is_done(ada, made["id"])
        assert wheel_of(world, made["id"]) is None
        headers = {**PATCH, "If-Match": await tag(ada.app, made["id"])}
        path = f"/v1/waybills/{made['id']}"
        again = await ada.app.patch(path, json={"watched": True}, headers=headers)
        assert (again.json()["watched"], again.json()["watch_ended"]) == (True, None)
        assert wheel_of(world, made["id"]) is not None


async def test_when_the_next_look_is_does_not_change_a_follows_tag(world: World) -> None:
    number, begins = new_number(), noon(5)
    async with person(world) as ada:
        ada.app.headers.update(at(begins))
        made = await follow(ada.app, number, carrier="dhl")
        first = await ada.app.get("/v1/waybills")
        later = begins + 2 * HOUR
        known = {"If-None-Match": first.headers["ETag"], **at(later)}
        assert (await ada.app.get("/v1/waybills", headers=known)).status_code == 304
        moved = await ada.app.get("/v1/waybills", headers=at(later))
        assert moved.json()["items"][0]["next_look_at"] != made["next_look_at"]


async def test_a_poll_stands_in_the_access_log_and_is_no_use_of_the_account(world: World) -> None:
    number, begins = new_number(), noon(200)
    world.story(number, event("out_for_delivery", begins - HOUR))
    async with person(world) as ada, world.visitor() as app:
        made = await follow(ada.app, number, carrier="dhl")
        used = [one.fields for one in world.dump() if one.collection == "people"]
        place = wheel_of(world, made["id"]) or ""
        assert await batch(world, app, place, begins) == 204
        assert world.calls()[number] == 2
        assert [one.fields for one in world.dump() if one.collection == "people"] == used
        lines = (await ada.app.get("/v1/me/access-log")).json()["items"]
        mine = [one for one in lines if one.get("about") == made["id"]]
        assert [one["whom"] for one in mine] == ["dhl"]


async def test_a_message_that_is_none_is_not_asked_for_again(world: World) -> None:
    async with world.visitor() as app:
        headers = {"X-Forwarded-For": new_source(), **from_pubsub(world)}
        for message in ({"wheel": "a001"}, {"wheel": "", "after": "0", "until": "g"}):
            reply = await app.post(EVENT, json=push(message), headers=headers)
            assert reply.status_code == 204
        reply = await app.post(EVENT, json=push({}), headers={"X-Forwarded-For": new_source()})
        assert reply.status_code == 401


async def test_what_somebody_else_found_reaches_who_follows_the_parcel(world: World) -> None:
    number, begins = new_number(), noon(6)
    world.story(number, event("in_transit", begins - HOUR))
    async with person(world) as ada, world.visitor() as app:
        ada.app.headers.update(at(begins))
        made = await follow(ada.app, number, carrier="dhl")
        place = wheel_of(world, made["id"]) or ""
        assert await batch(world, app, place, begins + HOUR) == 204
        assert (await listed(ada, begins + HOUR))["news"] is None
        world.story(number, event("delivered", begins + 90 * HOUR / 60))
        later = begins + 2 * HOUR
        body = {"items": [{"number": number, "carrier": "dhl"}]}
        asked = await app.post("/v1/waybills/query", json=body, headers=at(later))
        assert asked.json()["items"][0]["shipment"]["status"] == "delivered"
        await turn(world, later)
        await until(lambda: (wheel_of(world, made["id"]) or "")[:1] == "e")
        for moment in (later, later + HOUR):
            news = (await listed(ada, moment))["news"]
            assert (news["status"], news["reason"]) == ("delivered", None)
            assert later <= datetime.fromisoformat(news["at"]) <= later + HOUR / 30
        assert not [one for one in world.dump() if one.collection == "rings"]
        assert world.calls()[number] == 3
