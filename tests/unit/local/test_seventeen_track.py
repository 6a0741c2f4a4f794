"""The simulated 17TRACK: it tracks what is registered, until that is deleted, and pushes."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.local.carriers.app import app
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK, SeventeenTrack
from infra.local.carriers.stories import POSTCODE
from tests.ports import NO_TLS
from tests.unit.local.serve import served
from tests.unit.local.tellers import TODAY

KEY = "right"
DELIVERED = SEVENTEEN_TRACK["delivered"]
Json = dict[str, Any]


class Aggregator:
    """A client of a running simulator."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def call(self, operation: str, body: object, key: str = KEY) -> httpx.Response:
        path = f"/seventeen_track/track/v2.2/{operation}"
        return await self.http.post(path, json=body, headers={"17token": key})

    async def does(self, operation: str, *numbers: str, **more: object) -> tuple[list[Any], Json]:
        """Return what is accepted, and the error of each number that is rejected."""
        reply = await self.call(operation, [{"number": number, **more} for number in numbers])
        assert (reply.status_code, reply.json()["code"]) == (200, 0)
        data = reply.json()["data"]
        return data["accepted"], {one["number"]: one["error"]["code"] for one in data["rejected"]}

    async def listed(self, **asked: object) -> tuple[Json, list[Json]]:
        told = (await self.call("gettracklist", asked)).json()
        return told["page"], told["data"]["accepted"]

    async def push(self, **told: object) -> httpx.Response:
        return await self.http.post("/_push/seventeen_track", json=told)

    async def calls(self) -> Json:
        told: Json = (await self.http.get("/_calls")).json()["seventeen_track"]
        return told


@pytest_asyncio.fixture
async def it() -> AsyncIterator[Aggregator]:
    with served(app(SeventeenTrack(KEY, TODAY, slow_seconds=0.1))) as address:
        async with httpx.AsyncClient(base_url=address, trust_env=False, verify=NO_TLS) as http:
            yield Aggregator(http)


async def test_a_number_is_registered_asked_for_and_deleted(it: Aggregator) -> None:
    assert await it.does("gettrackinfo", DELIVERED) == ([], {DELIVERED: -18019902})
    (accepted,), rejected = await it.does("register", DELIVERED, tag="eu.post_cn", param="1")
    assert (accepted["carrier"], accepted["tag"], rejected) == (3011, "eu.post_cn", {})
    assert await it.does("register", DELIVERED) == ([], {DELIVERED: -18019901})
    (found,), _ = await it.does("gettrackinfo", DELIVERED)
    assert (found["carrier"], found["tag"], found["param"]) == (3011, "eu.post_cn", "1")
    assert found["track_info"]["latest_status"]["sub_status"] == "Delivered_Other"
    gone, _ = await it.does("deletetrack", DELIVERED)
    assert gone == [{"number": DELIVERED, "carrier": 3011}]
    assert await it.does("deletetrack", DELIVERED) == ([], {DELIVERED: -18019902})
    assert await it.does("gettrackinfo", DELIVERED) == ([], {DELIVERED: -18019902})


async def test_numbers_are_accepted_and_rejected_side_by_side(it: Aggregator) -> None:
    british, bad = SEVENTEEN_TRACK["in_transit"], SEVENTEEN_TRACK["bad_format"]
    accepted, rejected = await it.does("register", DELIVERED, british, bad, "12345")
    assert [(one["number"], one["carrier"]) for one in accepted] == [
        (DELIVERED, 3011),
        (british, 11031),
    ]
    assert rejected == {bad: -18010012, "12345": -18019903}


@pytest.mark.parametrize(("carrier", "error"), [(3011, None), (190008, None), (17, -18019910)])
async def test_a_carrier_can_be_named_and_is_kept(
    it: Aggregator, carrier: int, error: int | None
) -> None:
    accepted, rejected = await it.does("register", DELIVERED, carrier=carrier)
    assert rejected == ({DELIVERED: error} if error else {})
    if error is None:
        assert accepted[0]["carrier"] == carrier
        assert (await it.does("gettrackinfo", DELIVERED, carrier=carrier))[1] == {}
        other = (await it.does("gettrackinfo", DELIVERED, carrier=100001))[1]
        assert other == {DELIVERED: -18019902}


async def test_nothing_is_known_of_a_pending_number_until_it_is_told(it: Aggregator) -> None:
    number = SEVENTEEN_TRACK["pending"]
    await it.does("register", number)
    assert await it.does("gettrackinfo", number) == ([], {number: -18019909})
    await it.http.put(f"/_scenario/seventeen_track/{number}", json={"scenario": "customs"})
    assert len((await it.does("gettrackinfo", number))[0]) == 1


