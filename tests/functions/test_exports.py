"""A copy of everything, asked for and fetched as an app does it."""

import asyncio
import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from infra.local.emulators.oidc import LINK_ACCOUNT, SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.parts import archive_bucket
from tests.functions.exports import (
    EVENT,
    PATH,
    READY,
    archives,
    asked,
    downloaded,
    from_pubsub,
    mails,
    push,
    ready,
    stored,
)
from tests.functions.people import Person, bearer, later, person, registered
from tests.ports import NO_TLS
from tests.unit.people.portraits.pictures import picture
from tests.unit.rights.exports.links import opened, public_of
from tests.world import World

pytestmark = pytest.mark.stack


async def nightly(world: World, days: int, region: str = "eu") -> dict[str, object]:
    """Run the night job, so many days ahead."""
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    moved = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}
    async with world.visitor(region) as platform:
        reply = await platform.post("/jobs/anonymise_nightly", headers=bearer(token) | moved)
    assert reply.status_code == 200, reply.text
    told: dict[str, object] = reply.json()
    return told


async def _numbers(one: Person) -> dict[str, set[str]]:
    """Return every number that somebody is told of what is theirs, by kind."""
    places = {
        "devices": ("/v1/me/devices", "devices"),
        "follows": ("/v1/waybills", "items"),
        "sessions": ("/v1/sessions", "sessions"),
        "consents": ("/v1/consents/receipts", "receipts"),
        "rights_requests": ("/v1/rights-requests", "items"),
        "exports": (PATH, "items"),
    }
    found = {}
    for kind, (path, name) in places.items():
        found[kind] = {told["id"] for told in (await one.app.get(path)).json()[name]}
        assert found[kind], kind
    return found


