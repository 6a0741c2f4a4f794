"""Promotions reach who agreed, each once and with a way out; a withdrawal counts at once."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.people.consents.choice import Choice, Method
from shared.people.consents.model import ConsentState
from shared.people.person.model import Person as PersonRecord
from shared.platform.records.write_batch import commit_together
from shared.setup.google_cloud import GoogleCloud
from shared.setup.people import PeopleParts
from shared.setup.settings import Settings
from tests.canaries import MAILBOX
from tests.functions.people import Person, person
from tests.functions.promotions import offered
from tests.functions.push import with_browser
from tests.functions.test_consents import decide
from tests.functions.test_telling import followed, link_in, moves, swept, waiting, with_phone
from tests.functions.test_watching import HOUR, at, noon, scheduler, until
from tests.world import World

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

JOB = "/jobs/send_promotions"
ALL = {"promotions_email": True, "promotions_sms": True, "promotions_push": True}
UNHELD = {
    "PROMOTIONS_PER_SECOND": "1000",
    "PROMOTIONS_PER_HOUR": "1000000",
    "PROMOTIONS_SMS_PER_HOUR": "1000000",
}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def run(world: World, app: httpx.AsyncClient, moment: datetime) -> dict[str, Any]:
    """Call the job as Cloud Scheduler does; return what it says of the promotion."""
    reply = await app.post(JOB, headers={**scheduler(world), **at(moment)}, timeout=60)
    assert reply.status_code == 200, reply.text
    (report,) = reply.json()["promotions"]
    told: dict[str, Any] = report
    return told


async def a_round(world: World, app: httpx.AsyncClient, name: str, moment: datetime) -> int:
    """Have everybody gone through once; return how many messages went."""
    sent, before = 0, rounds_of(world, name)
    for _ in range(40):
        if rounds_of(world, name) > before:
            return sent
        sent += (await run(world, app, moment))["sent"]
    raise AssertionError(sent)


def rounds_of(world: World, name: str) -> int:
    """Return how often everybody was gone through for a promotion."""
    runs = [one for one in world.dump() if one.name.endswith(f"/promotion_runs/{name}")]
    return int(runs[0].fields["round"]["integerValue"]) if runs else 0


def offers_to(world: World, *addresses: str) -> list[int]:
    """Return how many promotions each address was sent."""
    return [
        sum("ree returns" in f"{m['subject']} {m['text']}" for m in world.messages(one))
        for one in addresses
    ]


def outcomes(items: Sequence[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """Return what came of promotions, by channel."""
    some = [one for one in items if one["kind"].startswith("promotion-")]
    return Counter((one["kind"], one["outcome"]) for one in some)


async def messages_of(one: Person) -> Counter[tuple[str, str]]:
    """Return what somebody is shown of the promotions that they were sent."""
    reply = await one.app.get("/v1/me/messages?limit=100")
    assert reply.status_code == 200, reply.text
    return outcomes(reply.json()["items"])


@pytest.mark.slow("everybody of the stack is gone through")
@pytest.mark.promise("U2")
async def test_only_who_agreed_is_sent_it_once_by_each_channel_with_a_way_out(
    world: World, tmp_path: Path
) -> None:
    day = noon(150)
    name = offered(tmp_path / "offers", day, days=3)
    offers = str(tmp_path / "offers")
    async with (
        person(world) as ada,
        person(world) as bob,
        person(world) as carol,
        world.gateway("offering", PROMOTIONS=offers, **UNHELD) as offering,
        world.visitor() as stranger,
    ):
        phone, browser = await with_phone(world, ada), await with_browser(world, ada)
        await decide(ada.app, **ALL)
        await decide(carol.app, **ALL)
        await decide(carol.app, promotions_email=False)
        runs = (run(world, offering.visitor, day) for _ in range(16))
        await asyncio.gather(*runs, return_exceptions=True)
        if not rounds_of(world, name):  # others were first, all along
            await a_round(world, offering.visitor, name, day)
        mailed = (ada.email, bob.email, carol.email, phone, browser.endpoint)
        assert offers_to(world, *mailed) == [1, 0, 0, 1, 1]
        (mail,) = [m for m in world.messages(ada.email) if m["subject"] == "Free returns"]
        assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stop = f"/v1/unsubscribe/{link_in(mail)}"
        (sms,) = [m for m in world.messages(phone) if "Free returns" in m["text"]]
        assert len(sms["text"]) <= 160
        assert len(link_in(sms)) == 34
        (push,) = world.messages(browser.endpoint)
        assert link_in({"text": push["headers"]["stop"]}) != link_in(sms)
        assert await messages_of(ada) == {
            ("promotion-email", "sent"): 1,
            ("promotion-sms", "sent"): 1,
            ("promotion-push", "sent"): 1,
        }
        assert not await messages_of(bob)

        assert (await stranger.get(stop)).status_code == 200
        assert "promotions_email" in await agreed(ada.app)
        assert (await stranger.post(stop, data=ONE_CLICK)).status_code == 200
        assert "promotions_email" not in await agreed(ada.app)
        for hours in (4, 8, 12, 16, 20, 24, 28):
            moment = day + timedelta(hours=hours)
            report = await run(world, offering.visitor, moment)
            while report["left"] and report["sent"]:
                report = await run(world, offering.visitor, moment)
        assert offers_to(world, *mailed) == [1, 0, 0, 1, 1], "nobody is sent it twice"


async def agreed(app: httpx.AsyncClient) -> set[str]:
    """Return what somebody allows now."""
    shown = (await app.get("/v1/consents")).json()["purposes"]
    return {one["id"] for one in shown if one["allowed"]}


class Crowd:
    """People who agreed to promotions by mail, as the database has them."""

    def __init__(self, world: World) -> None:
        settings = Settings.of(world.stack.environment("eu"))
        self.parts = PeopleParts(GoogleCloud(settings))
        self.mailboxes: list[str] = []

    async def join(self) -> None:
        """Have somebody new join who agreed."""
        parts, id_ = self.parts, secrets.token_hex(16)
        await parts.person_keys.make(id_)
        mailbox = f"{MAILBOX}-{id_}@example.org"
        record = PersonRecord(
            email=mailbox, country="DE", policy_version="1", created=datetime.now(UTC)
        )
        choice = Choice({"promotions_email": True}, 1, "en", Method.SETTINGS)
        await parts.people.create(id_, id_, record)
        await commit_together(parts.data, await parts.consents.first(id_, "DE", choice))
        self.mailboxes.append(mailbox)

    async def of(self, number: int) -> None:
        """Have so many join."""
        for start in range(0, number, 20):
            await asyncio.gather(*(self.join() for _ in range(min(20, number - start))))


def ids(world: World) -> set[str]:
    """Return everybody's id."""
    there = (one for one in world.dump() if one.collection == ConsentState.collection)
    return {one.name.rsplit("/", 1)[1] for one in there}


