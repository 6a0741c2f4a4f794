"""What FedEx tells about packages, in the shape of its Track API and of answers seen.

An event has a type and a coarser derived status, and an exception code where something went wrong;
the package's latest status says the same in ``code``, ``derivedCode`` and ``ancillaryDetails``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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

TRANSACTION = "624deea6-b709-470c-8c39-4b5511281492"
_OTHER_NUMBER = "710000000272"


@dataclass(frozen=True, slots=True)
class _Scan:
    """How FedEx tells a step: the event's type and derived status, and what the latest status is.

    ``latest`` is the latest status's code where that is not the event's type.
    """

    kind: str
    words: str
    derived: str
    status: str
    latest: str = ""
    exception: str = ""
    why: str = ""


_SCANS: Mapping[Step, _Scan] = {
    Step.ANNOUNCED: _Scan("OC", "Shipment information sent to FedEx", "IN", "Label created"),
    Step.PICKED_UP: _Scan("PU", "Picked up", "PU", "Picked up"),
    Step.DEPARTED: _Scan("DP", "Departed FedEx location", "IT", "In transit"),
    Step.ARRIVED: _Scan("AR", "Arrived at FedEx location", "IT", "In transit"),
    Step.CUSTOMS: _Scan(
        "CD", "Clearance delay", "CD", "Clearance Delay", "", "55", "Regulatory agency clearance"
    ),
    Step.STRANGE: _Scan("ZZ", "Package teleported", "ZZ", "Teleported"),
    Step.OUT: _Scan("OD", "On FedEx vehicle for delivery", "IT", "In transit"),
    Step.DELIVERED: _Scan("DL", f"Delivered, signed by {SIGNATORY}", "DL", "Delivered"),
    Step.REFUSED: _Scan(
        "DE", "Delivery exception", "DE", "Delivery exception", "", "07", f"Refused by {RECEIVER}"
    ),
    Step.NOBODY: _Scan(
        "DE", "Delivery exception", "DE", "Delivery exception", "", "08", f"{RECEIVER} not in"
    ),
    Step.AT_COUNTER: _Scan(
        "HP", "Ready for recipient pickup", "IT", "In transit", "HL", "015A", f"At {STREET}"
    ),
    Step.RETURNING: _Scan("RS", "Return to shipper", "RS", "Return to shipper"),
    Step.BACK: _Scan("DL", "Delivered", "DL", "Delivered"),
    Step.FAILED: _Scan("DE", "Delivery exception", "DE", "Delivery exception"),
    Step.TROUBLE: _Scan("SE", "Shipment exception", "SE", "Shipment exception"),
}
STEPS = _SCANS.keys()
"""What FedEx has a code for."""
_ATTEMPTS = frozenset({Step.DELIVERED, Step.REFUSED, Step.NOBODY, Step.FAILED})
_SEEN_RETURN = _Scan("RS", "Returned to shipper", "DL", "Delivered", "DE", "060G", "Returning")
_LATEST_DERIVED: Mapping[str, str] = {"OD": "OD", "HL": "HL", "DE": "DE"}
# City, state, postal code, country, hours before or after Greenwich.
_PLACES: Mapping[Where, tuple[str, str, str, str, int]] = {
    Where.ORIGIN: ("CINCINNATI", "OH", "45202", "US", -5),
    Where.HUB: ("LEIPZIG", "", "04435", "DE", 1),
    Where.DESTINATION: ("BERLIN", "", "10115", "DE", 1),
}
_NOT_FOUND: Json = {
    "code": "TRACKING.TRACKINGNUMBER.NOTFOUND",
    "message": "Tracking number cannot be found. Please correct the tracking number and try again.",
}


def fedex_answer(asked: Iterable[tuple[str, Tale]], today: datetime) -> Json:
    """Return the body for some numbers, each with its scenario.

    A scenario without a timeline of its own is as delivered.

    Args:
        asked: Each number with a name in ``fedex.FEDEX``, or a given story.
        today: A scenario's events lie in the five days before this one.
    """
    results = [_complete(number, scenario, today) for number, scenario in asked]
    return {"transactionId": TRANSACTION, "output": {"completeTrackResults": results}}


def _complete(number: str, scenario: Tale, today: datetime) -> Json:
    told = _OTHER_NUMBER if scenario == "other_shipment" else number
    if scenario == "used_again":
        long_ago = today - timedelta(days=400)
        results = [_result(told, "in_transit", today), _result(told, "delivered", long_ago)]
    elif scenario == "not_found":
        results = [{"trackingNumberInfo": _info(told, today), "error": _NOT_FOUND}]
    else:
        results = [_result(told, scenario, today)]
    return {"trackingNumber": told, "trackResults": results}


def _result(number: str, scenario: Tale, today: datetime) -> Json:
    as_seen = scenario == "returned_as_delivered"
    story = happenings("returned" if as_seen else scenario, today)
    scans = [_SCANS[one.step] for one in story]
    if as_seen:
        scans[0] = _SEEN_RETURN
    events: list[Any] = [_event(*both) for both in zip(story, scans, strict=True)]
    result = {
        "trackingNumberInfo": _info(number, today),
        "additionalTrackingInfo": {
            "nickname": ORDER + much_text(scenario),
            "packageIdentifiers": [{"type": "CUSTOMER_REFERENCE", "values": [EMAIL]}],
            "hasAssociatedShipments": False,
        },
        "shipperInformation": _party(SENDER, Where.ORIGIN),
        "recipientInformation": _party(RECEIVER, Where.DESTINATION),
        "latestStatusDetail": _latest(story[0], scans[0]),
        "scanEvents": events,
        **_packages(),
        **_delivery(story, scenario, today),
    }
    if scenario == "odd_times":
        _make_times_odd(events)
    if scenario == "one_bad_item":
        spoil(events, {"eventType": "AR"})
    return result


def _info(number: str, today: datetime) -> Json:
    unique = f"{today:%Y%m%d}000~{number}~FDEG"
    return {"trackingNumber": number, "trackingNumberUniqueId": unique, "carrierCode": "FDXE"}


def _when(happening: Happening) -> str:
    return happening.there(_PLACES[happening.where][4]).isoformat()


def _scene(happening: Happening) -> Json:
    """Return where something happened."""
    if not happening.is_given:
        return _address(happening.where)
    told = {"city": happening.town, "countryCode": happening.country}
    return {name: value for name, value in told.items() if value}


def _address(where: Where, street: str = "") -> Json:
    city, state, postal_code, country, _ = _PLACES[where]
    return {
        "streetLines": [street],
        "city": city,
        **({"stateOrProvinceCode": state} if state else {}),
        "postalCode": postal_code,
        "countryCode": country,
        "residential": False,
        "countryName": "United States" if country == "US" else "Germany",
    }


def _event(happening: Happening, scan: _Scan) -> Json:
    return {
        "date": _when(happening),
        "eventType": scan.kind,
        "eventDescription": happening.text or scan.words,
        "exceptionCode": scan.exception,
        "exceptionDescription": scan.why,
        "scanLocation": _scene(happening),
        "locationId": "LUKA",
        "locationType": "FEDEX_FACILITY",
        "derivedStatusCode": scan.derived,
        "derivedStatus": scan.status,
    }


def _latest(happening: Happening, scan: _Scan) -> Json:
    code = scan.latest or scan.kind
    known = {
        "reason": scan.exception,
        "reasonDescription": scan.why,
        "action": "No action is required.",
        "actionDescription": f"Call {PHONE}.",
    }
    return {
        "code": code,
        "derivedCode": _LATEST_DERIVED.get(code, scan.derived),
        "statusByLocale": "Ready for pickup" if code == "HL" else scan.status,
        "description": happening.text or scan.words,
        "scanLocation": _scene(happening),
        **({"ancillaryDetails": [known]} if scan.exception else {}),
        "delayDetail": {"status": "ON_TIME"},
    }


def _party(name: str, where: Where) -> Json:
    contact = {"personName": name, "companyName": name, "phoneNumber": PHONE}
    return {"contact": contact, "address": _address(where, STREET)}


def _packages() -> Json:
    weight = [{"unit": "KG", "value": "2.5"}]
    kind = {"type": "YOUR_PACKAGING", "description": "Your Packaging"}
    details = {"sequenceNumber": "1", "count": "1", "packagingDescription": kind}
    return {
        "packageDetails": details | {"weightAndDimensions": {"weight": weight}},
        "serviceDetail": {"type": "FEDEX_INTERNATIONAL_PRIORITY", "shortDescription": "IP"},
        "originLocation": {"locationContactAndAddress": {"address": _address(Where.ORIGIN)}},
        "destinationLocation": {
            "locationContactAndAddress": {"address": _address(Where.DESTINATION)}
        },
        "availableNotifications": ["ON_DELIVERY", "ON_EXCEPTION"],
        "goodsClassificationCode": "",
        "returnDetail": {},
    }


def _delivery(story: list[Happening], scenario: Tale, today: datetime) -> Json:
    """Return when it was delivered, to whom and where; or when it should be."""
    times = [{"type": "SHIP", "dateTime": _when(story[-1])}]
    attempts = sum(one.step in _ATTEMPTS for one in story)
    details: Json = {"deliveryAttempts": str(attempts), "deliveryOptionEligibilityDetails": []}
    if story[0].step not in {Step.DELIVERED, Step.BACK}:
        since, due = (
            Happening(Step.DELIVERED, Where.DESTINATION, at) for at in expected(today, scenario)
        )
        window = {"begins": _when(since), "ends": _when(due)}
        return {
            "dateAndTimes": [{"type": "ESTIMATED_DELIVERY", "dateTime": _when(due)}, *times],
            "estimatedDeliveryTimeWindow": {"window": window},
            "standardTransitTimeWindow": {"window": window},
            "deliveryDetails": details,
        }
    address = _address(Where.DESTINATION, STREET)
    return {
        "dateAndTimes": [{"type": "ACTUAL_DELIVERY", "dateTime": _when(story[0])}, *times],
        "estimatedDeliveryTimeWindow": {"window": {}},
        "standardTransitTimeWindow": {"window": {}},
        "deliveryDetails": details
        | {
            "receivedByName": SIGNATORY,
            "actualDeliveryAddress": address,
            "locationType": "RESIDENCE",
            "locationDescription": STREET,
            "signedByName": SIGNATORY,
        },
    }


def _make_times_odd(events: list[Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    odd = (events[0]["date"][:19], "2026-02-30T25:61:00Z", "yesterday, before tea")
    for event, date in zip(events, odd, strict=False):
        event["date"] = date
    events[3]["date"] = f"{events[3]['date'][:19]}+05:30"
