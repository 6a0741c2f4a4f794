"""What 17TRACK tells about a number, when asked and in a push alike: API v2.2.

An event has a sub-status and, where it is a milestone, a stage. Each provider, of the first and of
the last mile, has its own events, newest first, and says whether its carrier answered lately.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from infra.local.carriers.seventeen_track_registry import Kept
from infra.local.carriers.stories import (
    EMAIL,
    ORDER,
    PHONE,
    POSTCODE,
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

_OTHER_NUMBER = "RB100000286CN"
_LAST_MILE = 7041

# Sub-status, stage, words. The status is what stands before the sub-status's underscore.
_SCANS: Mapping[Step, tuple[str, str | None, str]] = {
    Step.ANNOUNCED: ("InfoReceived", "InfoReceived", "Shipment information received"),
    Step.PICKED_UP: ("InTransit_PickedUp", "PickedUp", f"Received from {SENDER}, {EMAIL}"),
    Step.DEPARTED: ("InTransit_Departure", "Departure", "Departed from the export facility"),
    Step.ARRIVED: ("InTransit_Arrival", "Arrival", "Arrived at the import facility"),
    Step.CUSTOMS: ("InTransit_CustomsProcessing", None, "Customs clearance processing"),
    Step.STRANGE: ("Teleported_Other", "Teleported", "The item was teleported"),
    Step.OUT: ("OutForDelivery_Other", "OutForDelivery", f"Out for delivery, call {PHONE}"),
    Step.DELIVERED: ("Delivered_Other", "Delivered", f"Delivered to {RECEIVER}, by {SIGNATORY}"),
    Step.REFUSED: ("DeliveryFailure_Rejected", None, f"Refused by {RECEIVER}"),
    Step.NOBODY: ("DeliveryFailure_NoBody", None, f"{RECEIVER} was not at home"),
    Step.AT_COUNTER: ("AvailableForPickup_Other", "AvailableForPickup", f"Ready at {STREET}"),
    Step.RETURNING: ("Exception_Returning", "Returning", f"On the way back to {SENDER}"),
    Step.BACK: ("Delivered_Other", "Delivered", f"Delivered to {SENDER}"),
    Step.FAILED: ("DeliveryFailure_Other", None, "Delivery was not possible"),
    Step.TROUBLE: ("Exception_Other", None, "Something holds the item up"),
    Step.EXPIRED: ("Expired_Other", None, "No news for a long time"),
}
STEPS = _SCANS.keys()
"""What 17TRACK has a code for."""
_NOT_FOUND = ("NotFound_Other", None, "")
_STAGES = (
    "InfoReceived",
    "PickedUp",
    "Departure",
    "Arrival",
    "AvailableForPickup",
    "OutForDelivery",
    "Delivered",
    "Returning",
    "Returned",
)
# Country, state, city, hours before or after Greenwich.
_PLACES: Mapping[Where, tuple[str, str | None, str, int]] = {
    Where.ORIGIN: ("US", "OH", "CINCINNATI", -5),
    Where.HUB: ("DE", None, "LEIPZIG", 1),
    Where.DESTINATION: ("DE", None, "BERLIN", 1),
}
_POSTS: Mapping[int, tuple[str, str, str]] = {
    3011: ("China Post", "CN", "http://www.ems.com.cn"),
    11031: ("Royal Mail", "GB", "https://www.royalmail.com"),
    7041: ("Deutsche Post DHL", "DE", "https://www.dhl.de"),
}


def seventeen_track_item(kept: Kept, scenario: Tale, today: datetime) -> Json:
    """Return a number with all about it; a scenario without a timeline of its own is as delivered.

    Args:
        kept: The number, which is another one in the scenario ``other_shipment``.
        scenario: A name in ``seventeen_track.SEVENTEEN_TRACK``, or a given story.
        today: A scenario's events lie in the five days before this one.
    """
    return {
        "number": _OTHER_NUMBER if scenario == "other_shipment" else kept.number,
        "carrier": kept.carrier,
        "param": kept.param,
        "tag": kept.tag,
        "track_info": _track_info(kept.carrier, scenario, today),
    }


def _track_info(carrier: int, scenario: Tale, today: datetime) -> Json:
    story = happenings("in_transit" if scenario == "sync_failed" else scenario, today)
    told = [] if scenario in ("no_scan_yet", "not_found") else story
    events: list[Any] = [_event(one) for one in told]
    sub_status, *_ = _NOT_FOUND if scenario == "not_found" else _SCANS[story[0].step]
    if scenario == "odd_times":
        _make_times_odd(events)
    latest = events[0] if events else None
    if scenario == "one_bad_item":
        spoil(events, {"stage": "Arrival"})
    return {
        "shipping_info": {
            "shipper_address": _address(Where.ORIGIN, STREET, "45202"),
            "recipient_address": _address(Where.DESTINATION, STREET, POSTCODE),
        },
        "latest_status": {
            "status": sub_status.partition("_")[0],
            "sub_status": sub_status,
            "sub_status_descr": much_text(scenario) or None,
        },
        "latest_event": latest,
        "time_metrics": _metrics(scenario, today),
        "milestone": _milestones(told),
        "misc_info": _misc(),
        "tracking": {
            "providers_hash": 441127398,
            "providers": _providers(carrier, scenario, events, today),
        },
    }


def _providers(carrier: int, scenario: Tale, events: list[Any], today: datetime) -> list[Json]:
    """Return who moves the parcel; two of them if the scenario says so."""
    if scenario != "two_providers":
        in_sync = scenario != "sync_failed"
        return [_provider(carrier, events, today, in_sync=in_sync)]
    first_mile, last_mile = events[2:], events[:2]
    return [
        _provider(carrier, first_mile, today, in_sync=True),
        _provider(_LAST_MILE, last_mile, today, in_sync=True),
    ]


def _provider(key: int, events: Sequence[Any], today: datetime, *, in_sync: bool) -> Json:
    name, country, homepage = _POSTS.get(key, (str(key), "", ""))
    synced = today if in_sync else today - timedelta(hours=1)
    return {
        "provider": {
            "key": key,
            "name": name,
            "alias": name,
            "tel": None,
            "homepage": homepage,
            "country": country,
        },
        "provider_lang": None,
        "service_type": None,
        "latest_sync_status": "Success" if in_sync else "Failure",
        "latest_sync_time": f"{synced.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "events_hash": 1_203_948_576,
        "events": events,
    }


def _address(where: Where, street: str | None = None, postal_code: str | None = None) -> Json:
    country, state, city, _ = _PLACES[where]
    told = {"state": state, "street": street, "postal_code": postal_code}
    return _somewhere(country, city) | told


def _somewhere(country: str | None, city: str | None) -> Json:
    return {
        "country": country,
        "state": None,
        "city": city,
        "street": None,
        "postal_code": None,
        "coordinates": {"longitude": None, "latitude": None},
    }


def _event(happening: Happening) -> Json:
    sub_status, stage, words = _SCANS[happening.step]
    *_, city, hours = _PLACES[happening.where]
    at_door = happening.where is Where.DESTINATION and not happening.is_given
    town = happening.town if happening.is_given else city
    words = happening.text or words
    return {
        **_time(happening.there(hours)),
        "description": words,
        "description_translation": {"lang": "en", "description": words},
        "location": f"{STREET}, {town}" if at_door else town,
        "stage": stage,
        "sub_status": sub_status,
        "address": _somewhere(happening.country, happening.town)
        if happening.is_given
        else _address(happening.where, STREET if at_door else None),
    }


def _time(there: datetime) -> Json:
    return {
        "time_iso": there.isoformat(),
        "time_utc": f"{there.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "time_raw": {
            "date": f"{there:%Y-%m-%d}",
            "time": f"{there:%H:%M:%S}",
            "timezone": there.isoformat()[-6:],
        },
    }


def _make_times_odd(events: list[Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    raw = events[0]["time_raw"]
    local = f"{raw['date']}T{raw['time']}"
    events[0] |= {"time_iso": local, "time_utc": None, "time_raw": raw | {"timezone": None}}
    events[1] |= _no_time("2026-02-30", "25:61:00")
    events[2] |= _no_time("yesterday", "before tea")
    raw = events[3]["time_raw"]
    at = datetime.fromisoformat(f"{raw['date']}T{raw['time']}")
    events[3] |= _time(at.replace(tzinfo=timezone(timedelta(hours=5.5))))


def _no_time(date: str, clock: str) -> Json:
    text = f"{date}T{clock}Z"
    raw = {"date": date, "time": clock, "timezone": None}
    return {"time_iso": text, "time_utc": text, "time_raw": raw}


def _metrics(scenario: Tale, today: datetime) -> Json:
    """Return how long it takes; nothing of a parcel that the carrier does not know."""
    if scenario == "not_found":
        days = dict.fromkeys(("days_after_order", "days_of_transit", "days_after_last_update"))
        return days | {"estimated_delivery_date": {"source": None, "from": None, "to": None}}
    here = timezone(timedelta(hours=1))
    earliest, due = (at.replace(tzinfo=here) for at in expected(today, scenario))
    return {
        "days_after_order": 5,
        "days_of_transit": 3,
        "days_of_transit_done": 3,
        "days_after_last_update": 1,
        "estimated_delivery_date": {
            "source": "Official",
            "from": earliest.isoformat(),
            "to": due.isoformat(),
        },
    }


def _milestones(story: Sequence[Happening]) -> list[Json]:
    times = {
        _SCANS[one.step][1]: _time(one.there(_PLACES[one.where][3])) for one in reversed(story)
    }
    none = {"time_iso": None, "time_utc": None}
    unknown = none | {"time_raw": {"date": None, "time": None, "timezone": None}}
    return [{"key_stage": stage, **times.get(stage, unknown)} for stage in _STAGES]


def _misc() -> Json:
    return {
        "risk_factor": 0,
        "service_type": "Registered mail",
        "weight_raw": "2.5kg",
        "weight_kg": "2.5",
        "pieces": "1",
        "dimensions": None,
        "customer_number": EMAIL,
        "reference_number": ORDER,
        "local_number": None,
        "local_provider": None,
        "local_key": 0,
    }
