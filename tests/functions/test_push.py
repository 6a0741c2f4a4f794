"""Push messages of news: to browsers sealed, to apps by random ids alone; each device once."""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.functions.people import Person, code_for, person
from tests.functions.push import Pushed, with_app, with_browser
from tests.functions.test_follows import follow
from tests.functions.test_telling import (
    SOON,
    delivered,
    followed,
    link_in,
    messages_of,
    moves,
    names_of,
    send_of,
    swept,
    waiting,
)
from tests.functions.test_watching import HOUR, at, event, noon, until
from tests.world import World, new_number

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Told:
    """Somebody whose parcel has just moved, and what is about to be sent of it."""

    one: Person
    devices: list[Pushed]
    number: str
    follow: str
    moment: datetime
    waits: str


@asynccontextmanager
async def about_to_be_told(
    world: World,
    day: int,
    devices: int = 1,
    **more: Any,  # noqa: ANN401 - JSON
) -> AsyncIterator[Told]:
    """Have somebody with browsers follow a parcel that moves."""
    begins = noon(day)
    async with person(world) as ada:
        some = [await with_browser(world, ada) for _ in range(devices)]
        number, name = await followed(world, ada, begins, notify={"push": True}, **more)
        later = begins + 2 * HOUR
        await moves(world, number, name, "out_for_delivery", later)
        (waits,) = names_of(waiting(world))
        ada.app.headers.pop("X-Local-Clock")
        yield Told(ada, some, number, name, later, waits)


async def pushed(world: World, told: Told, *minutes: int, times: int = 1) -> None:
    """Have what waits sent, so many minutes after the change, as often at once."""
    async with world.visitor() as app:
        for after in minutes:
            moment = told.moment + timedelta(minutes=after)
            asked = [delivered(world, app, told.waits, moment) for _ in range(times)]
            assert {reply.status_code for reply in await asyncio.gather(*asked)} <= {204, 503}


def got(world: World, devices: Sequence[Pushed]) -> list[int]:
    """Return how many messages each device got."""
    return [len(world.messages(one.endpoint)) for one in devices]


async def listed(one: Person) -> dict[str, str | None]:
    """Return by whose service push messages go to each of somebody's devices."""
    devices = (await one.app.get("/v1/me/devices")).json()["devices"]
    return {device["id"]: device["push"] for device in devices}


@pytest.mark.promise("U1")
async def test_one_change_is_one_message_on_each_browser_and_again_none(world: World) -> None:
    async with about_to_be_told(world, 130, devices=2, label="Red shoes") as told:
        assert "Red shoes" not in repr(waiting(world))
        await pushed(world, told, 3, times=16)
        await until(lambda: not waiting(world))
        await pushed(world, told, 4)
        await swept(world, told.moment + HOUR)
        assert got(world, told.devices) == [1, 1]
        (message,) = world.messages(told.devices[0].endpoint)
        assert message["subject"] == f"Red shoes (DHL ...{told.number[-4:]}) is out for delivery."
        assert message["headers"]["follows"] == told.follow
        assert message["headers"]["tag"] == message["headers"]["topic"] == told.waits
        assert 5 * 3600 < int(message["headers"]["ttl"]) <= 6 * 3600
        (line,) = await messages_of(told.one, told.moment + HOUR)
        assert (line["kind"], line["channel"], line["outcome"]) == ("news-push", "push", "sent")
        assert line["follows"] == [told.follow]
        log = (await told.one.app.get("/v1/me/access-log")).json()["items"]
        given = Counter((line["data"], line["about"]) for line in log if "web-push" in line["whom"])
        assert given == {("push address", one.id): 1 for one in told.devices}


