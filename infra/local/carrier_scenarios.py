"""What the carrier simulator answers for which number.

``DHL`` is the table: a scenario's name to its number, each of ten digits with a DHL Express check
digit (the last is the first nine modulo 7). Bodies have the shape of "Shipment Tracking - Unified"
1.4. Personal fields carry ``CANARIES``, so that a test can look for them anywhere and find that a
reader dropped them; a signatory's name stands in a description too, as carriers do put it there.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

DHL: Mapping[str, str] = {
    # answers that a reader should understand
    "delivered": "1000000013",
    "in_transit": "1000000024",
    "out_for_delivery": "1000000035",
    "exception": "1000000046",
    "customs": "1000000050",
    "no_scan_yet": "1000000061",  # announced, no events
    "unknown_status": "1000000072",  # a statusCode that nobody knows
    "needs_postcode": "1000000083",  # 404 unless recipientPostalCode is POSTCODE
    # answers that are wrong in one place
    "other_shipment": "1000000094",  # another id than asked for
    "odd_times": "1000000105",  # no offset, impossible date, garbage, with offset
    "one_bad_item": "1000000116",  # events that are no objects or lack fields, among good ones
    # no usable answer
    "rate_limited": "1000000120",  # 429 with Retry-After: 1, always
    "rate_limited_once": "1000000131",  # 429 the first time since the calls were last wiped
    "error_500": "1000000142",
    "html": "1000000153",  # 200 and text/html
    "hang": "1000000164",  # nothing until the client leaves, at most 60 s
    "slow": "1000000175",  # 2 s, then as delivered
    "cut": "1000000186",  # the connection is closed in mid-body
    "huge": "1000000190",  # 20 MB of well-formed JSON
    "redirect": "1000000201",  # 302 to another host
}
POSTCODE = "10115"
CANARIES = (
    "CANARY-SIGNATORY Jane Roe",
    "CANARY-RECEIVER Rick Roe",
    "CANARY-SENDER Sam Poe",
    "CANARY-STREET 7 Hidden Lane",
    "+49 30 555 CANARY",
    "canary.receiver@example.org",
)
_SIGNATORY, _RECEIVER, _SENDER, _STREET, _PHONE, _EMAIL = CANARIES
_OTHER_ID = "1000000212"
_Json = dict[str, Any]

# Days before the simulator's day, hour, statusCode, status, country, place, words.
_Scan = tuple[int, int, str, str, str, str, str]
_OHIO = ("US", "CINCINNATI HUB, OH - USA")
_LEIPZIG = ("DE", "LEIPZIG - GERMANY")
_BERLIN = ("DE", "BERLIN - GERMANY")
_PICKED_UP: _Scan = (4, 17, "transit", "PU", *_OHIO, "Shipment picked up")
_DEPARTED: _Scan = (3, 2, "transit", "DF", *_OHIO, "Departed Facility")
_ARRIVED: _Scan = (2, 9, "transit", "AF", *_LEIPZIG, "Arrived at Sort Facility")
_OUT: _Scan = (1, 8, "transit", "WC", *_BERLIN, "Shipment is out with courier for delivery")
_SIGNED: _Scan = (1, 11, "delivered", "OK", *_BERLIN, f"Delivered - Signed for by: {_SIGNATORY}")
_REFUSED: _Scan = (1, 11, "failure", "RD", *_BERLIN, "Delivery refused by the recipient")
_AT_CUSTOMS: _Scan = (1, 6, "transit", "RR", *_LEIPZIG, "Customs clearance status updated")
_STRANGE: _Scan = (1, 6, "teleported", "ZZ", *_LEIPZIG, "Shipment teleported")
_JOURNEY = (_PICKED_UP, _DEPARTED, _ARRIVED)
_TIMELINES: Mapping[str, tuple[_Scan, ...]] = {
    "delivered": (*_JOURNEY, _OUT, _SIGNED),
    "in_transit": _JOURNEY,
    "out_for_delivery": (*_JOURNEY, _OUT),
    "exception": (*_JOURNEY, _OUT, _REFUSED),
    "customs": (*_JOURNEY, _AT_CUSTOMS),
    "no_scan_yet": (),
    "unknown_status": (*_JOURNEY, _STRANGE),
}


def dhl_answer(number: str, scenario: str, today: datetime) -> _Json:
    """Return the body for a number; a scenario without a timeline of its own answers as delivered.

    Args:
        number: The id in the answer, unless the scenario is ``other_shipment``.
        scenario: A name in ``DHL``.
        today: Events lie in the five days before this one (UTC).
    """
    scans = _TIMELINES.get(scenario, _TIMELINES["delivered"])
    events = [_event(scan, today) for scan in reversed(scans)]  # newest first, as published
    shipment = _shipment(_OTHER_ID if scenario == "other_shipment" else number, events, today)
    if scenario == "odd_times":
        _make_times_odd(shipment["events"])
    if scenario == "one_bad_item":
        shipment["events"][1:1] = ["not an object", None, {"statusCode": "transit"}, 17]
    if scenario == "huge":
        shipment["status"]["remark"] = "x" * 20_000_000
    again = f"/shipments?trackingNumber={number}&offset=0&limit=5"
    return {"url": again, "firstUrl": again, "lastUrl": again, "shipments": [shipment]}


def dhl_problem(status: int, title: str, detail: str, number: str | None = None) -> _Json:
    """Return a problem body as DHL's gateway words it."""
    problem: _Json = {"title": title, "detail": detail, "status": status}
    return problem | ({"instance": f"/shipment/{number}"} if number else {})


