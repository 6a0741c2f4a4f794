"""Processes that are killed in the middle of a deletion or a nightly run: it ends the same.

``KILLS`` says how often, 10 unless told otherwise; ``make faults`` kills fifty times.
"""

import asyncio
import os
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from shared.rights.retention.model import names
from tests.functions.exports import from_pubsub, push
from tests.functions.people import bearer, person
from tests.functions.test_deletion import finished
from tests.functions.test_nightly import kept
from tests.world import Instance, World

pytestmark = pytest.mark.stack

KILLS = int(os.environ.get("KILLS", "10"))
"""Processes killed in this file: half of them in deletions, half in nightly runs."""
LEASE = 130
"""Seconds: longer than a worker that was killed holds on to what it worked on."""
NOWHERE = "127.0.0.1:1"
DELETION, SHARD = "/events/deletion_worker", "/events/anonymise_shard"
SURE = {"confirm": "DELETE"}
YEAR_ON = 400


@asynccontextmanager
async def doomed(world: World, region: str, number: int) -> AsyncIterator[Instance]:
    """Run an instance that tells nobody anything, after the leases of those before it."""
    ahead = {"CLOCK_AHEAD": str(number * LEASE), "PUBSUB_EMULATOR_HOST": NOWHERE}
    async with world.gateway(f"doomed-{region}-{number}", region, **ahead) as instance:
        yield instance


async def pushed(
    world: World, to: httpx.AsyncClient, path: str, messages: Sequence[dict[str, str]]
) -> list[int]:
    """Push messages at once; return the statuses, 0 for an answer that was lost."""

    async def one(message: dict[str, str]) -> int:
        try:
            headers = from_pubsub(world)
            reply = await to.post(path, json=push(message), headers=headers, timeout=60)
        except httpx.TransportError:
            return 0
        return reply.status_code

    return await asyncio.gather(*(one(message) for message in messages))


async def killed_while(
    world: World, instance: Instance, path: str, messages: Sequence[dict[str, str]], within: float
) -> None:
    """Push messages and kill the process at a random moment."""
    at_work = asyncio.ensure_future(pushed(world, instance.visitor, path, messages))
    await asyncio.sleep(random.uniform(0.02, within))  # noqa: S311 - a moment, no secret
    await asyncio.to_thread(instance.part.kill)
    await at_work


def residue(world: World, words: Sequence[str]) -> set[str]:
    """Return in which collections a word still stands, in clear."""
    return {one.collection for one in world.dump() if any(word in str(one) for word in words)}


