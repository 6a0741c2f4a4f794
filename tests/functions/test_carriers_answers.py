"""Parcels as carriers really tell of them: each answer through the real adapter, over HTTP."""

import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from infra.local.carriers.stories import CANARIES
from tests.functions.carrier_stub import Stub, stub
from tests.world import World

pytestmark = pytest.mark.stack

Json = dict[str, Any]
UPS, FEDEX, USPS = "1Z5R89390357567127", "776094337676", "9400111201080805483016"
AT = "2026-11-27T09:10:00+01:00"


@pytest.fixture(scope="module")
def carriers() -> Iterator[Stub]:
    with stub() as found:
        yield found


@pytest.fixture(scope="module")
async def app(world: World, carriers: Stub) -> AsyncIterator[httpx.AsyncClient]:
    settings = {"RATE_LIMITS": "off", **carriers.environment()}
    async with world.gateway("as-they-are", "us", **settings) as instance:
        yield instance.visitor


def fresh(digits: int) -> str:
    return "".join(secrets.choice("123456789") for _ in range(digits))


@dataclass(frozen=True, slots=True)
class Asking:
    """An instance, and the carriers behind it."""

    app: httpx.AsyncClient
    carriers: Stub

    async def shipment(self, carrier: str, number: str, body: object, http: int = 200) -> Json:
        """Return how a carrier's answer about a number is shown."""
        name = "seventeen_track" if carrier.startswith("post_") else carrier
        self.carriers.answers(name, (http, body))
        shown: Json = await self.shown(carrier, number)
        return shown

    async def shown(self, carrier: str, number: str) -> Any:  # noqa: ANN401 - JSON
        """Return how a parcel is shown."""
        items = [{"number": number, "carrier": carrier}]
        reply = await self.app.post("/v1/waybills/query", json={"items": items})
        (item,) = reply.json()["items"]
        assert item["shipment"] is not None, item
        return item["shipment"]


@pytest.fixture
def asking(app: httpx.AsyncClient, carriers: Stub) -> Asking:
    return Asking(app, carriers)


def at(day: str | None, clock: str | None = None, moment: str | None = None) -> Json:
    return {"day": day, "clock": clock, "moment": moment}


# DHL.


def dhl(number: str, **fields: object) -> Json:
    told = {
        "id": number,
        "service": "parcel-de",
        "status": {"timestamp": AT, "statusCode": "transit"},
    }
    return {"shipments": [told | fields]}


def sentence(words: str, when: str = AT, code: str | None = "transit") -> Json:
    event: Json = {"timestamp": when, "status": words, "description": words}
    return event | ({"statusCode": code} if code else {})


GELADEN = "Die Sendung wurde in das Zustellfahrzeug geladen."
FRAME = {
    "estimatedFrom": "2026-11-30T10:00:00+01:00",
    "estimatedThrough": "2026-11-30T14:00:00+01:00",
}


async def test_dhl_paket_says_something(asking: Asking) -> None:
    number = fresh(20)
    events = [
        sentence(GELADEN, "2026-11-27T07:45:00", None),
        sentence("Die Sendung wurde im Ziel-Paketzentrum bearbeitet.", "2026-11-26T23:45:00"),
        sentence("(words: processed in parcel centre of origin)", "2026-11-25T20:05:00"),
        sentence(f"{CANARIES[0]} hat die Sendung bearbeitet", "2026-11-24T20:05:00"),
        sentence("(words: instruction data received)", "2026-11-24T12:00:00", "pre-transit"),
    ]
    status = sentence("In Zustellung")
    told = await asking.shipment(
        "dhl",
        number,
        dhl(number, status=status, events=events, estimatedDeliveryTimeFrame=FRAME),
    )
    assert told["status"] == "out_for_delivery"
    assert [
        (one["text"], one["text_language"], one["text_is_carriers"]) for one in told["events"]
    ] == [
        (GELADEN, "de", True),
        ("Die Sendung wurde im Ziel-Paketzentrum bearbeitet.", "de", True),
        ("Processed at its origin", "en", False),
        (None, None, False),
        ("Shipment announced", "en", False),
    ]
    assert [one["at"] for one in told["events"]][:2] == [
        at("2026-11-27", "07:45"),
        at("2026-11-26", "23:45"),
    ]
    assert told["estimated_delivery"] == {
        "precision": "window",
        "earliest": at("2026-11-30", "10:00", "2026-11-30T10:00:00+01:00"),
        "latest": at("2026-11-30", "14:00", "2026-11-30T14:00:00+01:00"),
    }