@pytest.mark.slow("a thousand people are made, and a relay is held")
@pytest.mark.promise("U2")
async def test_of_a_thousand_who_wait_none_is_sent_it_after_they_withdrew(
    world: World, tmp_path: Path
) -> None:
    """One whose mail is being handed over withdraws, too: that one may end, and no other comes."""
    day, crowd = noon(160), Crowd(world)
    name = offered(tmp_path / "offers", day)
    await crowd.of(1_000)
    async with AsyncExitStack() as exits:
        known: dict[str, Person] = {}
        for _ in range(6):
            before = ids(world)
            one = await exits.enter_async_context(person(world))
            await decide(one.app, promotions_email=True)
            (id_,) = ids(world) - before
            known[id_] = one
        held, later = known[min(known)], known[max(known)]
        world.relay(held.email, "lost")
        gateway = world.gateway("offering", PROMOTIONS=str(tmp_path / "offers"), **UNHELD)
        app = (await exits.enter_async_context(gateway)).visitor
        running = asyncio.create_task(a_round(world, app, name, day))
        await until(lambda: offers_to(world, held.email) == [1], within=180)
        for one in (held, later):
            assert (await one.app.delete("/v1/consents")).status_code == 200
        assert not running.done(), "others wait"
        await running
        assert offers_to(world, held.email, later.email) == [1, 0]
        world.relay(held.email, "ok")
        await a_round(world, app, name, day + timedelta(hours=5))
        assert offers_to(world, held.email, later.email) == [1, 0]
        assert await messages_of(held) == {("promotion-email", "unknown"): 1}
        assert not await messages_of(later)
    there = Counter(offers_to(world, *crowd.mailboxes))
    assert there == {1: 1_000}


