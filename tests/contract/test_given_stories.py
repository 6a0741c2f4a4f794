"""A parcel is moved by hand: each carrier tells it in its own codes, and we read what was given."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from infra.local.carriers.dhl import DHL
from infra.local.carriers.given import STEPS
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from shared.kernel.clock import Deadline, SystemClock, moved_to
from shared.parcels.carriers.access import ROWS
from shared.parcels.carriers.model import Asked, Reason, Report, Status
from shared.parcels.carriers.seventeen_track import SeventeenTrack
from shared.platform.suppliers.port import Asker
from tests.contract.carriers import CARRIERS, KEY, TODAY, aggregator
from tests.ports import NO_TLS

AT = "2026-11-18T09:30:00+01:00"
NUMBERS: Mapping[str, tuple[str, str]] = {
    "dhl": ("dhl", "1000000282"),
    "dhl paket": ("dhl", "00340434000000000123"),
    "ups": ("ups", "1Z5R89100300000308"),
    "fedex": ("fedex", "710000000321"),
    "usps": ("usps", "9400100000000000000297"),
    "17track": ("seventeen_track", "RB100000330CN"),
}
"""Each sort of number with its carrier: in no table of the simulators."""
ONLY_17TRACK = {Status.EXPIRED}
PAIRS = [
    (sort, status)
    for sort in NUMBERS
    for status in STEPS
    if sort == "17track" or status not in ONLY_17TRACK
]
REASONS = {
    ("dhl", Status.EXCEPTION): Reason.DAMAGED,
    ("dhl paket", Status.EXCEPTION): Reason.RETURNED,
    ("usps", Status.EXCEPTION): Reason.LOST,
}
"""Where a carrier has no code for a status without one."""


class Hand:
    """What moves parcels, and asks for them as we do."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self.http, self.address = http, address

    async def put(self, number: str, *events: Mapping[str, str]) -> httpx.Response:
        return await self.http.put(f"/stories/{number}", json={"events": events})

    async def ask(self, carrier: str, number: str) -> Report:
        async with AsyncExitStack() as stack:
            port = CARRIERS[carrier].open(self.address, stack, KEY)
            deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
            return await port.query(Asked(number), asker=Asker.VISITOR, deadline=deadline)

    async def calls(self, carrier: str) -> dict[str, int]:
        counts: dict[str, int] = (await self.http.get("/_calls")).json()[carrier]["by_number"]
        return counts


@pytest_asyncio.fixture
async def hand(address: str) -> AsyncIterator[Hand]:
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=NO_TLS) as http:
        yield Hand(http, address)
        for _, number in NUMBERS.values():
            await http.delete(f"/stories/{number}")


def event(status: Status, at: str = AT, **more: str) -> dict[str, str]:
    return {"at": at, "status": status, **more}


def test_every_carrier_is_moved_and_every_status_is_one_that_a_parcel_comes_to() -> None:
    assert {carrier for carrier, _ in NUMBERS.values()} == {row.code for row in ROWS}
    assert set(STEPS) == set(Status) - {Status.NOT_FOUND}


@pytest.mark.parametrize(("sort", "status"), PAIRS)
async def test_a_status_that_is_given_is_the_status_that_is_read(
    hand: Hand, sort: str, status: Status
) -> None:
    carrier, number = NUMBERS[sort]
    assert (await hand.put(number, event(status))).status_code == 204
    report = await hand.ask(carrier, number)
    (scan,) = report.scans
    assert (report.status, scan.status) == (status, status)
    assert report.reason is REASONS.get((sort, status))
    at = datetime.fromisoformat(AT)
    assert (scan.at.day, scan.at.clock) == (at.date(), "09:30")
    assert scan.at.moment == (None if sort == "dhl paket" else at), "DHL Paket tells no offsets"
    assert scan.place is None