DHL_CASES: list[tuple[str, int, Any, Json]] = [
    # what it is about, the status, the shipment's fields or the whole body, and what is shown
    ("an empty list", 200, {"shipments": []}, {"status": "not_found"}),
    ("404", 404, {"title": "No result found", "status": 404}, {"status": "not_found"}),
    (
        "waits at a branch",
        200,
        {"status": sentence("Die Sendung liegt in der Filiale Hauptstr. 7 zur Abholung bereit.")},
        {"status": "available_for_pickup", "reason": None},
    ),
    (
        "a day",
        200,
        {"estimatedTimeOfDelivery": "2026-11-30"},
        {"estimated": ("day", at("2026-11-30"))},
    ),
    (
        "a day as midnight",
        200,
        {"estimatedTimeOfDelivery": "2026-11-30T00:00:00Z"},
        {"estimated": ("day", at("2026-11-30"))},
    ),
    (
        "back at its sender",
        200,
        {
            "status": {"timestamp": AT, "statusCode": "delivered"},
            "returnFlag": True,
            "events": [{"timestamp": AT, "statusCode": "delivered", "status": "delivered"}],
        },
        {"status": "exception", "reason": "returned", "text": "Returned to the sender"},
    ),
    # DHL documents small letters; no other word is near, so it is no guess.
    ("capitals", 200, {"status": {"statusCode": "Delivered"}}, {"status": "delivered"}),
    # A shipment without a status, or one without its code, is where its newest event leaves it.
    (
        "no status",
        200,
        {"status": None, "events": [{"timestamp": AT, "statusCode": "transit", "status": "WC"}]},
        {"status": "out_for_delivery", "text": "Out for delivery"},
    ),
    (
        "no code",
        200,
        {
            "status": {"timestamp": AT, "description": "(words)"},
            "events": [{"timestamp": AT, "statusCode": "transit", "status": "DF"}],
        },
        {"status": "in_transit", "text": "Left the facility"},
    ),
    (
        "clocks of two continents",
        200,
        {
            "events": [
                {"timestamp": "2026-11-27T21:54:00", "statusCode": "transit", "status": "AF"},
                {"timestamp": "2026-11-27T23:30:00", "statusCode": "transit", "status": "DF"},
            ]
        },
        {"text": "Arrived at the facility", "at": at("2026-11-27", "21:54")},
    ),
]


@pytest.mark.parametrize(
    ("http", "body", "shown"), [case[1:] for case in DHL_CASES], ids=[case[0] for case in DHL_CASES]
)
async def test_dhls_answers_are_read(asking: Asking, http: int, body: Json, shown: Json) -> None:
    number = fresh(10)
    whole = body if http != 200 or "shipments" in body else dhl(number, **body)
    told = await asking.shipment("dhl", number, whole, http)
    check(told, shown)


async def test_an_id_may_be_a_number_of_json(asking: Asking) -> None:
    number = fresh(10)  # DHL's own sample has one: nothing else can be meant by it
    told = await asking.shipment("dhl", number, dhl(number, id=int(number)))
    assert told["status"] == "in_transit"


async def test_another_services_shipment_is_asked_for_anew(asking: Asking) -> None:
    number = f"00340434{fresh(12)}"
    others = dhl("1234567890", service="express", status={"statusCode": "delivered"})
    asking.carriers.answers("dhl", (200, others), (200, dhl(number)))
    assert (await asking.shown("dhl", number))["status"] == "in_transit"
    assert [asked.get("service") for _, asked, _ in asking.carriers.asked] == [None, ["parcel-de"]]
    piece = f"JD01{fresh(16)}"
    named = dhl("1234567890", service="express", details={"pieceIds": [piece]})
    assert (await asking.shipment("dhl", piece, named))["status"] == "in_transit"
    assert len(asking.carriers.asked) == 1


