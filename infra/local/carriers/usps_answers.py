"""What USPS tells about a parcel, in the shape of Tracking 3.0 and of answers seen.

Truths and lies are texts ("true"), unknown fields are null, and an event's time is a local one with
its offset beside it. ``statusCategory`` is a text for people, and says where the parcel is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from infra.local.carriers.stories import (
    EMAIL,
    ORDER,
    PHONE,
    RECEIVER,
    SENDER,
    SIGNATORY,
    STREET,
    Happening,
    Json,
    Step,
    Tale,
    Where,
    expected,
    happenings,
    much_text,
    spoil,
)

_OTHER_NUMBER = "9400100000000000000266"
_HOURS = -5
"""Hours before or after Greenwich, of all its places."""
_MOVING = "Moving Through Network"

# eventCode, eventType, statusCategory.
_SCANS: Mapping[Step, tuple[str, str, str]] = {
    Step.ANNOUNCED: ("GX", "Shipping Label Created, USPS Awaiting Item", "Pre-Shipment"),
    Step.PICKED_UP: ("03", "USPS picked up item", "Accepted"),
    Step.DEPARTED: ("T1", "Departed USPS Regional Facility", _MOVING),
    Step.ARRIVED: ("A1", "Arrived at USPS Regional Facility", _MOVING),
    Step.CUSTOMS: ("EDB", "Inbound Into Customs", _MOVING),
    Step.STRANGE: ("ZZ", "Teleported", "Teleported"),
    Step.OUT: ("OF", "Out for Delivery", "Out for Delivery"),
    Step.DELIVERED: ("01", "Delivered, Left with Individual", "Delivered"),
    Step.REFUSED: ("04", f"Refused by {RECEIVER}", "Alert"),
    Step.NOBODY: ("56", "Notice Left (No Authorized Recipient Available)", "Delivery Attempt"),
    Step.AT_COUNTER: ("16", f"Available for Pickup, {STREET}", "Available for Pickup"),
    Step.RETURNING: ("09", "Return to Sender", "Alert"),
    Step.BACK: ("01", f"Delivered, To Original Sender {SENDER}", "Delivered"),
    Step.FAILED: ("02", "Notice Left", "Delivery Attempt"),
    Step.TROUBLE: ("11", "Sent to Mail Recovery Center", "Alert"),  # the others are returns
}
STEPS = _SCANS.keys()
"""What USPS has a code for."""
# City, state, postal code.
_PLACES: Mapping[Where, tuple[str, str | None, str | None]] = {
    Where.ORIGIN: ("CINCINNATI", "OH", "45202"),
    Where.HUB: ("HARTFORD CT DISTRIBUTION CENTER", None, None),
    Where.DESTINATION: ("BERLIN", "CT", "06037"),
}
_NOWHERE: tuple[None, None, None] = (None, None, None)
# What is the same about every parcel.
_ALWAYS: Json = {
    "additionalInfo": f"{ORDER}, {PHONE}",
    "approximateIntakeDate": None,
    "associatedLabel": None,
    "destinationCountryCode": None,
    "editedLabelId": None,
    "emailEnabled": "true",
    "expectedDeliveryType": "Expected Delivery by",
    "guaranteedDeliveryTimeStamp": None,
    "itemShape": "Parcel",
    "kahalaIndicator": "false",
    "mailClass": "USPS Ground Advantage<SUP>&#153;</SUP>",
    "mailType": "DM",
    "originCountry": None,
    "predictedDeliveryTimeStamp": None,
    "proofOfDeliveryEnabled": "true",
    "restoreEnabled": "false",
    "RRAMEnabled": "false",
    "RREEnabled": "false",
    "services": ["USPS Tracking<SUP>&#174;</SUP>"],
    "serviceTypeCode": "001",
    "tableCode": "T",
    "uniqueMailPieceID": 1_234_567_890,
    "valueofArticle": None,
}


def usps_answer(number: str, scenario: Tale, today: datetime, *, in_detail: bool = True) -> Json:
    """Return the body for a number; a scenario without a timeline of its own answers as delivered.

    Args:
        number: The number in the answer, unless the scenario is ``other_shipment``.
        scenario: A name in ``usps.USPS``, or a given story.
        today: A scenario's events lie in the five days before this one.
        in_detail: Whether events come as such. Otherwise they are sentences.
    """
    told = _OTHER_NUMBER if scenario == "other_shipment" else number
    story = happenings(scenario, today)
    body = _parcel(told, story[0], scenario, today)
    if not in_detail:
        body["eventSummaries"] = [_summary(one) for one in story]
        return body
    events: list[Any] = [_event(one) for one in story]
    if scenario == "odd_times":
        _make_times_odd(events)
    if scenario == "one_bad_item":
        spoil(events, {"eventType": "Out for Delivery"})
    return body | {
        "statusSummary": body["statusSummary"] + much_text(scenario),
        "trackingEvents": events,
    }


def _place(happening: Happening) -> str:
    if happening.is_given:
        return ", ".join(part for part in (happening.town, happening.country) if part)
    city, state, postal_code = _PLACES[happening.where]
    return f"{city}, {state} {postal_code}" if state else city


def _summary(happening: Happening) -> str:
    at = happening.at
    day = f"{at:%B} {at.day}, {at.year}, {at:%I:%M %p}".lower()
    return f"{happening.text or _SCANS[happening.step][1]}, {day}, {_place(happening)}"


def _parcel(number: str, latest: Happening, scenario: Tale, today: datetime) -> Json:
    _, words, category = _SCANS[latest.step]
    words = latest.text or words
    origin, state, postal_code = _PLACES[Where.ORIGIN]
    city, to_state, to_postal_code = _PLACES[Where.DESTINATION]
    return {
        "trackingNumber": number,
        **_ALWAYS,
        "destinationCity": city,
        "destinationState": to_state,
        "destinationZIP": to_postal_code,
        "expectedDeliveryTimeStamp": f"{expected(today, scenario)[1]:%Y-%m-%dT%H:%M:%SZ}",
        "mailPieceIntakeDate": f"{today - timedelta(days=4):%Y-%m-%d} 17:30:19.000000",
        "originCity": origin,
        "originState": state,
        "originZIP": postal_code,
        "status": words,
        "statusCategory": category,
        "statusSummary": f"{words}, from {SENDER}, {STREET}, for {RECEIVER}, {EMAIL}.",
    }


def _event(happening: Happening) -> Json:
    code, words, _ = _SCANS[happening.step]
    city, state, postal_code = _PLACES[happening.where] if not happening.is_given else _NOWHERE
    signed = happening.step is Step.DELIVERED
    return {
        "eventType": happening.text or words,
        **_time(happening.there(_HOURS)),
        "eventCountry": happening.country,
        "eventCity": happening.town or city,
        "eventState": state,
        "eventZIP": postal_code,
        "firm": f"c/o {RECEIVER}" if signed else None,
        "name": SIGNATORY if signed else None,
        "authorizedAgent": "true" if signed else "false",
        "eventCode": code,
        "additionalProp": STREET if signed else None,
    }


def _time(there: datetime) -> Json:
    return {
        "eventTimestamp": there.replace(tzinfo=None).isoformat(),
        "GMTTimestamp": f"{there.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "GMTOffset": there.isoformat()[-6:],
    }


def _make_times_odd(events: list[Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    del events[0]["GMTTimestamp"], events[0]["GMTOffset"]
    events[1] |= {
        "eventTimestamp": "2026-02-30T25:61:00",
        "GMTTimestamp": "2026-02-30T25:61:00Z",
    }
    events[2] |= {"eventTimestamp": "yesterday, before tea", "GMTTimestamp": None}
    at = datetime.fromisoformat(events[3]["eventTimestamp"])
    events[3] |= _time(at.replace(tzinfo=timezone(timedelta(hours=5.5))))