@pytest.mark.parametrize("sort", NUMBERS)
async def test_a_day_is_told_newest_first_with_its_places(hand: Hand, sort: str) -> None:
    carrier, number = NUMBERS[sort]
    day = [
        event(Status.INFO_RECEIVED, "2026-11-18T08:00:00-05:00"),
        event(Status.DELIVERED, "2026-11-20T15:12:00+01:00", place="Berlin, DE"),
        event(Status.IN_TRANSIT, "2026-11-19T02:00:00+00:00", place="Köln"),
        event(Status.OUT_FOR_DELIVERY, "2026-11-20T08:05:00+01:00", text="Geladen"),
    ]
    await hand.put(number, *day)
    report = await hand.ask(carrier, number)
    places = {"dhl paket": "Berlin"}
    assert [(one.status, one.place) for one in report.scans] == [
        (Status.DELIVERED, places.get(sort, "Berlin, DE")),
        (Status.OUT_FOR_DELIVERY, None),
        (Status.IN_TRANSIT, "Köln"),
        (Status.INFO_RECEIVED, None),
    ]
    assert report.status is Status.DELIVERED
    if sort != "dhl paket":
        told = [one.at.moment for one in report.scans]
        assert told == [datetime.fromisoformat(day[n]["at"]) for n in (1, 3, 2, 0)]


@pytest.mark.parametrize("sort", NUMBERS)
async def test_a_story_that_is_taken_away_is_told_no_more(hand: Hand, sort: str) -> None:
    carrier, number = NUMBERS[sort]
    await hand.put(number, event(Status.DELIVERED))
    assert (await hand.ask(carrier, number)).status is Status.DELIVERED
    await hand.put(number)
    assert (await hand.ask(carrier, number)).status is Status.NOT_FOUND, "nothing has happened"
    await hand.put(number, event(Status.DELIVERED))
    assert (await hand.http.delete(f"/stories/{number}")).status_code == 204
    assert (await hand.ask(carrier, number)).status is Status.NOT_FOUND


async def test_a_story_stands_before_a_scenario_until_it_is_taken_away(hand: Hand) -> None:
    number = DHL["html"]
    await hand.put(number.lower(), event(Status.OUT_FOR_DELIVERY))
    assert (await hand.ask("dhl", number)).status is Status.OUT_FOR_DELIVERY
    await hand.http.delete(f"/stories/{number}")
    await hand.put(DHL["customs"], event(Status.DELIVERED))
    await hand.http.delete(f"/stories/{DHL['customs']}")
    assert (await hand.ask("dhl", DHL["customs"])).reason is Reason.CUSTOMS


async def test_what_a_carrier_has_no_code_for_it_leaves_out(hand: Hand) -> None:
    later = event(Status.EXPIRED, "2026-11-19T09:30:00+01:00")
    for carrier, number in NUMBERS.values():
        await hand.put(number, event(Status.IN_TRANSIT), later)
        report = await hand.ask(carrier, number)
        ours = carrier == "seventeen_track"
        assert report.status is (Status.EXPIRED if ours else Status.IN_TRANSIT)
        await hand.put(number, later)
        report = await hand.ask(carrier, number)
        assert report.status is (Status.EXPIRED if ours else Status.NOT_FOUND)


@pytest.mark.parametrize("sort", NUMBERS)
async def test_moving_a_parcel_is_no_call_and_asking_for_it_is_one(hand: Hand, sort: str) -> None:
    carrier, number = NUMBERS[sort]
    before = (await hand.calls(carrier)).get(number, 0)
    await hand.put(number, event(Status.IN_TRANSIT))
    assert (await hand.calls(carrier)).get(number, 0) == before
    await hand.ask(carrier, number)
    first = (await hand.calls(carrier))[number] - before
    assert first >= 1 if carrier == "seventeen_track" else first == 1, "17TRACK registers first"
    await hand.ask(carrier, number)
    assert (await hand.calls(carrier))[number] - before == first + 1


GOOD = event(Status.IN_TRANSIT)
WRONG: dict[str, tuple[Any, str]] = {
    "no object": ([], ""),
    "nothing": ({}, "events"),
    "no list": ({"events": "x"}, "events"),
    "too many": ({"events": [GOOD] * 101}, "events"),
    "more than that": ({"events": [], "carrier": "dhl"}, "carrier"),
    "no event": ({"events": [GOOD, 17]}, "events.1"),
    "no time": ({"events": [{"status": "in_transit"}]}, "events.0.at"),
    "a number for a time": ({"events": [{**GOOD, "at": 1}]}, "events.0.at"),
    "words for a time": ({"events": [{**GOOD, "at": "noon"}]}, "events.0.at"),
    "a time of nowhere": ({"events": [{**GOOD, "at": "2026-11-18T09:30:00"}]}, "events.0.at"),
    "a carrier's word": ({"events": [{**GOOD, "status": "transit"}]}, "events.0.status"),
    "what is no event": ({"events": [{**GOOD, "status": "not_found"}]}, "events.0.status"),
    "a place of nothing": ({"events": [{**GOOD, "place": ""}]}, "events.0.place"),
    "a long place": ({"events": [{**GOOD, "place": "x" * 61}]}, "events.0.place"),
    "a text that is none": ({"events": [{**GOOD, "text": 17}]}, "events.0.text"),
    "a reason": ({"events": [{**GOOD, "reason": "lost"}]}, "events.0.reason"),
}