async def test_a_postcode_is_wanted_and_it_is_to_be_the_right_one(it: Aggregator) -> None:
    number = SEVENTEEN_TRACK["needs_postcode"]
    assert (await it.does("register", number))[1] == {number: -18010019}
    for param, status in (("99999", "NotFound"), (POSTCODE, "Delivered")):
        await it.does("register", number, param=param)
        (found,), _ = await it.does("gettrackinfo", number)
        assert found["track_info"]["latest_status"]["status"] == status
        await it.does("deletetrack", number)


async def test_an_unknown_number_is_found_not_to_be_found(it: Aggregator) -> None:
    number = SEVENTEEN_TRACK["not_found"]
    await it.does("register", number)
    (found,), _ = await it.does("gettrackinfo", number)
    info = found["track_info"]
    assert info["latest_status"]["sub_status"] == "NotFound_Other"
    assert info["time_metrics"]["estimated_delivery_date"]["to"] is None
    assert (info["latest_event"], info["tracking"]["providers"][0]["events"]) == (None, [])


async def test_a_carrier_may_not_have_answered_the_last_time(it: Aggregator) -> None:
    told = {}
    for tale in ("sync_failed", "in_transit"):
        await it.does("register", SEVENTEEN_TRACK[tale])
        (found,), _ = await it.does("gettrackinfo", SEVENTEEN_TRACK[tale])
        told[tale] = found["track_info"]["tracking"]["providers"][0]
    assert told["sync_failed"]["latest_sync_status"] == "Failure"
    assert told["in_transit"]["latest_sync_status"] == "Success"
    assert told["sync_failed"]["events"] == told["in_transit"]["events"]


async def test_a_parcel_may_have_two_providers_with_their_own_events(it: Aggregator) -> None:
    number = SEVENTEEN_TRACK["two_providers"]
    await it.does("register", number)
    (found,), _ = await it.does("gettrackinfo", number)
    providers = found["track_info"]["tracking"]["providers"]
    assert [(one["provider"]["key"], len(one["events"])) for one in providers] == [
        (3011, 3),
        (7041, 2),
    ]


async def test_forty_numbers_are_one_call_and_no_more(it: Aggregator) -> None:
    numbers = [f"RB{at:09}CN" for at in range(41)]
    assert len((await it.does("register", *numbers[:40]))[0]) == 40
    for operation in ("register", "gettrackinfo", "deletetrack"):
        reply = await it.call(operation, [{"number": number} for number in numbers])
        assert reply.json()["code"] == -18010014
    assert (await it.calls())["total"] == 4
    assert (await it.calls())["by_operation"] == {
        "register": 2,
        "gettrackinfo": 1,
        "deletetrack": 1,
    }
    assert (await it.calls())["by_number"][numbers[40]] == 3


async def test_the_list_has_forty_on_a_page(it: Aggregator) -> None:
    numbers = [f"RB{at:09}CN" for at in range(90)]
    for begin in (0, 40, 80):
        await it.does("register", *numbers[begin : begin + 40], tag=str(begin))
    pages = [await it.listed(page_no=number, data_origin="Api") for number in (1, 2, 3, 4)]
    assert [row["number"] for _, rows in pages for row in rows] == numbers
    assert [len(rows) for _, rows in pages] == [40, 40, 10, 0]
    assert pages[1][0] == {"data_total": 90, "page_total": 3, "page_no": 2, "page_size": 40}
    assert {row["tag"] for row in pages[1][1]} == {"40"}
    newest = await it.listed(order_by="RegisterTimeDesc")
    assert newest[1][0]["number"] == numbers[-1]


async def test_the_list_can_be_narrowed(it: Aggregator) -> None:
    numbers = [SEVENTEEN_TRACK[tale] for tale in ("delivered", "in_transit", "pending")]
    await it.does("register", *numbers)
    for asked, found in (
        ({"number": DELIVERED}, numbers[:1]),
        ({"carrier": 11031}, numbers[1:2]),
        ({"package_status": "Delivered"}, numbers[:1]),
        ({"package_status": "NotFound"}, numbers[2:]),
        ({"tracking_status": "Stopped"}, []),
    ):
        assert [row["number"] for row in (await it.listed(**asked))[1]] == found


@pytest.mark.parametrize("operation", ["register", "gettrackinfo", "deletetrack", "gettracklist"])
async def test_a_stranger_gets_nothing(it: Aggregator, operation: str) -> None:
    for key in ("", "wrong"):
        reply = await it.call(operation, [{"number": DELIVERED}], key)
        assert (reply.status_code, reply.json()["code"]) == (401, -18010002)
    assert (await it.calls())["total"] == 2


