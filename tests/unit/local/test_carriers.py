"""The simulated DHL: each number tells its story, and every call is counted."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest
import pytest_asyncio

from infra.local.carriers.__main__ import CARRIERS
from infra.local.carriers.app import app
from infra.local.carriers.dhl import DHL, Dhl
from infra.local.carriers.stories import POSTCODE
from infra.local.stack import parts
from infra.local.stack.ports import Ports
from tests.ports import NO_TLS
from tests.unit.local.serve import served

TODAY = datetime(2026, 11, 20, tzinfo=UTC)
UNDERSTOOD = {
    "delivered": "delivered",
    "in_transit": "transit",
    "out_for_delivery": "transit",
    "exception": "failure",
    "customs": "transit",
    "available_for_pickup": "transit",
    "recipient_absent": "failure",
    "returned": "failure",
    "no_scan_yet": "pre-transit",
    "unknown_status": "teleported",
}


class Carrier:
    """A client of a running simulator."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def ask(self, scenario: str, **params: str) -> httpx.Response:
        asked = {"trackingNumber": DHL.get(scenario, scenario)} | params
        headers = {"DHL-API-Key": "right"}
        return await self.http.get("/dhl/track/shipments", params=asked, headers=headers)

    async def shipment(self, scenario: str) -> dict[str, Any]:
        (shipment,) = (await self.ask(scenario)).json()["shipments"]
        found: dict[str, Any] = shipment
        return found

    async def calls(self) -> dict[str, Any]:
        told: dict[str, Any] = (await self.http.get("/_calls")).json()["dhl"]
        return told


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(app(Dhl("right", TODAY, slow_seconds=0.3))) as url:
        yield url


@pytest_asyncio.fixture
async def carrier(address: str) -> AsyncIterator[Carrier]:
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=NO_TLS) as http:
        await http.delete("/_calls")
        yield Carrier(http)


def test_every_number_is_one_that_dhl_could_have_given_out() -> None:
    assert len(set(DHL.values())) == len(DHL)
    for number in DHL.values():
        if number.startswith("JD"):
            assert len(number) == len("JD") + 18
        elif number.startswith("0034043"):
            digits = [int(one) for one in reversed(number)]
            assert sum(digits[::2]) + 3 * sum(digits[1::2]) in range(0, 1000, 10), "of GS1"
            assert len(number) == 20
        else:
            assert len(number) == 10
            assert int(number[:9]) % 7 == int(number[9])


@pytest.mark.parametrize("scenario", UNDERSTOOD)
async def test_a_number_tells_its_story(carrier: Carrier, scenario: str) -> None:
    shipment = await carrier.shipment(scenario)
    assert shipment["id"] == DHL[scenario]
    assert shipment["status"]["statusCode"] == UNDERSTOOD[scenario]
    assert [e["timestamp"] for e in shipment["events"]] == sorted(
        (e["timestamp"] for e in shipment["events"]), reverse=True
    )
    assert bool(shipment["events"]) == (scenario != "no_scan_yet")


async def test_a_stranger_gets_nothing_and_is_counted(carrier: Carrier) -> None:
    for headers in ({}, {"DHL-API-Key": "wrong"}):
        reply = await carrier.http.get(
            "/dhl/track/shipments", params={"trackingNumber": DHL["delivered"]}, headers=headers
        )
        assert reply.status_code == 401
        assert reply.json()["status"] == 401
    assert (await carrier.calls())["total"] == 2


@pytest.mark.parametrize(
    ("scenario", "status", "content_type"),
    [
        ("9999999999", 404, "application/problem+json"),
        ("", 400, "application/problem+json"),
        ("rate_limited", 429, "application/problem+json"),
        ("error_500", 500, "application/problem+json"),
        ("html", 200, "text/html; charset=utf-8"),
    ],
)
async def test_a_refusal_is_worded_as_published(
    carrier: Carrier, scenario: str, status: int, content_type: str
) -> None:
    reply = await carrier.ask(scenario)
    assert (reply.status_code, reply.headers["content-type"]) == (status, content_type)
    assert reply.headers.get("retry-after") == ("1" if status == 429 else None)


