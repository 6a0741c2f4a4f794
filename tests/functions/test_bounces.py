"""News that does not arrive is paused, and what is complained of stops; codes go on."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.exports import asked, downloaded, mails, ready
from tests.functions.people import Person, bearer, code_for, person
from tests.functions.test_consents import allowed, decide
from tests.functions.test_rights import hand_in, stops_of
from tests.functions.test_telling import (
    SOON,
    changed,
    delivered,
    followed,
    messages_of,
    moves,
    names_of,
    news_to,
    swept,
    waiting,
    with_phone,
)
from tests.functions.test_watching import HOUR, at, noon, until
from tests.mail_reports import ARF, EXCHANGE, GMAIL, POSTFIX, handed_in, report
from tests.world import World

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

Json = dict[str, Any]
DAY = timedelta(days=1)
_RETURN_PATH = re.compile(r"\Ab\+[a-z2-7]{47}@localhost\.localdomain\Z")
PROOFS = "/v1/me/address-proofs"


async def told(
    world: World, one: Person, moment: datetime, channel: str = "email", **wishes: bool
) -> Json:
    """Have somebody told of one more parcel; return the message."""
    number, name = await followed(world, one, moment, notify={channel: True, **wishes})
    await moves(world, number, name, "out_for_delivery", moment + HOUR)
    await swept(world, moment + HOUR + SOON)
    await until(lambda: not waiting(world))
    return news_to(world, one.email)[0]


async def reported(
    visitor: httpx.AsyncClient, raw: bytes, to: str, moment: datetime, **more: object
) -> None:
    """Hand a report in, as the mail provider does; it is always answered the same."""
    visitor.headers.update(at(moment))
    reply = await hand_in(visitor, handed_in(raw, to, **more))
    assert (reply.status_code, reply.json()) == (200, {"outcome": "ignored"}), reply.text


async def paused(one: Person, moment: datetime, channel: str = "email") -> Json | None:
    """Return what somebody is shown of why news does not go to an address of theirs."""
    shown = await one.app.get("/v1/me", headers=at(moment))
    found: Json | None = shown.json()[f"{channel}_paused"]
    return found


async def outcomes(one: Person, moment: datetime) -> list[str]:
    """Return what came of news to somebody, the newest first."""
    return [line["outcome"] for line in await messages_of(one, moment)]


async def proven(
    world: World, one: Person, moment: datetime, channel: str = "email", to: str = ""
) -> httpx.Response:
    """Have somebody prove an address of theirs by a code that is sent there."""
    one.app.headers.update(at(moment))
    code = await code_for(world, one.app, **{channel: to or one.email})
    return await one.app.post(PROOFS, json={"channel": channel, "code": code})


async def signs_in(world: World, one: Person, moment: datetime) -> None:
    """Have somebody sign in again, by a code that is sent to their mailbox."""
    one.app.headers.update(at(moment))
    code = await code_for(world, one.app, email=one.email)
    body = {"email": one.email, "country": "DE", "code": code}
    reply = await one.app.post("/v1/sessions", json=body)
    assert reply.is_success, reply.text
    one.app.headers.update(bearer(reply.json()["session"]["token"]))


async def test_a_mailbox_that_is_gone_gets_no_news_and_codes_until_a_code_arrives(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(110)
    async with person(world) as ada:
        mail = await told(world, ada, begins)
        back = mail["returns_to"]
        assert _RETURN_PATH.match(back)
        assert mail["headers"]["From"] == "agogopost@localhost.localdomain"
        before = (await ada.app.get("/v1/me", headers=at(begins))).headers["ETag"]
        moment = begins + 3 * HOUR
        await reported(visitor, report(POSTFIX, back), back, moment)
        why = await paused(ada, moment)
        assert why is not None
        assert (why["reason"], why["since"][:16]) == ("no_such_address", f"{moment:%Y-%m-%dT%H:%M}")
        seen = await ada.app.get("/v1/me", headers={"If-None-Match": before, **at(moment)})
        assert seen.status_code == 200, "what was kept of it is no longer so"

        await told(world, ada, moment)
        assert len(news_to(world, ada.email)) == 1
        assert await outcomes(ada, moment + 2 * HOUR) == ["paused", "sent"]

        resumed = await proven(world, ada, moment + 3 * HOUR)
        assert (resumed.status_code, resumed.json()["email_paused"]) == (200, None)
        await reported(visitor, report(POSTFIX, back), back, moment + 4 * HOUR)
        assert await paused(ada, moment + 4 * HOUR) is None, "that is settled"
        await told(world, ada, moment + 5 * HOUR)
        assert await outcomes(ada, moment + 7 * HOUR) == ["sent", "paused", "sent"]


async def test_codes_and_notices_have_the_usual_sender(world: World) -> None:
    async with person(world) as ada:
        await code_for(world, ada.app, email=ada.email)
        senders = {one["returns_to"] for one in world.messages(ada.email)}
        assert senders == {"agogopost@localhost.localdomain"}


async def test_what_is_kept_of_it_is_in_the_export_of_which_a_notice_comes_all_the_same(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(115)
    async with person(world) as ada:
        back = (await told(world, ada, begins))["returns_to"]
        await reported(visitor, report(POSTFIX, back), back, begins + 2 * HOUR)
        await signs_in(world, ada, begins + 3 * HOUR)
        url = (await ready(ada, await asked(ada)))["url"]
        archive = await downloaded(url)
        (me,) = json.loads(archive.read("data/people.json"))["items"]
        assert me["email_bounces"]["reason"] == "no_such_address"
        page = archive.read("index.html").decode()
        assert "no such address" in page
        assert "None" not in page
        await until(lambda: mails(world, ada) != [])
        notices: list[Json] = []
        while not {"signed-in", "export-asked"} <= {one["kind"] for one in notices}:
            notices = (await ada.app.get("/v1/me/messages")).json()["items"]
        assert {one["outcome"] for one in notices} == {"sent"}


def flipped(to: str) -> Iterable[str]:
    """Return addresses that nobody was written from, but one letter."""
    for place in (2, 20, 29, 31, 33, 48):
        other = "a" if to[place] != "a" else "b"
        yield to[:place] + other + to[place + 1 :]


async def test_what_is_forged_or_too_late_or_of_another_address_changes_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(111)
    async with person(world) as ada:
        back = (await told(world, ada, begins))["returns_to"]
        before = [one for one in world.dump() if one.collection == "people"]
        for to in (*flipped(back), "b+@localhost.localdomain", f"b+{'a' * 47}" + back[49:]):
            await reported(visitor, report(POSTFIX, to), to, begins + 2 * HOUR)
        await reported(visitor, report(POSTFIX, back), back, begins + 8 * DAY)
        await reported(visitor, b"", back, begins + 2 * HOUR)
        await reported(visitor, b"From: a@example.org\r\n\r\nThanks", back, begins + 2 * HOUR)
        assert [one for one in world.dump() if one.collection == "people"] == before
        elsewhere = handed_in(report(POSTFIX, back), back.replace("localhost", "elsewhere"))
        assert (await hand_in(visitor, elsewhere)).status_code == 422

        moved = f"new-{ada.email}"
        await signs_in(world, ada, begins + 2 * HOUR)
        code = await code_for(world, ada.app, email=moved)
        await changed(ada, begins + 2 * HOUR, email=moved, code=code)
        await reported(visitor, report(POSTFIX, back), back, begins + 3 * HOUR)
        assert await paused(ada, begins + 3 * HOUR) is None


@pytest.mark.parametrize("written", ["upper", "title", "angle"])
async def test_a_relay_may_write_the_address_otherwise(
    world: World, visitor: httpx.AsyncClient, written: str
) -> None:
    begins = noon(112)
    async with person(world) as ada:
        back = (await told(world, ada, begins))["returns_to"]
        to = {"upper": back.upper(), "title": back.title(), "angle": f"<{back}>"}[written]
        await reported(visitor, report(GMAIL, to), to, begins + 2 * HOUR)
        assert await paused(ada, begins + 2 * HOUR) is not None


async def test_mails_of_five_days_that_fail_pause_and_of_one_day_never(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(113)
    async with person(world) as ada:
        for day in range(5):
            moment = begins + day * DAY
            assert await paused(ada, moment) is None
            back = (await told(world, ada, moment))["returns_to"]
            full = report(EXCHANGE, back, status="5.2.2")
            for minutes in range(5):
                await reported(visitor, full, back, moment + 3 * HOUR + minutes * SOON)
            await reported(visitor, report(POSTFIX, back, action="delayed"), back, moment)
        why = await paused(ada, begins + 5 * DAY)
        assert why is not None
        assert why["reason"] == "keeps_failing"


async def test_days_that_are_long_ago_do_not_count(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(120)
    async with person(world) as ada:
        for day in (0, 2, 4, 6, 8):
            moment = begins + day * DAY
            back = (await told(world, ada, moment))["returns_to"]
            await reported(visitor, report(GMAIL, back, status="4.2.2"), back, moment + 3 * HOUR)
        assert await paused(ada, begins + 9 * DAY) is None


async def test_a_complaint_stops_that_news_and_what_is_queued_of_it(
    world: World, visitor: httpx.AsyncClient
) -> None:
    begins = noon(130)
    async with person(world) as ada:
        phone = await with_phone(world, ada)
        back = (await told(world, ada, begins, sms=True))["returns_to"]
        number, name = await followed(
            world, ada, begins + 2 * HOUR, notify={"email": True, "sms": True}
        )
        await moves(world, number, name, "out_for_delivery", begins + 3 * HOUR)
        assert len(waiting(world)) == 2
        for _ in range(3):
            await reported(visitor, report(ARF, back), back, begins + 3 * HOUR)
        await swept(world, begins + 3 * HOUR + SOON)
        await until(lambda: not waiting(world))
        assert len(news_to(world, ada.email)) == 1
        assert len(news_to(world, phone)) == 2
        newest = {one["kind"]: one["outcome"] for one in (await messages_of(ada, begins + DAY))[:2]}
        assert newest == {"news-email": "unwanted", "news-sms": "sent"}
        assert await paused(ada, begins + DAY) is None
        receipts = (await ada.app.get("/v1/consents/receipts")).json()
        said = [one for one in receipts["receipts"] if one["method"] == "complaint"]
        refused = [(one["purpose"], one["granted"]) for say in said for one in say["grants"]]
        assert refused == [("status_email", False)]
        assert ("unsubscribe", "status_email") in stops_of(world, await own_id(world, ada))

        await decide(ada.app, status_email=True)
        await reported(visitor, report(ARF, back), back, begins + 4 * HOUR)
        assert "status_email" in await allowed(ada.app), "that was heeded before"


async def own_id(world: World, one: Person) -> str:
    """Return somebody's id: that of who has followed something."""
    lines = [found for found in world.dump() if found.collection == "messages"]
    shown = await messages_of(one, noon(131))
    return next(
        str(line.fields["owner_id"]["stringValue"])
        for line in lines
        if line.name.endswith(shown[0]["id"])
    )


