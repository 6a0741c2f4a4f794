"""The nightly run, called as the platform calls it: by schedule and by a pushed message."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.emulators.owner import PubsubOwner
from infra.local.stack.parts import PROJECT
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/jobs/anonymise_nightly"
ENDING = (
    "shipments",
    "lookups",
    "salts",
    "budgets",
    "number_calls",
    "paces",
    "pushes",
    "people_salts",
    "sessions",
    "known_devices",
    "origins",
    "sent_codes",
    "sign_in_codes",
    "sign_in_counters",
    "sign_in_nonces",
    "used_proofs",
    "replies",
    "outgoing",
    "messages",
    "follows",
    "promotion_runs",
    "refresh_ticks",
    "rings",
    "disclosures",
    "exports",
    "erasures",
    "evidence",
    "stops",
    "traces",
    "interests",
    "places",
    "usage_counts",
    "rights_requests",
    "visitor_requests",
    "claimed_requests",
    "cells",
    "contributions",
    "month_keys",
    "unmaskings",
)


@pytest.fixture(scope="session")
def headers(world: World) -> dict[str, str]:
    """Return the headers of Cloud Scheduler's call."""
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    return {"Authorization": f"Bearer {token}"}


def in_days(days: int) -> dict[str, str]:
    """Return the header that moves the clock."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}


def kept(world: World, region: str = "eu") -> dict[str, int]:
    """Return how many documents end within 400 days, of each collection that ends by itself."""
    counts, before = dict.fromkeys(ENDING, 0), f"{datetime.now(UTC) + timedelta(days=400):%Y%m%d}"
    for document in world.dump(region):
        due = document.fields.get("due", {}).get("stringValue")
        if document.collection in counts and due is not None and due[2:] < before:
            counts[document.collection] += 1
    return counts


@pytest.mark.promise("S6")
async def test_what_has_ended_is_deleted_to_the_last_and_the_report_says_so(
    world: World, headers: dict[str, str]
) -> None:
    async with world.visitor("us") as visitor:
        items = [{"number": f"AGP-DELIVERED-{n:04}"} for n in range(30)]
        await visitor.post("/v1/waybills/query", json={"items": items})
        before = kept(world, "us")
        assert before["shipments"] >= 30

        today = (await visitor.post(PATH, headers=headers)).json()
        assert (today["deleted"], today["finished"]) == (0, True)
        assert kept(world, "us") == before

        report = await visitor.post(PATH, headers=headers | in_days(400))
        assert report.status_code == 200
        told = report.json()
        assert told["finished"]
        assert told["left"] == 0
        by_name = {one["collection"]: one["deleted"] for one in told["collections"]}
        assert by_name == before
        assert told["deleted"] == sum(before.values())
        assert sum(kept(world, "us").values()) == 0

        again = (await visitor.post(PATH, headers=headers | in_days(400))).json()
        assert again["deleted"] == 0
        look = await visitor.post("/v1/waybills/query", json={"items": items[:1]})
        assert look.json()["items"][0]["shipment"] is not None, "the keyring stays"


async def test_a_shipment_stays_until_the_day_after_it_ended(
    world: World, headers: dict[str, str]
) -> None:
    async with world.visitor("us") as visitor:
        body = {"items": [{"number": "AGP-LOST-0001"}]}
        await visitor.post("/v1/waybills/query", json=body)
        await visitor.post(PATH, headers=headers | in_days(1))
        assert kept(world, "us")["shipments"] >= 1
        await visitor.post(PATH, headers=headers | in_days(2))
        assert kept(world, "us")["shipments"] == 0


async def test_two_runs_at_once_delete_everything_once(
    world: World, headers: dict[str, str]
) -> None:
    async with world.visitor("us") as visitor:
        items = [{"number": f"AGP-CUSTOMS-{n:04}"} for n in range(40)]
        await visitor.post("/v1/waybills/query", json={"items": items})
        before = sum(kept(world, "us").values())
        calls = (visitor.post(PATH, headers=headers | in_days(400)) for _ in range(2))
        replies = await asyncio.gather(*calls)
        assert [reply.status_code for reply in replies] == [200, 200]
        assert sum(reply.json()["deleted"] for reply in replies) >= before
        assert sum(kept(world, "us").values()) == 0


async def test_a_pushed_message_reaches_the_function_with_the_platforms_token(
    world: World,
) -> None:
    topic = f"projects/{PROJECT}/topics/nightly"
    subscription = f"projects/{PROJECT}/subscriptions/nightly-push"
    push = {"pushEndpoint": f"{world.ports.url_of('relay')}/us{PATH}"}
    async with world.visitor("us") as visitor:
        await visitor.post("/v1/waybills/query", json={"items": [{"number": "AGP-DELIVERED-0900"}]})
    log = world.stack.part("gateway-us").log
    runs = log.read_text().count('"retention-run"')
    with PubsubOwner(world.ports.host_of("pubsub")) as pubsub:
        pubsub.publisher("CreateTopic", name=topic)
        pubsub.subscriber("CreateSubscription", name=subscription, topic=topic, pushConfig=push)
        pubsub.publisher("Publish", topic=topic, messages=[{"attributes": {"reason": "test"}}])
        deadline = time.monotonic() + 15
        while log.read_text().count('"retention-run"') == runs:
            assert time.monotonic() < deadline, "the message did not arrive"
            await asyncio.sleep(0.05)
        pubsub.subscriber("DeleteSubscription", subscription=subscription)