@pytest.mark.parametrize(("body", "field"), WRONG.values(), ids=WRONG)
async def test_a_story_that_cannot_be_told_is_refused_by_the_field(
    hand: Hand, body: object, field: str
) -> None:
    carrier, number = NUMBERS["dhl"]
    await hand.put(number, event(Status.DELIVERED))
    reply = await hand.http.put(f"/stories/{number}", content=json.dumps(body))
    assert reply.status_code == 422
    (fault,) = reply.json()["errors"]
    assert (fault["field"], bool(fault["message"])) == (field, True)
    assert (await hand.ask(carrier, number)).status is Status.DELIVERED, "what was there stays"


async def test_what_is_no_json_and_what_is_no_number_is_refused(hand: Hand) -> None:
    number = NUMBERS["dhl"][1]
    assert (await hand.http.put(f"/stories/{number}", content=b"{")).status_code == 422
    for wrong in ("x", "x" * 51, "a.b", "ä1"):
        assert (await hand.put(wrong, GOOD)).status_code == 422
        assert (await hand.http.delete(f"/stories/{wrong}")).status_code == 422


# What they take for now.


async def ask_then(hand: Hand, sort: str, tale: str, moment: datetime | None) -> Report:
    with moved_to(moment):
        return await hand.ask(sort, CARRIERS[sort].numbers[tale])


@pytest.mark.parametrize("carrier", [row.code for row in ROWS])
async def test_a_scenario_lies_before_what_the_clock_was_moved_to(hand: Hand, carrier: str) -> None:
    ahead = timedelta(days=40)
    now = await ask_then(hand, carrier, "delivered", None)
    then = await ask_then(hand, carrier, "delivered", TODAY + ahead)
    moments = [one.at.moment for one in now.scans if one.at.moment is not None]
    assert [one.at.moment for one in then.scans] == [one + ahead for one in moments]
    assert now == await ask_then(hand, carrier, "delivered", None), "for that call alone"


async def test_17track_registers_synchronises_and_pushes_by_the_moved_clock(hand: Hand) -> None:
    then = TODAY + timedelta(days=40)
    number = SEVENTEEN_TRACK["two_providers"]
    with moved_to(then):
        report = await hand.ask("seventeen_track", number)
    assert report.as_of is not None
    assert timedelta(0) <= report.as_of - then.replace(microsecond=0) < timedelta(minutes=1)
    asked = {"number": number, "page_no": 1}
    listed = await hand.http.post(
        "/seventeen_track/track/v2.2/gettracklist", json=asked, headers={"17token": KEY}
    )
    (row,) = listed.json()["data"]["accepted"]
    since = datetime.fromisoformat(row["register_time"]) - then
    assert timedelta(seconds=-1) < since < timedelta(minutes=1)


@pytest.mark.parametrize("moment", ["tomorrow", "2026-11-18", "2026-11-18T09:30:00", ""])
async def test_a_moment_that_is_none_is_refused(hand: Hand, moment: str) -> None:
    headers = {"DHL-API-Key": KEY, "X-Local-Clock": moment}
    path = f"/dhl/track/shipments?trackingNumber={DHL['delivered']}"
    assert (await hand.http.get(path, headers=headers)).status_code == 422


async def test_a_given_story_is_pushed_too(hand: Hand, address: str) -> None:
    _, number = NUMBERS["17track"]
    await hand.put(number, event(Status.OUT_FOR_DELIVERY))
    told = {"number": number, "url": "http://127.0.0.1:1/", "tag": "us.post_cn"}
    sent = (await hand.http.post("/_push/seventeen_track", json=told)).json()
    async with AsyncExitStack() as stack:
        port: SeventeenTrack = aggregator(address, stack)
        pushed = port.pushed(sent["body"].encode(), sent["sign"])
    assert pushed is not None
    assert pushed.asked == Asked(number)
    assert pushed.report.status is Status.OUT_FOR_DELIVERY