def check(told: Json, shown: Json) -> None:
    """Check what is shown of a parcel, as far as it is said; of events it is the newest."""
    for name, value in shown.items():
        if name == "estimated":
            estimate = told["estimated_delivery"]
            assert (estimate["precision"], estimate["latest"]) == value
            assert estimate["earliest"] == value[1]
        elif name in {"text", "at"}:
            assert told["events"][0][name] == value
        elif name == "events":
            assert len(told["events"]) == value
        else:
            assert told[name] == value


# UPS.


def ups(number: str, **fields: object) -> Json:
    package = {"trackingNumber": number, **fields}
    return {"trackResponse": {"shipment": [{"inquiryNumber": number, "package": [package]}]}}


def activity(day: str, code: str, kind: str = "I", **more: object) -> Json:
    status = {"type": kind, "description": CANARIES[0], "code": "FS", "statusCode": code}
    return {"date": day, "time": "101010", "gmtOffset": "-05:00", "status": status, **more}


WARNED = [{"code": "TW0001", "message": "x"}]


@pytest.mark.parametrize(
    "body",
    [
        {"trackResponse": {"shipment": []}},
        {"trackResponse": {"shipment": [{"inquiryNumber": "N", "package": []}]}},
        {"trackResponse": {"shipment": [{"warnings": WARNED}]}},
        {"trackResponse": {"shipment": [{"inquiryNumber": "N", "warnings": WARNED}]}},
    ],
)
async def test_ups_knows_nothing(asking: Asking, body: Json) -> None:
    number = f"1Z{fresh(16)}"
    for one in body["trackResponse"]["shipment"]:
        if "inquiryNumber" in one:
            one["inquiryNumber"] = number
    assert (await asking.shipment("ups", number, body))["status"] == "not_found"


UPS_CASES: list[tuple[str, Json, Json]] = [
    (
        "delivered to its sender",
        {
            "activity": [
                activity("20261127", "011", "D"),
                activity("20261125", "035", "X"),
                activity("20261124", "064", "X"),
            ],
            "currentStatus": {"code": "011"},
        },
        {"status": "exception", "reason": "returned", "text": "Returned to the sender"},
    ),
    (
        "a window",
        {
            "currentStatus": {"code": "021"},
            "deliveryDate": [{"type": "SDD", "date": "20261130"}],
            "deliveryTime": {"type": "EDW", "startTime": "140000", "endTime": "180000"},
        },
        {"status": "out_for_delivery"},
    ),
    (
        "a day",
        {
            "currentStatus": {"code": "005"},
            "deliveryDate": [{"type": "SDD", "date": "20261130"}],
            "deliveryTime": {"type": "EOD", "endTime": "235900"},
        },
        {"estimated": ("day", at("2026-11-30"))},
    ),
    (
        "told twice",
        {"activity": [activity("20261127", "005")] * 2, "currentStatus": {"code": "005"}},
        {"events": 1},
    ),
]


@pytest.mark.parametrize(
    ("fields", "shown"), [case[1:] for case in UPS_CASES], ids=[case[0] for case in UPS_CASES]
)
async def test_upss_answers_are_read(asking: Asking, fields: Json, shown: Json) -> None:
    number = f"1Z{fresh(16)}"
    told = await asking.shipment("ups", number, ups(number, **fields))
    check(told, shown)
    if "deliveryTime" in fields and "startTime" in fields["deliveryTime"]:
        estimate = told["estimated_delivery"]
        assert (estimate["precision"], estimate["earliest"], estimate["latest"]) == (
            "window",
            at("2026-11-30", "14:00"),
            at("2026-11-30", "18:00"),
        )


