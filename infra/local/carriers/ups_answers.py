"""What UPS tells about a package, in the shape of its own ``Tracking.yaml`` and of answers seen.

An activity's ``statusCode`` is the number in UPS's list of statuses, and ``currentStatus`` has that
number as its ``code``; ``gmtTime`` has colons, ``time`` has none.
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

_OTHER_NUMBER = "1Z5R89100300000264"
_NOT_FOUND = frozenset({"not_found", "tw0001"})

# type, code, statusCode, its text in the list of statuses, words.
_SCANS: Mapping[Step, tuple[str, str, str, str, str]] = {
    Step.ANNOUNCED: (
        "M",
        "MP",
        "003",
        "Shipment Ready for UPS",
        "Shipper created a label, UPS has not received the package yet. ",
    ),
    Step.PICKED_UP: ("I", "PU", "038", "Picked Up by UPS", "Pickup Scan"),
    Step.DEPARTED: ("I", "DP", "005", "On the Way", "Departed from Facility"),
    Step.ARRIVED: ("I", "AR", "005", "On the Way", "Arrived at Facility"),
    Step.CUSTOMS: (
        "X",
        "B3",
        "012",
        "Clearance in Progress",
        f"UPS is preparing {RECEIVER}'s package for clearance.",
    ),
    Step.STRANGE: ("Q", "!?", "999", "Teleported", "Package teleported"),
    Step.OUT: ("I", "OT", "021", "Out for Delivery", "Out For Delivery Today"),
    Step.DELIVERED: ("D", "FS", "011", "Delivered", f"DELIVERED {SIGNATORY}"),
    Step.REFUSED: ("X", "KT", "064", "Delivery Refused", f"{RECEIVER} refused the delivery."),
    Step.NOBODY: (
        "X",
        "48",
        "022",
        "First Attempt Made",
        f"{RECEIVER} was not available for delivery. We'll make a second attempt.",
    ),
    Step.AT_COUNTER: (
        "I",
        "ZP",
        "040",
        "Ready for Customer Pickup",
        f"Delivered to UPS Access Point, {STREET}, and awaiting customer pickup.",
    ),
    Step.RETURNING: (
        "X",
        "UF",
        "035",
        "Returning to Sender",
        "We're in the process of returning this package to the sender.",
    ),
    Step.BACK: ("D", "FS", "011", "Delivered", f"DELIVERED {SENDER}"),
    Step.FAILED: ("X", "U2", "069", "Delivery Attempted", "The delivery was not possible."),
    Step.TROUBLE: ("X", "U3", "013", "Exception", "Something is holding your package up."),
}
STEPS = _SCANS.keys()
"""What UPS has a code for."""
# City, state, country, hours before or after Greenwich.
_PLACES: Mapping[Where, tuple[str, str, str, int]] = {
    Where.ORIGIN: ("Cincinnati", "OH", "US", -5),
    Where.HUB: ("Leipzig", "", "DE", 1),
    Where.DESTINATION: ("BERLIN", "", "DE", 1),
}


def ups_answer(number: str, scenario: Tale, today: datetime) -> Json:
    """Return the body for a number; a scenario without a timeline of its own answers as delivered.

    Args:
        number: The number in the answer, unless the scenario is ``other_shipment``.
        scenario: A name in ``ups.UPS``, or a given story.
        today: A scenario's events lie in the five days before this one.
    """
    told = _OTHER_NUMBER if scenario == "other_shipment" else number
    shipment: Json = {"inquiryNumber": told}
    if scenario in _NOT_FOUND:
        shipment["warnings"] = [{"code": "TW0001", "message": "Tracking Information Not Found"}]
    elif scenario == "second_package":
        others = _package(_OTHER_NUMBER, "delivered", today)
        shipment["package"] = [others, _package(told, "in_transit", today)]
    else:
        shipment["package"] = [_package(told, scenario, today)]
    return {"trackResponse": {"shipment": [shipment]}}


def _package(number: str, scenario: Tale, today: datetime) -> Json:
    story = happenings(scenario, today)
    _, _, status_code, text, _ = _SCANS[story[0].step]
    events: list[Any] = [_activity(one) for one in story]
    package = {
        "trackingNumber": number,
        "currentStatus": {"description": text, "code": status_code},
        "packageAddress": [
            _address("ORIGIN", SENDER, Where.ORIGIN),
            _address("DESTINATION", RECEIVER, Where.DESTINATION),
        ],
        "weight": {"unitOfMeasurement": "KGS", "weight": "2.50"},
        "service": {"code": "518", "levelCode": "003", "description": "UPS Ground"},
        "referenceNumber": [
            {"type": "SHIPMENT", "number": ORDER},
            {"type": "PACKAGE", "number": PHONE},
            {"type": "PACKAGE", "number": EMAIL + much_text(scenario)},
        ],
        "packageCount": 1,
        "activity": events,
        **_delivery(story[0], scenario, today),
    }
    if scenario == "odd_times":
        _make_times_odd(events)
    if scenario == "one_bad_item":
        spoil(events, {"status": {"type": "I"}})
    return package


def _activity(happening: Happening) -> Json:
    kind, code, status_code, _, words = _SCANS[happening.step]
    city, state, country, hours = _PLACES[happening.where]
    if happening.is_given:
        city, state, country = happening.town or "", "", happening.country or ""
    address = {"city": city, "stateProvince": state, "countryCode": country, "country": country}
    return {
        "location": {
            "address": {name: value for name, value in address.items() if value},
            "slic": "4529",
        },
        "status": {
            "type": kind,
            "description": happening.text or words,
            "code": code,
            "statusCode": status_code,
        },
        **_time(happening.there(hours)),
    }


def _time(there: datetime) -> Json:
    gmt = there.astimezone(UTC)
    return {
        "date": f"{there:%Y%m%d}",
        "time": f"{there:%H%M%S}",
        "gmtDate": f"{gmt:%Y%m%d}",
        "gmtOffset": there.isoformat()[-6:],
        "gmtTime": f"{gmt:%H:%M:%S}",
    }


def _make_times_odd(events: list[Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    nothing = {"gmtDate": "", "gmtOffset": "", "gmtTime": ""}
    events[0] |= nothing
    events[1] |= {
        "date": "20260230",
        "gmtDate": "20260230",
        "time": "256100",
        "gmtTime": "25:61:00",
    }
    events[2] |= {"date": "yesterday", "time": "before tea"} | nothing
    at = datetime.strptime(events[3]["date"] + events[3]["time"], "%Y%m%d%H%M%S")  # noqa: DTZ007 - local
    events[3] |= _time(at.replace(tzinfo=timezone(timedelta(hours=5.5))))


def _address(kind: str, name: str, where: Where) -> Json:
    city, state, country, _ = _PLACES[where]
    return {
        "type": kind,
        "name": name,
        "attentionName": name,
        "address": {
            "addressLine1": STREET,
            "city": city,
            "stateProvince": state,
            "postalCode": "45202",
            "countryCode": country,
            "country": country,
        },
    }


def _delivery(latest: Happening, scenario: Tale, today: datetime) -> Json:
    """Return when it was delivered, to whom and where; or when it should be."""
    if latest.step not in {Step.DELIVERED, Step.BACK}:
        since, until = expected(today, scenario)
        hours = {"type": "EDW", "startTime": f"{since:%H%M%S}", "endTime": f"{until:%H%M%S}"}
        return {
            "deliveryDate": [{"type": "SDD", "date": f"{until:%Y%m%d}"}],
            "deliveryTime": hours,
        }
    return {
        "deliveryDate": [{"type": "DEL", "date": f"{latest.at:%Y%m%d}"}],
        "deliveryTime": {"type": "DEL", "endTime": f"{latest.at:%H%M%S}"},
        "deliveryInformation": {
            "location": f"Front Door, {STREET}",
            "receivedBy": SIGNATORY,
            "signature": {"image": SIGNATORY},
            "deliveryPhoto": {"photo": STREET, "photoCaptureInd": "Y", "photoDispositionCode": "V"},
            "pod": {"content": SIGNATORY},
        },
    }
