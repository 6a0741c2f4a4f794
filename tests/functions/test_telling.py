"""News of followed parcels reaches who follows them: by the channels they chose, once, in time."""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.exports import from_pubsub, push
from tests.functions.people import Person, code_for, person
from tests.functions.test_follows import PATCH, follow
from tests.functions.test_watching import (
    HOUR,
    STOPS,
    at,
    batch,
    event,
    noon,
    scheduler,
    turn,
    until,
    wheel_of,
)
from tests.world import Stored, World, new_number, new_source

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

Json = dict[str, Any]
SWEEP, DELIVER = "/jobs/sweep_messages", "/events/deliver_news"
SOON = timedelta(minutes=3)
_LINK = re.compile(r"https?://[^\s]+/v1/unsubscribe/([A-Za-z0-9_-]+)")


def waiting(world: World, region: str = "eu") -> list[Stored]:
    """Return the news that waits in a region's outbox."""
    there = (one for one in world.dump(region) if one.collection == "outgoing")
    return [one for one in there if one.fields["lane"]["stringValue"] != "a"]


def send_of(some: Iterable[Stored]) -> list[str]:
    return [one.fields["send"]["stringValue"] for one in some]


def names_of(some: Iterable[Stored]) -> list[str]:
    return [one.name.rsplit("/", 1)[-1] for one in some]


def news_to(world: World, address: str) -> list[Json]:
    """Return what an address was told of parcels."""
    return [one for one in world.messages(address) if _LINK.search(one["text"])]


def link_in(message: Json) -> str:
    """Return the token of the link that stops such messages."""
    found = _LINK.search(message["text"])
    assert found is not None
    return found[1]


async def swept(world: World, moment: datetime) -> None:
    """Have what is due handed on as Cloud Scheduler does."""
    async with world.visitor() as app:
        reply = await app.post(SWEEP, headers={**scheduler(world), **at(moment)})
    assert reply.status_code == 200, reply.text


async def delivered(
    world: World, app: httpx.AsyncClient, name: str, moment: datetime
) -> httpx.Response:
    """Push a message's name as Pub/Sub does."""
    headers = {"X-Forwarded-For": new_source(), **from_pubsub(world), **at(moment)}
    return await app.post(DELIVER, json=push({"message": name}), headers=headers)


async def with_phone(world: World, one: Person) -> str:
    """Give somebody a phone; return its number."""
    phone = f"+49171{secrets.randbelow(10**7):07}"
    code = await code_for(world, one.app, phone=phone)
    seen = {"If-Match": (await one.app.get("/v1/me")).headers["ETag"]}
    reply = await one.app.patch("/v1/me", json={"phone": phone, "code": code}, headers=seen)
    assert reply.status_code == 200, reply.text
    return phone


async def changed(one: Person, moment: datetime, **fields: object) -> None:
    """Change somebody's profile."""
    seen = {"If-Match": "*", **PATCH}
    reply = await one.app.patch("/v1/me", json=fields, headers=seen | at(moment))
    assert reply.status_code == 200, reply.text


async def moves(  # noqa: PLR0913, PLR0917 - whose parcel does what, when and where
    world: World, number: str, follow_id: str, status: str, moment: datetime, region: str = "eu"
) -> None:
    """Have a parcel move, and be looked at."""
    world.story(number, event(status, moment - timedelta(minutes=5)))
    place = wheel_of(world, follow_id, region)
    assert place is not None
    async with world.visitor(region) as app:
        assert await batch(world, app, place, moment) == 204


async def messages_of(one: Person, moment: datetime) -> list[Json]:
    """Return what somebody is shown of news that they were sent, the newest first."""
    items: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        reply = await one.app.get(f"/v1/me/messages?limit=100{after}", headers=at(moment))
        assert reply.status_code == 200, reply.text
        items += reply.json()["items"]
        cursor = reply.json()["next_cursor"]
    news = [line for line in items if line["kind"].startswith("news")]
    return sorted(news, key=lambda line: str(line["at"]), reverse=True)


async def followed(
    world: World,
    one: Person,
    begins: datetime,
    *,
    carrier: str = "dhl",
    **more: Any,  # noqa: ANN401
) -> tuple[str, str]:
    """Have somebody follow a parcel that is on its way; return its number and the follow's id."""
    number = new_number()
    world.story(number, event("in_transit", begins - HOUR))
    one.app.headers.update(at(begins))
    made = await follow(one.app, number, carrier=carrier, **more)
    assert made["shipment"]["status"] == "in_transit"
    return number, made["id"]