async def test_a_parcel_is_found_by_its_partners_number(asking: Asking) -> None:
    number = (
        f"92612{fresh(21)}"  # it names the number that was asked for: nothing else can be meant
    )
    body = ups("802269919937015457", currentStatus={"code": "005"})
    (one,) = body["trackResponse"]["shipment"]
    one["inquiryNumber"] = number
    one["package"][0]["alternateTrackingNumber"] = [{"number": number, "type": "USPS_PIC"}]
    assert (await asking.shipment("ups", number, body))["status"] == "in_transit"


# FedEx.


def fedex(number: str, **fields: object) -> Json:
    result = {
        "trackingNumberInfo": {"trackingNumber": number, "carrierCode": "FDXE"},
        "latestStatusDetail": {"code": "IT", "derivedCode": "IT", "description": CANARIES[0]},
        "estimatedDeliveryTimeWindow": {"window": {}},
        **fields,
    }
    return {
        "output": {"completeTrackResults": [{"trackingNumber": number, "trackResults": [result]}]}
    }


SCAN = {"date": "2026-11-27T06:47:00-05:00", "eventType": "AR", "derivedStatusCode": "IT"}
LATE = {"code": "FD", "derivedCode": "RL", "delayDetail": {"status": "DELAYED"}}
FEDEX_CASES: list[tuple[str, Json, Json]] = [
    ("running late", {"latestStatusDetail": LATE}, {"status": "in_transit", "reason": "delayed"}),
    (
        "an error beside the data",
        {
            "latestStatusDetail": {"code": "PU", "derivedCode": "PU"},
            "error": {"code": "TRACKING.TRACKINGNUMBER.EMPTY", "message": "x"},
        },
        {"status": "in_transit"},
    ),
    # What FedEx promised when it took the parcel stands there for ever: it is no estimate.
    (
        "a promise",
        {"standardTransitTimeWindow": {"window": {"ends": "2026-11-30T00:00:00-06:00"}}},
        {"estimated_delivery": None},
    ),
    (
        "a day as midnight",
        {"estimatedDeliveryTimeWindow": {"window": {"ends": "2026-11-30T00:00:00-06:00"}}},
        {"estimated": ("day", at("2026-11-30"))},
    ),
    ("told twice", {"scanEvents": [SCAN, SCAN]}, {"events": 1}),
]


@pytest.mark.parametrize(
    ("fields", "shown"), [case[1:] for case in FEDEX_CASES], ids=[case[0] for case in FEDEX_CASES]
)
async def test_fedexs_answers_are_read(asking: Asking, fields: Json, shown: Json) -> None:
    number = fresh(12)
    check(await asking.shipment("fedex", number, fedex(number, **fields)), shown)


# USPS.


def usps(number: str, *events: Json, **fields: object) -> Json:
    return {
        "trackingNumber": number,
        "statusCategory": "In Transit",
        "statusSummary": CANARIES[0],
        "trackingEvents": list(events),
        **fields,
    }


def scanned(code: str, when: str, **more: object) -> Json:
    event = {"eventCode": code, "eventTimestamp": when, "GMTOffset": "-05:00", "name": CANARIES[0]}
    return event | more


USPS_CASES: list[tuple[str, Json, Json]] = [
    (
        "an offset of one digit",
        usps("", scanned("A1", "2026-11-27T07:03:12", GMTOffset="-7:00")),
        {"at": at("2026-11-27", "07:03", "2026-11-27T07:03:12-07:00")},
    ),
    # The offset and the time at Greenwich agree; only the Z does not.
    (
        "a local time that ends in Z",
        usps(
            "",
            scanned(
                "A1",
                "2026-11-27T05:26:00Z",
                GMTOffset="-08:00",
                GMTTimestamp="2026-11-27T13:26:00Z",
            ),
        ),
        {"at": at("2026-11-27", "05:26", "2026-11-27T05:26:00-08:00")},
    ),
    # USPS knows the number and says nothing of it: not that it is unknown, nor where it is.
    ("no status yet", usps("", statusCategory=None), {"status": "unknown", "events": 0}),
    (
        "delivered to its sender",
        usps(
            "",
            scanned("01", "2026-11-27T13:02:00"),
            scanned("09", "2026-11-25T13:02:00"),
            scanned("04", "2026-11-24T13:02:00"),
            statusCategory="Delivered",
        ),
        {"status": "exception", "reason": "returned"},
    ),
    (
        "a day as midnight",
        usps("", expectedDeliveryTimeStamp="2026-11-30T00:00:00Z"),
        {"estimated": ("day", at("2026-11-30"))},
    ),
]