async def test_an_answer_can_be_wrong_in_one_place(carrier: Carrier) -> None:
    assert (await carrier.shipment("other_shipment"))["id"] != DHL["other_shipment"]
    assert any(not isinstance(e, dict) for e in (await carrier.shipment("one_bad_item"))["events"])
    times = [event["timestamp"] for event in (await carrier.shipment("odd_times"))["events"]]
    assert times == [
        "2026-11-19T11:30:00",
        "2026-02-30T25:61:00Z",
        "yesterday, before tea",
        "2026-11-17T02:30:00+05:30",
        "2026-11-16T17:30:00+00:00",
    ]


async def test_a_parcel_that_wants_its_postcode_is_not_found_without_it(carrier: Carrier) -> None:
    assert (await carrier.ask("needs_postcode")).status_code == 404
    assert (await carrier.ask("needs_postcode", recipientPostalCode="1")).status_code == 404
    found = await carrier.ask("needs_postcode", recipientPostalCode=POSTCODE)
    assert found.status_code == 200


async def test_one_refusal_heals(carrier: Carrier) -> None:
    replies = [(await carrier.ask("rate_limited_once")).status_code for _ in range(3)]
    assert replies == [429, 200, 200]
    await carrier.http.delete("/_calls")
    assert (await carrier.ask("rate_limited_once")).status_code == 429


async def test_a_cut_answer_is_an_error_and_a_huge_one_is_huge(carrier: Carrier) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await carrier.ask("cut")
    assert len((await carrier.ask("huge")).content) > 20_000_000
    assert (await carrier.ask("redirect")).headers["location"] == "http://127.0.0.1:1/"


async def test_a_hanging_answer_keeps_nobody_who_leaves(carrier: Carrier) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await carrier.http.get(
            "/dhl/track/shipments",
            params={"trackingNumber": DHL["hang"]},
            headers={"DHL-API-Key": "right"},
            timeout=0.1,
        )
    assert (await carrier.ask("delivered")).status_code == 200


async def test_a_slow_answer_takes_its_time_and_holds_up_nobody(carrier: Carrier) -> None:
    began = time.monotonic()
    slow = asyncio.create_task(carrier.ask("slow"))
    assert (await carrier.ask("delivered")).status_code == 200
    assert not slow.done()
    assert (await slow).json()["shipments"][0]["status"]["statusCode"] == "delivered"
    assert time.monotonic() - began >= 0.3


async def ask_once(port: int, number: str) -> bytes:
    """Ask on a connection of its own, without a client library's pool in the way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /dhl/track/shipments?trackingNumber={number} HTTP/1.1\r\nHost: x\r\n"
    writer.write(f"{head}DHL-API-Key: right\r\nConnection: close\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply


async def test_four_hundred_at_once_are_answered_and_counted_exactly(carrier: Carrier) -> None:
    port, number = carrier.http.base_url.port, DHL["in_transit"]
    assert port is not None
    replies = await asyncio.gather(*(ask_once(port, number) for _ in range(400)))
    assert {reply.partition(b"\r\n")[0] for reply in replies} == {b"HTTP/1.1 200 OK"}
    assert await carrier.calls() == {
        "total": 400,
        "by_number": {number: 400},
        "tokens": 0,
    }


@pytest.mark.parametrize(("mode", "status"), [("unauthorised", 401), ("down", 503)])
async def test_a_mode_holds_for_every_number_until_it_is_taken_back(
    carrier: Carrier, mode: str, status: int
) -> None:
    await carrier.http.post("/_control", json={"carrier": "dhl", "mode": mode})
    assert (await carrier.ask("delivered")).status_code == status
    await carrier.http.post("/_control", json={"carrier": "dhl", "mode": "ok"})
    assert (await carrier.ask("delivered")).status_code == 200


async def test_any_number_can_be_given_a_scenario(carrier: Carrier) -> None:
    await carrier.http.put("/_scenario/dhl/5555555555", json={"scenario": "customs"})
    assert (await carrier.shipment("5555555555"))["events"][0]["status"] == "RR"
    refused = await carrier.http.put("/_scenario/dhl/1", json={"scenario": "nonsense"})
    assert refused.status_code == 422


def test_the_stack_tells_every_carrier_its_keys() -> None:
    command = parts.carriers(Ports(20_000)).command
    keys = {name: told for name, told in pairwise(command) if "--" in name}
    wanted = {f"--{option}" for _, options in CARRIERS for option in options}
    assert set(keys) == {"--port", *wanted}
    assert all(keys[option].startswith("local-") for option in wanted)