@pytest.mark.slow("what is told once is waited for, for hours of the stack's")
@pytest.mark.promise("U1")
async def test_one_change_is_one_message_on_each_wished_channel_and_again_none(
    world: World,
) -> None:
    begins = noon(100)
    async with person(world) as ada, world.visitor() as app:
        phone = await with_phone(world, ada)
        number, name = await followed(
            world, ada, begins, notify={"email": True, "sms": True}, label="Red shoes"
        )
        later = begins + 2 * HOUR
        await moves(world, number, name, "out_for_delivery", later)
        assert len(waiting(world)) == 2
        assert "out_for_delivery" not in repr(waiting(world))
        pushes = [
            delivered(world, app, one, later + SOON)
            for one in names_of(waiting(world))
            for _ in range(16)
        ]
        assert {reply.status_code for reply in await asyncio.gather(*pushes)} == {204}
        await until(lambda: not waiting(world))
        (mail,), (sms,) = news_to(world, ada.email), news_to(world, phone)
        assert mail["subject"] == f"Red shoes (DHL ...{number[-4:]}) is out for delivery."
        assert "is out for delivery" in sms["text"]
        assert "Red shoes" not in sms["text"]
        assert len(sms["text"]) <= 160
        assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for moment in (later + HOUR, later + 2 * HOUR):
            await turn(world, moment)
            await swept(world, moment + SOON)
        assert len(news_to(world, ada.email)) == len(news_to(world, phone)) == 1
        lines = await messages_of(ada, later + HOUR)
        assert Counter((one["kind"], one["outcome"]) for one in lines) == {
            ("news-email", "sent"): 1,
            ("news-sms", "sent"): 1,
        }
        assert {one["follows"][0] for one in lines} == {name}


async def test_five_changes_in_a_minute_are_one_mail_by_the_sweep(world: World) -> None:
    begins = noon(101)
    later = begins + 5 * HOUR
    async with person(world) as ada:
        some = [await followed(world, ada, begins, notify={"email": True}) for _ in range(5)]
        for number, _ in some:
            world.story(number, event("out_for_delivery", later - HOUR / 6))
        for second, (number, name) in enumerate(some):
            moment = later + timedelta(seconds=10 * second)
            await moves(world, number, name, "out_for_delivery", moment)
        assert len(waiting(world)) == 5
        await swept(world, later + SOON)
        await until(lambda: not waiting(world))
        (mail,) = news_to(world, ada.email)
        assert mail["subject"] == "5 of your parcels have news."
        assert mail["text"].count("is out for delivery.") == 5
        (line,) = await messages_of(ada, later + HOUR)
        assert set(line["follows"]) == {name for _, name in some}


async def test_what_comes_at_night_by_sms_comes_in_the_morning_of_the_persons_zone(
    world: World,
) -> None:
    begins = noon(102).replace(hour=14, minute=20)  # twenty past eleven at night in Tokyo
    morning = begins.replace(hour=22, minute=0)
    async with person(world) as ada:
        phone = await with_phone(world, ada)
        number, name = await followed(world, ada, begins - 3 * HOUR, notify={"sms": True})
        await changed(ada, begins, time_zone="Asia/Tokyo")
        await moves(world, number, name, "delivered", begins + HOUR / 6)
        for moment in (begins + HOUR / 2, morning - HOUR / 12):
            await swept(world, moment)
            await until(lambda: send_of(waiting(world)) == [f"s{morning:%Y%m%d%H%M}"])
        assert news_to(world, phone) == []
        await swept(world, morning)
        await until(lambda: not waiting(world))
        (sms,) = news_to(world, phone)
        assert "was delivered" in sms["text"]


