"""One visitor cannot spoil it for the others."""

import asyncio
import io
import re
import time
from pathlib import Path

import httpx
import pytest
from PIL import Image

from infra.local.carriers.dhl import DHL
from tests.functions.people import bearer, person
from tests.world import Instance, World, new_number

pytestmark = pytest.mark.stack

BUDGET = "2000"
SHARE = 100
"""A tenth of the visitors' half."""
IN_TIME = 10
INSTANCE_MIB = 512
"""The memory of an instance (infra/terraform/functions.tf)."""


async def test_one_source_cannot_spend_a_carriers_day(world: World) -> None:
    async with world.gateway("frugal", DHL_DAILY_BUDGET=BUDGET) as frugal:
        found = []
        for _ in range(3):
            items = [{"number": new_number()} for _ in range(40)]
            found += (await _query(frugal.visitor, items)).json()["items"]
        assert sum(item["shipment"] is not None for item in found) == SHARE
        refused = {item["problem"]["code"] for item in found if item["problem"] is not None}
        assert refused == {"too-many-requests"}
        async with world.visitor(url=str(frugal.visitor.base_url)) as other:
            item = (await _query(other, [{"number": DHL["delivered"]}])).json()["items"][0]
            assert item["shipment"]["status"] == "delivered"


async def test_a_number_is_asked_for_ten_times_a_day_whatever_the_postcode(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = new_number()
    world.scenario(number, "needs_postcode")
    items = [{"number": number, "postcode": f"{n:05}"} for n in range(40)]
    found = (await _query(visitor, items)).json()["items"]
    unknown = [item["shipment"]["status"] for item in found if item["shipment"] is not None]
    codes = [item["problem"]["code"] for item in found if item["shipment"] is None]
    assert (unknown, codes) == (["not_found"] * 10, ["carrier-budget"] * 30)
    assert world.calls()[number] == 10


async def test_forty_slow_items_do_not_cost_a_known_one_its_answer(world: World) -> None:
    async with world.gateway("slowed", RATE_LIMITS="off") as cold:
        await _query(cold.visitor, [{"number": "AGP-DELIVERED-0501"}])
        slow = [new_number() for _ in range(39)]
        for number in slow:
            world.scenario(number, "slow")
        items = [{"number": "AGP-DELIVERED-0501"}, *({"number": number} for number in slow)]
        began = time.monotonic()
        reply = await _query(cold.visitor, items)
        assert time.monotonic() - began < IN_TIME
        assert reply.status_code == 200
        found = reply.json()["items"]
        assert found[0]["shipment"]["status"] == "delivered"
        assert sum(item["shipment"] is not None for item in found) > 8
        assert {i["problem"]["code"] for i in found if i["problem"] is not None} <= {"unavailable"}


async def test_a_spoofed_header_does_not_make_a_visitor_many(world: World) -> None:
    limits = {"TRUSTED_HOPS": "0", "REQUESTS_BURST": "5", "REQUESTS_PER_SECOND": "0.1"}
    async with world.gateway("unproxied", **limits) as instance:
        replies = await asyncio.gather(
            *(
                instance.visitor.get("/v1/data-map", headers={"X-Forwarded-For": f"10.0.0.{n}"})
                for n in range(20)
            )
        )
    assert [reply.status_code for reply in replies].count(429) == 15


async def test_many_items_cost_the_limiter_more_than_one(world: World) -> None:
    limits = {"REQUESTS_BURST": "10", "REQUESTS_PER_SECOND": "0.1"}
    async with world.gateway("weighed", **limits) as instance:
        items = [{"number": f"AGP-LOST-{n:04}"} for n in range(40)]
        replies = [await _query(instance.visitor, items) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]


@pytest.mark.slow("forty pictures of the largest size are unpacked")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory is told by Linux")
async def test_forty_of_the_worst_pictures_at_once_fit_into_an_instance(world: World) -> None:
    """A WebP of 38 bytes unpacks to 250 MB; each body has the 1 MiB that it may have."""
    file = io.BytesIO()
    Image.new("RGBA", (4000, 4000), (10, 20, 30, 128)).save(file, "WEBP", lossless=True, method=0)
    worst = file.getvalue().ljust(1024 * 1024, b"\0")
    async with person(world) as ada, world.gateway("portraits", RATE_LIMITS="off") as instance:
        headers = {**bearer(ada.token), "Content-Type": "image/webp"}
        puts = (
            instance.visitor.put("/v1/me/portrait", content=worst, headers=headers)
            for _ in range(40)
        )
        statuses = {reply.status_code for reply in await asyncio.gather(*puts)}
        assert 200 in statuses
        assert statuses <= {200, 503}
        assert (await instance.visitor.get("/v1/me", headers=headers)).status_code == 200
        assert _peak_mib(instance) < INSTANCE_MIB


def _peak_mib(instance: Instance) -> int:
    """Return the most memory that an instance's process ever had."""
    status = Path(f"/proc/{instance.part.pid}/status").read_text(encoding="utf-8")
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    assert peak is not None
    return int(peak[1]) // 1024


async def _query(visitor: httpx.AsyncClient, items: list[dict[str, str]]) -> httpx.Response:
    return await visitor.post("/v1/waybills/query", json={"items": items})