async def test_a_link_in_a_push_message_stops_them_and_what_is_queued(world: World) -> None:
    async with about_to_be_told(world, 131) as told, world.visitor() as stranger:
        await pushed(world, told, 3)
        (message,) = world.messages(told.devices[0].endpoint)
        stop = f"/v1/unsubscribe/{link_in({'text': message['headers']['stop']})}"
        later = told.moment + 2 * HOUR
        await moves(world, told.number, told.follow, "delivered", later)
        assert (await stranger.get(stop)).status_code == 200
        assert (await stranger.post(stop, data=ONE_CLICK)).status_code == 200
        await swept(world, later + SOON)
        await until(lambda: not waiting(world))
        assert got(world, told.devices) == [1]
        assert (await messages_of(told.one, later))[0]["outcome"] == "unwanted"


@pytest.mark.parametrize(("answer", "day"), [("410", 132), ("404", 133)])
async def test_a_subscription_that_is_gone_is_forgotten_and_no_other(
    world: World, answer: str, day: int
) -> None:
    async with about_to_be_told(world, day, devices=2) as told:
        gone, there = told.devices
        world.relay(gone.endpoint, answer)
        await pushed(world, told, 3)
        assert not waiting(world)
        assert got(world, told.devices) == [0, 1]
        shown = await listed(told.one)
        assert (shown[gone.id], shown[there.id]) == (None, "web-push-apple")
        assert (await messages_of(told.one, told.moment + HOUR))[0]["outcome"] == "sent"


async def test_a_new_subscription_is_not_lost_with_the_old_one(world: World) -> None:
    """The old one turns out to be gone while the browser has just told the new one."""
    async with about_to_be_told(world, 134) as told:
        (old,) = told.devices
        world.relay(old.endpoint, "lost")
        sending = asyncio.create_task(pushed(world, told, 3))
        await until(lambda: got(world, [old]) == [1])
        browser = world.subscribed()
        assert (await told.one.app.put(old.path, json={"web_push": browser})).status_code == 200
        world.relay(old.endpoint, "410")
        await sending
        await pushed(world, told, 30)
        assert (await listed(told.one))[old.id] == "web-push-apple"
        assert len(world.messages(browser["subscription"]["endpoint"])) == 1


@pytest.mark.slow("a service that is busy is asked three times")
async def test_who_was_reached_is_not_told_again_when_another_device_is(world: World) -> None:
    async with about_to_be_told(world, 135, devices=2) as told:
        busy, there = told.devices
        world.relay(busy.endpoint, "429")
        await pushed(world, told, 3)
        assert names_of(waiting(world)) == [told.waits]
        assert got(world, told.devices) == [0, 1]
        world.relay(busy.endpoint, "ok")
        await pushed(world, told, 10)
        assert not waiting(world)
        assert got(world, told.devices) == [1, 1]
        (line,) = await messages_of(told.one, told.moment + HOUR)
        assert line["outcome"] == "sent"
        assert there.id in await listed(told.one)


@pytest.mark.slow("an answer is waited for")
async def test_a_push_message_whose_answer_is_lost_goes_again_under_the_same_tag(
    world: World,
) -> None:
    async with about_to_be_told(world, 136) as told:
        (browser,) = told.devices
        world.relay(browser.endpoint, "lost")
        await pushed(world, told, 3)
        assert names_of(waiting(world)) == [told.waits]
        world.relay(browser.endpoint, "ok")
        await pushed(world, told, 10)
        assert not waiting(world)
        sent = world.messages(browser.endpoint)
        assert len(sent) == 2
        assert {one["headers"]["tag"] for one in sent} == {told.waits}
        assert {one["headers"]["topic"] for one in sent} == {told.waits}


async def test_what_comes_at_night_by_push_comes_in_the_morning(world: World) -> None:
    evening = noon(137).replace(hour=19, minute=15)  # before ten in Berlin, summer or winter
    async with person(world) as ada:
        browser = await with_browser(world, ada)
        number, name = await followed(world, ada, evening - 9 * HOUR, notify={"push": True})
        await moves(world, number, name, "out_for_delivery", evening)
        await swept(world, evening + 2 * HOUR)
        await until(lambda: send_of(waiting(world))[0][-4:] in {"0500", "0600"})
        assert got(world, [browser]) == [0]
        await swept(world, evening + 11 * HOUR)
        await until(lambda: not waiting(world))
        assert got(world, [browser]) == [1]