@pytest.mark.parametrize("body", [None, {}, [], ["x"], [{"number": DELIVERED}, 17], "x"])
async def test_what_is_no_list_of_numbers_is_refused(it: Aggregator, body: object) -> None:
    assert (await it.call("register", body)).json()["code"] == -18010013


@pytest.mark.parametrize(("tale", "status"), [("rate_limited", 429), ("error_500", 500)])
async def test_one_number_spoils_the_whole_question_but_nothing_else(
    it: Aggregator, tale: str, status: int
) -> None:
    number = SEVENTEEN_TRACK[tale]
    assert (await it.does("register", DELIVERED, number))[1] == {}
    asked = [{"number": DELIVERED}, {"number": number}]
    assert (await it.call("gettrackinfo", asked)).status_code == status
    assert len((await it.listed())[1]) == 2
    assert len((await it.does("deletetrack", DELIVERED, number))[0]) == 2


async def test_a_quota_is_used_up_for_new_numbers_only(it: Aggregator) -> None:
    await it.does("register", DELIVERED)
    await it.http.post("/_control", json={"carrier": "seventeen_track", "mode": "no_quota"})
    other = SEVENTEEN_TRACK["customs"]
    assert (await it.does("register", other))[1] == {other: -18019908}
    assert len((await it.does("gettrackinfo", DELIVERED))[0]) == 1


# Pushes.


@pytest.fixture
def heard() -> list[tuple[bytes, str]]:
    return []


@pytest.fixture
def listener(heard: list[tuple[bytes, str]]) -> Iterator[str]:
    async def hear(request: Request) -> Response:
        heard.append((await request.body(), request.headers["sign"]))
        return Response(status_code=202)

    with served(Starlette(routes=[Route("/hook", hear, methods=["POST"])])) as address:
        yield f"{address}/hook"


async def test_a_push_is_signed_and_says_what_gettrackinfo_says(
    it: Aggregator, listener: str, heard: list[tuple[bytes, str]]
) -> None:
    await it.does("register", DELIVERED, tag="eu.post_cn", param=POSTCODE)
    told = (await it.push(number=DELIVERED, url=listener)).json()
    ((body, sign),) = heard
    assert told == {"status": 202, "body": body.decode(), "sign": sign}
    assert sign == hashlib.sha256(body + b"/" + KEY.encode()).hexdigest()
    (found,), _ = await it.does("gettrackinfo", DELIVERED)
    assert json.loads(body) == {"event": "TRACKING_UPDATED", "data": found}
    assert (found["tag"], found["param"]) == ("eu.post_cn", POSTCODE)


async def test_a_push_that_is_made_by_a_moved_clock_moves_whoever_hears_it(
    it: Aggregator,
) -> None:
    moments: list[str | None] = []

    async def hear(request: Request) -> Response:
        moments.append(request.headers.get("x-local-clock"))
        return Response(status_code=202)

    told = {"number": DELIVERED}
    moved = {"X-Local-Clock": "2027-03-01T12:00:00+01:00"}
    with served(Starlette(routes=[Route("/hook", hear, methods=["POST"])])) as address:
        told["url"] = f"{address}/hook"
        await it.push(**told)
        sent = await it.http.post("/_push/seventeen_track", json=told, headers=moved)
    assert moments == [None, moved["X-Local-Clock"]]
    info = json.loads(sent.json()["body"])["data"]["track_info"]
    assert info["latest_event"]["time_iso"] == "2027-02-28T11:30:00+01:00"
    assert info["tracking"]["providers"][0]["latest_sync_time"] == "2027-03-01T11:00:00Z"


async def test_a_push_can_tell_another_story_and_an_end(
    it: Aggregator, listener: str, heard: list[tuple[bytes, str]]
) -> None:
    await it.push(number=DELIVERED, url=listener, scenario="customs", tag="us.x", param="2")
    await it.push(number=DELIVERED, url=listener, event="TRACKING_STOPPED")
    first, last = (json.loads(body) for body, _ in heard)
    latest = first["data"]["track_info"]["latest_status"]
    assert latest["sub_status"] == "InTransit_CustomsProcessing"
    assert (first["data"]["tag"], first["data"]["param"]) == ("us.x", "2")
    stopped = {"number": DELIVERED, "carrier": 3011, "param": None, "tag": None}
    assert last == {"event": "TRACKING_STOPPED", "data": stopped}


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "http://127.0.0.1.example.org/", "", "x"]
)
async def test_a_push_goes_nowhere_but_here(it: Aggregator, url: str) -> None:
    assert (await it.push(number=DELIVERED, url=url)).status_code == 422


async def test_a_push_that_nobody_hears_has_no_status(it: Aggregator) -> None:
    told = await it.push(number=DELIVERED, url="http://127.0.0.1:1/")
    assert told.json()["status"] == 0