@pytest.mark.parametrize(("channel", "answer"), [("sms", "21211"), ("email", "550")])
async def test_who_relays_it_may_say_at_once_that_there_is_no_such_address(
    world: World, channel: str, answer: str
) -> None:
    begins = noon(140)
    field = "phone" if channel == "sms" else "email"
    async with person(world) as ada, world.visitor() as app:
        address = await with_phone(world, ada) if channel == "sms" else ada.email
        for outcome in ("refused", "paused"):
            number, name = await followed(world, ada, begins, notify={channel: True})
            begins += 2 * HOUR
            await moves(world, number, name, "out_for_delivery", begins)
            (waits,) = names_of(waiting(world))
            world.relay(address, answer)
            assert (await delivered(world, app, waits, begins + SOON)).status_code == 204
            world.relay(address, "ok")
            assert (await outcomes(ada, begins + HOUR))[0] == outcome
        why = await paused(ada, begins, field)
        assert why is not None
        assert why["reason"] == "no_such_address"
        assert news_to(world, address) == []
        other = "email" if channel == "sms" else "phone"
        assert await paused(ada, begins, other) is None
        assert (await proven(world, ada, begins + HOUR, field, address)).status_code == 200
        assert await paused(ada, begins + HOUR, field) is None


async def test_only_a_code_that_was_sent_there_takes_it_up_again(world: World) -> None:
    async with person(world) as ada, person(world) as eve:
        body = {"channel": "email", "code": "0000-0000-0000-0000"}
        wrong = await ada.app.post(PROOFS, json=body)
        assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (401, "code-not-accepted")
        code = await code_for(world, eve.app, email=eve.email)
        others = await ada.app.post(PROOFS, json={"channel": "email", "code": code})
        assert others.status_code == 401
        none = await ada.app.post(PROOFS, json={"channel": "phone", "code": code})
        assert (none.status_code, none.json()["errors"][0]["field"]) == (422, "channel")
        mine = {"channel": "email", "code": await code_for(world, ada.app, email=ada.email)}
        assert (await ada.app.post(PROOFS, json=mine)).status_code == 200
        assert (await ada.app.post(PROOFS, json=mine)).status_code == 401, "it serves once"


async def test_a_mail_that_is_too_large_or_no_base64_is_told_so(
    visitor: httpx.AsyncClient,
) -> None:
    to = f"b+{'a' * 47}@localhost.localdomain"
    for raw, code in (("A" * 349_532, "field-too-long"), ("no base64!", "field-not-acceptable")):
        reply = await hand_in(visitor, handed_in(b"", to) | {"raw": raw})
        assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, code)
    largest = await hand_in(visitor, handed_in(b"x" * 256 * 1024, to))
    assert largest.json() == {"outcome": "ignored"}