@pytest.mark.slow("workers are killed and started again, and leases run out")
@pytest.mark.promise("M5")
async def test_a_deletion_whose_workers_are_killed_ends_with_nothing_left_and_one_receipt(
    world: World,
) -> None:
    receipts = []
    before = {one.name for one in world.dump() if one.collection == "people"}
    async with doomed(world, "eu", 0) as silent:
        for _ in range(3):
            async with person(world, nickname=f"Killed-{secrets.token_hex(6)}") as one:
                body = {"number": f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"}
                await one.app.post("/v1/waybills", json=body)
                await one.app.post("/v1/me/devices", json={"model": "Pixel 9"})
                headers = bearer(one.token)
                path = "/v1/account-deletion"
                reply = await silent.visitor.post(path, json=SURE, headers=headers)
                assert reply.status_code == 202, reply.text
                receipts.append(reply.json()["receipt_id"])
    people = [
        one.name.rsplit("/", 1)[1]
        for one in world.dump()
        if one.collection == "people" and one.name not in before
    ]
    messages = [{"receipts": one} for one in receipts]
    for number in range(1, KILLS // 2 + 1):
        async with doomed(world, "eu", number) as instance:
            await killed_while(world, instance, DELETION, messages, within=1.5)
    async with doomed(world, "eu", KILLS // 2 + 1) as last, world.visitor() as visitor:
        assert set(await pushed(world, last.visitor, DELETION, messages)) == {204}
        ends = [(await finished(visitor, one))["finished_at"] for one in receipts]
        assert set(await pushed(world, last.visitor, DELETION, messages)) == {204}, "again"
        assert [(await finished(visitor, one))["finished_at"] for one in receipts] == ends
    assert residue(world, people) == {"stops"}
    left = [one for one in world.dump() if one.collection == "erasures"]
    assert {one.name.rsplit("/", 1)[1] for one in left} >= set(receipts)


@pytest.mark.slow("workers are killed and started again, and leases run out")
@pytest.mark.promise("S6")
async def test_a_nightly_run_whose_workers_are_killed_ends_with_nothing_left(
    world: World,
) -> None:
    async with world.visitor("us") as visitor:
        for first in range(0, 200, 40):
            items = [{"number": f"AGP-DELIVERED-{7000 + first + n:04}"} for n in range(40)]
            await visitor.post("/v1/waybills/query", json={"items": items})
    async with person(world, "us") as one:
        await one.app.get("/v1/me")
    assert kept(world, "us")["shipments"] >= 200
    moved = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=YEAR_ON)).isoformat()}
    async with doomed(world, "us", 0) as silent:
        reply = await silent.visitor.post(
            "/jobs/anonymise_nightly", headers=from_scheduler(world) | moved
        )
        assert reply.status_code == 503, "it has begun, and its parts could not be asked for"
    run = last_run(world)["run"]["stringValue"]
    messages = [{"run": run, "part": part} for part in names()]
    for number in range(1, KILLS // 2 + 1):
        async with doomed(world, "us", number) as instance:
            await killed_while(world, instance, SHARD, messages, within=1.0)
    async with doomed(world, "us", KILLS // 2 + 1) as last:
        statuses: set[int] = set()
        for _ in range(10):  # each part ten times, out of order
            random.shuffle(messages)
            statuses = set(await pushed(world, last.visitor, SHARD, messages))
        assert statuses == {204}
        log = last.part.log.read_text()
    assert sum(kept(world, "us").values()) == 0
    assert last_run(world)["state"]["stringValue"] == "finished"
    assert last_run(world)["run"]["stringValue"] == run, "it was one run"
    assert log.count('"message":"retention-run"') == 1, "and it was reported once"


def from_scheduler(world: World) -> dict[str, str]:
    """Return the headers of Cloud Scheduler's call."""
    return bearer(platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT))


def last_run(world: World) -> dict[str, Any]:
    """Return the last nightly run as it lies in the database."""
    return next(one.fields for one in world.dump("us") if one.collection == "nightly_runs")


@pytest.mark.slow("what is down comes back after a while")
@pytest.mark.parametrize(
    "down",
    [
        {"STORAGE_EMULATOR_HOST": f"http://{NOWHERE}"},
        {"KMS_EMULATOR_HOST": NOWHERE},
        {"FIRESTORE_EMULATOR_HOST": NOWHERE},
    ],
    ids=["storage", "kms", "firestore"],
)
async def test_while_something_is_down_a_deletion_is_not_finished_and_then_it_is(
    world: World, down: dict[str, str]
) -> None:
    async with doomed(world, "eu", 0) as silent, person(world) as one:
        await one.app.put(
            "/v1/consents",
            json={
                "grants": {"analytics": True},
                "notice_version": 1,
                "language": "en",
                "method": "settings",
            },
        )
        headers = bearer(one.token)
        reply = await silent.visitor.post("/v1/account-deletion", json=SURE, headers=headers)
        assert reply.status_code == 202, reply.text
        receipt = reply.json()["receipt_id"]
        messages = [{"receipts": receipt}]
        async with world.gateway("cut-off", **down) as cut_off:
            assert await pushed(world, cut_off.visitor, DELETION, messages) == [503]
        told = (await silent.visitor.get(f"/v1/account-deletion/{receipt}")).json()
        assert told["status"] == "running"
        async with doomed(world, "eu", 1) as after:
            assert await pushed(world, after.visitor, DELETION, messages) == [204]
        told = (await silent.visitor.get(f"/v1/account-deletion/{receipt}")).json()
        assert told["status"] == "finished"