@pytest.mark.slow("everybody of the stack is gone through")
async def test_news_that_is_due_goes_before_promotions(world: World, tmp_path: Path) -> None:
    day = noon(170)
    name = offered(tmp_path / "offers", day)
    async with (
        person(world) as ada,
        world.gateway("offering", PROMOTIONS=str(tmp_path / "offers"), **UNHELD) as offering,
    ):
        await decide(ada.app, promotions_email=True)
        number, follow = await followed(world, ada, day - 6 * HOUR, notify={"email": True})
        await moves(world, number, follow, "out_for_delivery", day)
        later = day + HOUR / 6
        assert await run(world, offering.visitor, later) == {
            "promotion": name,
            "sent": 0,
            "left": True,
        }
        assert offers_to(world, ada.email) == [0]
        await swept(world, later)
        await until(lambda: not waiting(world))
        await a_round(world, offering.visitor, name, later)
        assert offers_to(world, ada.email) == [1]


@pytest.mark.slow("everybody of the stack is gone through")
async def test_who_has_night_or_a_relay_that_is_down_is_come_to_again(
    world: World, tmp_path: Path
) -> None:
    night = noon(180).replace(hour=0, minute=30)
    name = offered(tmp_path / "offers", night)
    async with (
        person(world) as ada,
        person(world) as bob,
        world.gateway("offering", PROMOTIONS=str(tmp_path / "offers"), **UNHELD) as offering,
    ):
        for one in (ada, bob):
            await decide(one.app, promotions_email=True)
        world.relay(bob.email, "451")
        await a_round(world, offering.visitor, name, night)
        assert offers_to(world, ada.email, bob.email) == [0, 0]
        await a_round(world, offering.visitor, name, night + 12 * HOUR)
        assert offers_to(world, ada.email, bob.email) == [1, 0]
        assert not await messages_of(bob)
        world.relay(bob.email, "ok")
        await a_round(world, offering.visitor, name, night + 17 * HOUR)
        assert offers_to(world, ada.email, bob.email) == [1, 1]
        assert await messages_of(bob) == {("promotion-email", "sent"): 1}


@pytest.mark.parametrize("kind", ["restriction", "objection", "erasure"])
@pytest.mark.slow("everybody of the stack is gone through")
async def test_who_has_their_data_stored_only_or_leaves_is_sent_none(
    world: World, tmp_path: Path, kind: str
) -> None:
    day = noon(190)
    name = offered(tmp_path / "offers", day)
    async with (
        person(world) as ada,
        world.gateway("offering", PROMOTIONS=str(tmp_path / "offers"), **UNHELD) as offering,
    ):
        await decide(ada.app, promotions_email=True)
        if kind == "erasure":
            reply = await ada.app.post("/v1/account-deletion", json={"confirm": "DELETE"})
        else:
            of = {"purpose": "promotions_email"} if kind == "objection" else {}
            reply = await ada.app.post("/v1/rights-requests", json={"kind": kind, **of})
        assert reply.is_success, reply.text
        await a_round(world, offering.visitor, name, day)
        assert offers_to(world, ada.email) == [0]


async def test_while_no_promotion_is_on_nothing_is_done(world: World) -> None:
    async with world.visitor() as app:
        reply = await app.post(JOB, headers=scheduler(world))
        assert (reply.status_code, reply.json()) == (200, {"promotions": []})
        assert (await app.post(JOB)).status_code == 401