async def test_who_signs_out_on_a_device_is_told_nothing_there(world: World) -> None:
    async with about_to_be_told(world, 138) as told:
        code = told.one.app
        ended = await code.delete("/v1/sessions/current")
        assert ended.status_code == 200, ended.text
        await pushed(world, told, 3)
        assert not waiting(world)
        assert got(world, told.devices) == [0]


async def test_who_signs_in_again_in_a_browser_and_out_is_told_nothing_there(world: World) -> None:
    """The session before goes with its cookie: nobody could sign out of it any more."""
    async with about_to_be_told(world, 140) as told, world.visitor() as browser:
        code = await code_for(world, browser, email=told.one.email)
        body = {"email": told.one.email, "code": code, "country": "DE", "transport": "cookie"}
        before = {"Cookie": f"__Host-session={told.one.token}"}
        again = await browser.post("/v1/sessions", json=body, headers=before)
        assert again.status_code == 201, again.text
        assert (await told.one.app.get("/v1/me")).status_code == 401
        await pushed(world, told, 3)
        assert not waiting(world)
        assert got(world, told.devices) == [0]


async def test_what_is_not_told_any_more_is_not_shown_and_its_giving_has_ended(
    world: World,
) -> None:
    async with about_to_be_told(world, 141, devices=2) as told:
        gone, there = told.devices
        await pushed(world, told, 3)
        later = told.moment + 3 * HOUR
        await moves(world, told.number, told.follow, "delivered", later)
        world.relay(gone.endpoint, "410")
        (told.waits,) = names_of(waiting(world))
        await pushed(world, told, 3 * 60 + 3)
        log = (await told.one.app.get("/v1/me/access-log")).json()["items"]
        ended = {
            line["about"]: line["until"] is not None
            for line in log
            if line["data"] == "push address"
        }
        assert ended == {gone.id: True, there.id: False}
        year = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=170)).isoformat()}
        assert (await told.one.app.get("/v1/me", headers=year)).status_code == 200
        late = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=271)).isoformat()}
        shown = (await told.one.app.get("/v1/me/devices", headers=late)).json()["devices"]
        assert {one["id"]: one["push"] for one in shown} == {gone.id: None, there.id: None}


async def test_an_address_that_moves_to_another_device_is_told_once(world: World) -> None:
    async with person(world) as ada:
        first = await with_browser(world, ada)
        second = (await ada.app.post("/v1/me/devices", json={})).json()["id"]
        key = (await ada.app.get("/v1/me/push")).json()["web_push_key"]
        browser = world.subscribed(key)
        for one in (first.id, second):
            path = f"/v1/me/devices/{one}/push"
            assert (await ada.app.put(path, json={"web_push": browser})).status_code == 200
        assert await listed(ada) == {first.id: None, second: "web-push-apple"}
        assert (await ada.app.delete(f"/v1/me/devices/{second}/push")).status_code == 200
        assert (await ada.app.delete(f"/v1/me/devices/{second}/push")).status_code == 200
        assert await listed(ada) == {first.id: None, second: None}
        nobodys = f"/v1/me/devices/{secrets.token_hex(16)}/push"
        assert (await ada.app.put(nobodys, json={"web_push": browser})).status_code == 404
        assert (await ada.app.delete(nobodys)).status_code == 404


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com.evil.example/wpush/v2/a",
        "https://evilupdates.push.services.mozilla.com/wpush/v2/a",
        "http://updates.push.services.mozilla.com/wpush/v2/a",
        "https://updates.push.services.mozilla.com:8443/wpush/v2/a",
        "https://notify.windows.com/w/?token=a",
        "https://a.b.notify.windows.com/w/?token=a",
        "https://evilnotify.windows.com/w/?token=a",
        "https://169.254.169.254/computeMetadata/v1/",
        "https://metadata.google.internal/computeMetadata/v1/",
    ],
)
async def test_a_subscription_elsewhere_than_at_a_browsers_service_is_refused(
    world: World, endpoint: str
) -> None:
    async with person(world) as ada:
        device = (await ada.app.post("/v1/me/devices", json={})).json()["id"]
        path = f"/v1/me/devices/{device}/push"
        browser = world.subscribed()
        browser["subscription"]["endpoint"] = endpoint
        reply = await ada.app.put(path, json={"web_push": browser})
        (error,) = reply.json()["errors"]
        assert (reply.status_code, error["code"]) == (422, "push-endpoint-unknown")
        assert error["field"] == "web_push.subscription.endpoint"
        good = "https://wns2-par02p.notify.windows.com/w/?token=a"
        browser["subscription"]["endpoint"] = good
        assert (await ada.app.put(path, json={"web_push": browser})).status_code == 200
        assert (await listed(ada))[device] == "web-push-microsoft"