def _event(scan: _Scan, today: datetime) -> _Json:
    days, hour, code, status, country, place, words = scan
    day = (today - timedelta(days=days)).date()
    at = datetime.combine(day, time(hour, 30), UTC)
    return {
        "timestamp": at.isoformat(),
        "location": {"address": {"countryCode": country, "addressLocality": place}},
        "statusCode": code,
        "status": status,
        "description": words,
        "pieceIds": ["JD014600006281230704"],
    }


def _shipment(number: str, events: list[_Json], today: datetime) -> _Json:
    announced = datetime.combine(today.date() - timedelta(days=5), time(12), UTC)
    first = {"timestamp": announced.isoformat(), "statusCode": "pre-transit", "status": "SD"}
    latest = events[0] if events else first | {"description": "Shipment information received"}
    eta = datetime.combine(today.date() + timedelta(days=1), time(18), UTC)
    return {
        "id": number,
        "service": "express",
        "serviceUrl": f"https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        "origin": _place("US", "45202", "CINCINNATI - USA"),
        "destination": _place("DE", POSTCODE, f"{_STREET}, BERLIN - GERMANY"),
        "status": {name: value for name, value in latest.items() if name != "pieceIds"},
        "estimatedTimeOfDelivery": eta.isoformat(),
        "estimatedTimeOfDeliveryRemark": "By End of Day",
        "details": _details(delivered=latest["statusCode"] == "delivered", at=latest["timestamp"]),
        "events": events,
    }


def _place(country: str, postal_code: str, locality: str) -> _Json:
    place = {"countryCode": country, "postalCode": postal_code, "addressLocality": locality}
    return {"address": place}


def _details(*, delivered: bool, at: str) -> _Json:
    proof = {
        "timestamp": at,
        "signatureUrl": "https://proof.example.org/signature",
        "documentUrl": "https://proof.example.org/document",
        "signed": _person(_SIGNATORY),
    }
    contact = {"telephone": _PHONE, "email": _EMAIL, "streetAddress": _STREET}
    return {
        "carrier": {"@type": "Organization", "organizationName": "EXPRESS"},
        "product": {"productName": "EXPRESS WORLDWIDE"},
        "receiver": _person(_RECEIVER) | {"contactPoint": contact},
        "sender": _person(_SENDER),
        "proofOfDeliverySignedAvailable": delivered,
        "totalNumberOfPieces": 1,
        "pieceIds": ["JD014600006281230704"],
        "weight": {"value": 2.5, "unitText": "kg"},
        "references": {"number": f"ORDER FOR {_RECEIVER}", "type": "customer-reference"},
    } | ({"proofOfDelivery": proof} if delivered else {})


def _person(name: str) -> _Json:
    given, family = name.rsplit(" ", 1)
    return {"@type": "Person", "givenName": given, "familyName": family, "name": name}


def _make_times_odd(events: list[_Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    local = events[0]["timestamp"].removesuffix("+00:00")
    odd = (local, "2026-02-30T25:61:00Z", "yesterday, before tea")
    for event, timestamp in zip(events, odd, strict=False):
        event["timestamp"] = timestamp
    moved = datetime.fromisoformat(events[3]["timestamp"]).replace(tzinfo=None)
    events[3]["timestamp"] = f"{moved.isoformat()}+05:30"