@pytest.mark.parametrize(
    ("body", "shown"), [case[1:] for case in USPS_CASES], ids=[case[0] for case in USPS_CASES]
)
async def test_uspss_answers_are_read(asking: Asking, body: Json, shown: Json) -> None:
    number = f"9400{fresh(18)}"
    told = await asking.shipment("usps", number, body | {"trackingNumber": number})
    check(told, shown)


async def test_usps_answers_without_the_zip_in_front(asking: Asking) -> None:
    told = await asking.shipment("usps", f"42012345{USPS}", usps(USPS))
    assert told["status"] == "in_transit", "the answer names the number; the ZIP is where it goes"


# 17TRACK.


def track17(number: str, *providers: Json, **metrics: object) -> Json:
    info = {
        "latest_status": {"status": "InTransit", "sub_status": "InTransit_Other"},
        "tracking": {"providers": list(providers)},
        "time_metrics": {"estimated_delivery_date": metrics or None},
    }
    item = {"number": number, "carrier": 3011, "tag": "us.post_cn", "track_info": info}
    return {"code": 0, "data": {"accepted": [item], "rejected": []}}


LEFT = {
    "time_iso": "2026-11-28T10:00:00+08:00",
    "time_utc": "2026-11-28T02:00:00Z",
    "description": CANARIES[0],
    "sub_status": "InTransit_Departure",
    "address": {"country": "CN", "city": "Shanghai"},
}


async def test_what_two_providers_tell_is_shown_once_and_days_are_days(asking: Asking) -> None:
    number = f"RB{fresh(9)}CN"
    body = track17(
        number, {"events": [LEFT]}, {"events": [LEFT]}, **{"from": "2026-12-01", "to": "2026-12-02"}
    )
    told = await asking.shipment("post_cn", number, body)
    assert len(told["events"]) == 1
    # Both ends are days as 17TRACK writes them: a parcel may come on either.
    assert told["estimated_delivery"] == {
        "precision": "window",
        "earliest": at("2026-12-01"),
        "latest": at("2026-12-02"),
    }


NOT_REGISTERED, POSTCODE_WANTED = -18019902, -18010018


def rejected(number: str, code: int) -> Json:
    told = {"number": number, "error": {"code": code, "message": "x"}}
    return {"code": 0, "data": {"accepted": [], "rejected": [told]}}


async def test_what_is_given_and_wanted_is_sent_whatever_the_catalogue_knows(
    asking: Asking,
) -> None:
    catalogue = (await asking.app.get("/v1/carriers")).json()["carriers"]
    assert next(one for one in catalogue if one["code"] == "post_cn")["asks"] == []
    number = f"RB{fresh(9)}CN"
    known = track17(number, {"events": [LEFT]})
    asking.carriers.answers(
        "seventeen_track",
        (200, rejected(number, NOT_REGISTERED)),
        (200, rejected(number, POSTCODE_WANTED)),
        (200, rejected(number, NOT_REGISTERED)),
        (200, {"code": 0, "data": {"accepted": [{"number": number}], "rejected": []}}),
        (200, known),
    )
    item = {"number": number, "carrier": "post_cn", "postcode": "10 115", "phone_tail": "1234"}
    reply = await asking.app.post("/v1/waybills/query", json={"items": [item]})
    (told,) = reply.json()["items"]
    assert told["shipment"]["status"] == "in_transit"
    sent = [body for _, _, body in asking.carriers.asked]
    assert [one.get("param") for (one,) in sent] == [None, None, None, "10115", None]
    assert "1234" not in str(sent), "what is not wanted is not sent"


async def test_nothing_of_what_carriers_say_of_people_is_kept_or_logged(world: World) -> None:
    dumped = " ".join(one.text() for one in world.dump())
    assert not [canary for canary in CANARIES if canary.lower() in dumped]