@pytest.mark.promise("M3")
@pytest.mark.promise("E2")
async def test_everything_that_was_told_comes_back_whole_and_readable(world: World) -> None:
    async with person(world, nickname="Ada", birthday="--05-17") as ada:
        await ada.app.post("/v1/me/devices", json={"model": "Pixel 9"})
        number = f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"
        await ada.app.post("/v1/waybills", json={"number": number, "label": "Shoes"})
        png = {"Content-Type": "image/png"}
        await ada.app.put("/v1/me/portrait", content=picture(), headers=png)
        said = {"grants": {"analytics": True}, "notice_version": 1, "language": "en"}
        await ada.app.put("/v1/consents", json={**said, "method": "settings"})
        await ada.app.post("/v1/rights-requests", json={"kind": "rectification", "text": "Mine."})
        found = await ready(ada, await asked(ada))
        archive = await downloaded(found["url"])

        def items(kind: str) -> list[dict[str, object]]:
            told: list[dict[str, object]] = json.loads(archive.read(f"data/{kind}.json"))["items"]
            return told

        (me,) = items("people")
        assert (me["email"], me["nickname"], me["birthday"]) == (ada.email, "Ada", "--05-17")
        assert [one["model"] for one in items("devices")] == ["Pixel 9"]
        (follow,) = items("follows")
        assert (follow["label"], follow["number"]) == ("Shoes", number.replace("-", ""))
        assert follow["transit"] == "3-5"
        assert {one["whom"] for one in items("disclosures")} == {"mail"}
        page = archive.read("index.html").decode()
        for kind, numbers in (await _numbers(ada)).items():
            assert {one["id"] for one in items(kind)} == numbers, kind
            for number in numbers:
                assert number in page, kind
        assert "None" not in page
        assert "True" not in page
        assert archive.read("portrait.jpg").startswith(b"\xff\xd8")
        assert "Shoes" in archive.read("index.html").decode()
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["damaged"] == {}
        for one in manifest["files"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
        token = ada.token.encode()
        assert not [name for name in archive.namelist() if token in archive.read(name)]


async def test_what_is_asked_for_by_a_moved_clock_is_done_by_it_whoever_does_it(
    world: World,
) -> None:
    """The worker is told by Pub/Sub, and has the mail sent by the next worker."""
    moved = later(minutes=2 * 24 * 60)
    then = datetime.fromisoformat(moved["X-Local-Clock"])
    async with world.visitor() as app:
        app.headers.update(moved)
        email, token = await registered(world, app)
        app.headers.update(bearer(token))
        ada = Person(email, token, app)
        made = await ready(ada, await asked(ada))
        since = datetime.fromisoformat(made["ready_at"]) - then
        assert timedelta(0) <= since < timedelta(minutes=1)
        mail = await world.told(email, READY)
        since = parsedate_to_datetime(mail["headers"]["Date"]) - then
        assert timedelta(seconds=-1) < since < timedelta(minutes=1), "a Date has whole seconds"


async def test_the_link_is_signed_for_one_download_within_fifteen_minutes(world: World) -> None:
    key = public_of(world.stack.link_key)
    async with person(world) as ada:
        first = await ready(ada, await asked(ada))
        allowed = opened(first["url"], key)
        assert allowed is not None
        assert allowed.host == world.ports.host_of("storage")
        assert allowed.path.startswith(f"/{archive_bucket('eu')}/exports/")
        assert allowed.account == LINK_ACCOUNT
        assert allowed.ends - allowed.begins == timedelta(minutes=15)
        assert abs(allowed.begins - datetime.now(UTC)) < timedelta(minutes=1)
        told = datetime.fromisoformat(first["url_expires_at"])
        assert abs(told - allowed.ends) < timedelta(seconds=1)
        assert allowed.disposition.startswith("attachment; filename=")
        for method in ("PUT", "DELETE"):
            assert opened(first["url"], key, method=method) is None
        (listed,) = (await ada.app.get(PATH)).json()["items"]
        in_a_minute = {"X-Local-Clock": (datetime.now(UTC) + timedelta(minutes=1)).isoformat()}
        again = (await ada.app.get(f"{PATH}/{first['id']}", headers=in_a_minute)).json()
        assert listed["id"] == again["id"] == first["id"]
        assert opened(again["url"], key) is not None
        assert again["url"] != first["url"]
        assert ada.email not in first["url"]


async def test_only_who_has_just_signed_in_may_ask_and_fetch(world: World) -> None:
    async with person(world) as ada:
        refused = await ada.app.post(PATH, headers=later())
        assert (refused.status_code, refused.json()["code"]) == (403, "recent-sign-in-required")
        assert (await ada.app.get(PATH)).json() == {"items": []}
        id_ = await asked(ada)
        await ready(ada, id_)
        shown = (await ada.app.get(f"{PATH}/{id_}", headers=later())).json()
        assert (shown["status"], shown["url"], shown["url_expires_at"]) == ("ready", None, None)
        assert shown["url_withheld"] == "recent-sign-in-required"
        (listed,) = (await ada.app.get(PATH, headers=later())).json()["items"]
        assert listed == shown


async def test_one_is_prepared_at_a_time_and_the_next_replaces_it(world: World) -> None:
    async with person(world) as ada:
        relay = world.stack.part("relay")
        relay.pause()  # so that nothing is prepared meanwhile
        try:
            replies = await asyncio.gather(*(ada.app.post(PATH) for _ in range(6)))
        finally:
            relay.resume()
        assert {reply.status_code for reply in replies} == {202}
        first = replies[0].json()["id"]
        assert {reply.json()["id"] for reply in replies} == {first}
        await ready(ada, (await ada.app.get(PATH)).json()["items"][0]["id"])
        key = {"Idempotency-Key": secrets.token_hex(8)}
        second = (await ada.app.post(PATH, headers=key)).json()
        await ready(ada, second["id"])
        assert (await ada.app.post(PATH, headers=key)).json() == second, "the same request"
        person_, fields = stored(world, second["id"]) or ("", {})
        folder = fields["archive"]["stringValue"].rpartition("/")[0]
        assert len(archives(world, prefix=folder)) == 1
        assert person_ not in folder


async def test_who_asks_too_often_is_told_when_to_ask_again(world: World) -> None:
    async with person(world) as ada:
        for _ in range(5):
            await ready(ada, await asked(ada))
        reply = await ada.app.post(PATH)
        assert reply.status_code == 429
        assert int(reply.headers["Retry-After"]) > 0


async def test_the_mail_holds_no_link_and_comes_once(world: World) -> None:
    async with person(world) as ada:
        id_ = await asked(ada)
        await ready(ada, id_)
        whose, _ = stored(world, id_) or ("", {})
        async with world.visitor() as platform:
            body = push({"person": whose, "export": id_})
            for _ in range(3):
                await asyncio.sleep(0.1)  # the mail comes right after it is ready
                reply = await platform.post(EVENT, json=body, headers=from_pubsub(world))
                assert reply.status_code in (204, 409)
                assert reply.status_code == 409 or reply.content == b""
        (mail,) = mails(world, ada)
        assert "http" not in mail["text"]
        assert id_ not in mail["text"]
        subjects = [one["subject"] for one in world.messages(ada.email)]
        assert "A copy of your agogopost data was asked for." in subjects


async def test_pushed_ten_times_at_once_there_is_one_archive_and_one_mail(world: World) -> None:
    async with (
        world.gateway("no-topics", PUBSUB_EMULATOR_HOST="127.0.0.1:1") as silent,
        person(world) as ada,
        world.visitor() as platform,
    ):
        refused = await silent.visitor.post(PATH, headers=bearer(ada.token))
        assert refused.status_code == 503, "it could not be told to the worker"
        (item,) = (await ada.app.get(PATH)).json()["items"]
        assert item["status"] == "preparing"
        whose, _ = stored(world, item["id"]) or ("", {})
        body, headers = push({"person": whose, "export": item["id"]}), from_pubsub(world)
        pushes = (platform.post(EVENT, json=body, headers=headers) for _ in range(10))
        statuses = [reply.status_code for reply in await asyncio.gather(*pushes)]
        assert statuses.count(204) >= 1
        assert set(statuses) <= {204, 409}
        _, fields = stored(world, item["id"]) or ("", {})
        folder = fields["archive"]["stringValue"].rpartition("/")[0]
        assert archives(world, prefix=folder) == [fields["archive"]["stringValue"]]
        assert len(mails(world, ada)) == 1


@pytest.mark.parametrize(
    "message", [b"", b"poison", {"person": "x"}, {"person": "../x", "export": "y"}, [1]], ids=str
)
async def test_a_poison_message_is_not_pushed_again(world: World, message: object) -> None:
    log = world.stack.part("gateway-eu").log
    before = log.read_text().count('"message-refused"')
    async with world.visitor() as platform:
        reply = await platform.post(EVENT, json=push(message), headers=from_pubsub(world))
    assert reply.status_code == 204
    assert log.read_text().count('"message-refused"') == before + 1


async def test_a_message_about_nobody_is_done_with(world: World) -> None:
    async with world.visitor() as platform:
        body = push({"person": secrets.token_hex(16), "export": secrets.token_hex(16)})
        reply = await platform.post(EVENT, json=body, headers=from_pubsub(world))
    assert reply.status_code == 204


async def test_an_archive_lies_in_its_region_and_goes_after_seven_days(world: World) -> None:
    async with person(world, "us") as ada:
        id_ = await asked(ada)
        found = await ready(ada, id_)
        _, fields = stored(world, id_, "us") or ("", {})
        name = fields["archive"]["stringValue"]
        assert name in archives(world, "us")
        assert name not in archives(world, "eu")
        kept = datetime.fromisoformat(found["expires_at"]) - datetime.fromisoformat(
            found["ready_at"]
        )
        assert kept == timedelta(days=7)
        await nightly(world, 6, "us")
        assert name in archives(world, "us")
        report = await nightly(world, 8, "us")
        assert report["archives"] == {"deleted": 1, "left": 0}
        assert name not in archives(world, "us")
        assert stored(world, id_, "us") is None
        reply = await ada.app.get(f"{PATH}/{id_}")
        assert reply.status_code == 404
        assert (await ada.app.get(PATH)).json() == {"items": []}
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as browser:
            assert (await browser.get(found["url"])).status_code == 404


async def test_no_log_tells_whose_export_was_made_or_where_it_is(world: World) -> None:
    async with person(world) as ada:
        id_ = await asked(ada)
        await ready(ada, id_)
        whose, fields = stored(world, id_) or ("", {})
        text = world.stack.part("gateway-eu").log.read_text()
        for secret in (whose, id_, fields["archive"]["stringValue"], "X-Goog-Signature", ada.email):
            assert secret
            assert secret not in text