async def test_opening_a_stop_link_changes_nothing_and_pressing_it_stops_what_is_queued(
    world: World,
) -> None:
    begins = noon(103)
    async with person(world) as ada, world.visitor() as stranger:
        phone = await with_phone(world, ada)
        number, name = await followed(world, ada, begins, notify={"email": True, "sms": True})
        await moves(world, number, name, "out_for_delivery", begins + HOUR)
        await swept(world, begins + HOUR + SOON)
        await until(lambda: not waiting(world))
        (sms,) = news_to(world, phone)
        stop = f"/v1/unsubscribe/{link_in(sms)}"
        assert len(link_in(sms)) == 34
        later = begins + 3 * HOUR
        await moves(world, number, name, "delivered", later)
        assert (await stranger.get(stop)).status_code == 200
        assert len(waiting(world)) == 2
        pressed = await stranger.post(stop, data={"List-Unsubscribe": "One-Click"})
        assert pressed.status_code == 200
        await swept(world, later + SOON)
        await until(lambda: not waiting(world))
        assert len(news_to(world, phone)) == 1
        assert len(news_to(world, ada.email)) == 2
        outcomes = {one["kind"]: one["outcome"] for one in (await messages_of(ada, later))[:2]}
        assert outcomes == {"news-sms": "unwanted", "news-email": "sent"}


@pytest.mark.parametrize("how", ["restricted", "objecting", "erased", "stopped"])
async def test_whoever_has_stopped_it_is_told_nothing_from_the_answer_on(
    world: World, how: str
) -> None:
    """By a worker that had the person's key open a moment before."""
    begins = noon(104)
    async with person(world) as ada, world.gateway("warm") as warm:
        first, second = [
            await followed(world, ada, begins, notify={"email": True}) for _ in range(2)
        ]
        moment = begins + HOUR
        await moves(world, *first, "out_for_delivery", moment)
        (told,) = names_of(waiting(world))
        assert (await delivered(world, warm.visitor, told, moment + SOON)).status_code == 204
        assert len(news_to(world, ada.email)) == 1
        moment += 5 * HOUR  # they may stand at one place, and were looked at just now
        await moves(world, *second, "out_for_delivery", moment)
        (held,) = names_of(waiting(world))
        ada.app.headers.pop("X-Local-Clock")
        await STOPS[how](ada, second[1])
        assert (await delivered(world, warm.visitor, held, moment + SOON)).status_code == 204
        assert len(news_to(world, ada.email)) == 1
        await until(lambda: held not in names_of(waiting(world)))


async def told_by(world: World, channel: str, answer: str, day: int) -> tuple[Json, list[Json]]:
    """Have somebody told of news whose relay answers otherwise; return the line and what came."""
    begins = noon(day)
    async with person(world) as ada, world.visitor() as app:
        address = ada.email if channel == "email" else await with_phone(world, ada)
        number, name = await followed(world, ada, begins, notify={channel: True})
        await moves(world, number, name, "out_for_delivery", begins + HOUR)
        (waits,) = names_of(waiting(world))
        world.relay(address, answer)
        for minutes in (3, 4, 8):
            moment = begins + HOUR + timedelta(minutes=minutes)
            assert (await delivered(world, app, waits, moment)).status_code in {204, 503}
            if answer == "451" and minutes == 3:
                assert names_of(waiting(world)) == [waits]
                world.relay(address, "ok")
        consents = (await ada.app.get("/v1/consents")).json()["purposes"]
        (line,) = await messages_of(ada, begins + 2 * HOUR) or [{"outcome": None}]
        line["allowed"] = next(p["allowed"] for p in consents if p["id"] == f"status_{channel}")
        return line, news_to(world, address)


async def test_stop_to_the_provider_is_a_refusal(world: World) -> None:
    line, sent = await told_by(world, "sms", "21610", 105)
    assert (line["outcome"], line["allowed"], sent) == ("unwanted", False, [])


@pytest.mark.slow("an answer is waited for")
async def test_an_sms_whose_answer_is_lost_is_unknown_and_goes_once(world: World) -> None:
    line, sent = await told_by(world, "sms", "lost", 106)
    assert (line["outcome"], line["allowed"], len(sent)) == ("unknown", True, 1)


async def test_a_mailbox_that_is_gone_is_not_written_to_again(world: World) -> None:
    line, sent = await told_by(world, "email", "550", 107)
    assert (line["outcome"], line["allowed"], sent) == ("refused", True, [])


async def test_a_mail_that_is_not_taken_now_is_taken_later(world: World) -> None:
    line, sent = await told_by(world, "email", "451", 108)
    assert (line["outcome"], line["allowed"], len(sent)) == ("sent", True, 1)


@pytest.mark.slow("an answer is waited for")
async def test_a_mail_whose_answer_is_lost_goes_again_as_the_same_mail(world: World) -> None:
    _, sent = await told_by(world, "email", "lost", 109)
    assert len(sent) > 1
    assert len({one["headers"]["Message-ID"] for one in sent}) == 1