async def test_a_subscription_that_could_not_be_used_is_refused(world: World) -> None:
    async with person(world) as ada:
        device = (await ada.app.post("/v1/me/devices", json={})).json()["id"]
        path = f"/v1/me/devices/{device}/push"
        browser = world.subscribed()
        other = {**browser, "key": browser["subscription"]["keys"]["p256dh"]}
        point = json.loads(json.dumps(browser))
        point["subscription"]["keys"]["p256dh"] = "B" + "A" * 86
        both = {"web_push": browser, "fcm": {"token": "a"}}
        for body, field, code in (
            ({"web_push": other}, "web_push.key", "push-key-unknown"),
            ({"web_push": point}, "web_push.subscription.keys.p256dh", "push-point"),
            (both, "", "push-one"),
            ({}, "", "push-one"),
            ({"fcm": {"token": "a"}}, "fcm", "push-not-offered"),
        ):
            reply = await ada.app.put(path, json=body)
            assert reply.status_code == 422, (body, reply.text)
            assert [(one["field"], one["code"]) for one in reply.json()["errors"]] == [
                (field, code)
            ]
        offered = (await ada.app.get("/v1/me/push")).json()
        assert offered["fcm"] is False, "the register allows it in us and asia"
        assert "web-push-mozilla" in offered["web_push_services"]


@pytest.mark.promise("U1")
async def test_an_app_is_told_that_there_is_news_and_google_no_more(world: World) -> None:
    begins, token = noon(139), f"token-{secrets.token_hex(8)}"
    async with person(world, "us", country="US") as ada, world.visitor("us") as app:
        assert (await ada.app.get("/v1/me/push")).json()["fcm"] is True
        device = await with_app(ada, token)
        gone = await with_app(ada, f"{token}-gone")
        world.relay(gone.endpoint, "404")
        number = new_number()
        world.story(number, event("in_transit", begins - HOUR))
        ada.app.headers.update(at(begins))
        made = await follow(
            ada.app, number, carrier="dhl", notify={"push": True}, label="Red shoes"
        )
        later = begins + 6 * HOUR
        await moves(world, number, made["id"], "out_for_delivery", later, "us")
        for one in names_of(waiting(world, "us")):
            assert (await delivered(world, app, one, later + SOON)).status_code == 204
        (message,) = world.messages(token)
        whole = json.loads(message["headers"]["whole"])
        assert whole["message"]["data"]["follows"] == made["id"]
        for word in ("Red shoes", number, number[-4:], "DHL", "delivery", ada.email):
            assert word not in message["headers"]["whole"]
        ada.app.headers.pop("X-Local-Clock")
        shown = await listed(ada)
        assert (shown[device.id], shown[gone.id]) == ("fcm", None)
