"""Examples of follows' requests and replies, for the API description. Tests hold them to it."""

from typing import Any

_EVENT = {
    "at": {"day": "2025-01-14", "clock": "21:00", "moment": "2025-01-14T21:00:00+01:00"},
    "place": "Berlin, DE",
    "status": "delivered",
    "reason": None,
    "text": "Delivered",
    "text_language": "en",
    "text_is_carriers": False,
    "carrier_code": "AGP-DELIVERED",
}
_FIRST = {
    "at": {"day": "2025-01-11", "clock": "19:00", "moment": "2025-01-11T19:00:00+01:00"},
    "place": "Hamburg, DE",
    "status": "info_received",
    "reason": None,
    "text": "Label created",
    "text_language": "en",
    "text_is_carriers": False,
    "carrier_code": None,
}
_SHIPMENT = {
    "status": "delivered",
    "reason": None,
    "estimated_delivery": None,
    "last_fetch": {"at": "2026-12-02T09:30:00Z", "outcome": "answered"},
    "asked": "sandbox",
}
_FOLLOW: dict[str, Any] = {
    "id": "3f1c9a0be2d477880123456789abcdef",
    "number": "AGPDELIVERED0001",
    "carrier": "sandbox",
    "postcode": None,
    "phone_tail": None,
    "label": "Shoes for Tom",
    "commodity": "clothing",
    "notify": {"email": True, "sms": False, "push": False, "expected_day": False},
    "watched": True,
    "watch_ended": None,
    "next_look_at": "2026-12-02T10:10:00Z",
    "late": None,
    "news": {
        "status": "delivered",
        "reason": None,
        "expected_day": None,
        "at": "2026-12-02T09:40:00Z",
    },
    "created_at": "2026-12-02T09:30:00Z",
    "updated_at": "2026-12-02T09:30:00Z",
    "transit_time": "3-5",
    "problem": None,
    "asks": [],
    "carrier_link": None,
}
_KNOWN = {**_FOLLOW, "shipment": {**_SHIPMENT, "last_event": _EVENT}}
_DETAIL = {
    **_FOLLOW,
    "shipment": {**_SHIPMENT, "carrier": "sandbox", "events": [_EVENT, _FIRST]},
}

FOLLOW: dict[str, dict[str, Any]] = {
    "request": {
        "plain": {"number": "AGP-DELIVERED-0001"},
        "a parcel that moves": {"number": "AGP-MOVES-30-12020930", "label": "Shoes for Tom"},
        "whole": {
            "number": "1000000083",
            "carrier": "dhl",
            "postcode": "10115",
            "label": "Shoes for Tom",
            "commodity": "clothing",
            "notify": {"email": True},
        },
    },
    "reply": {
        "known": _KNOWN,
        "nobody to ask": {
            **_FOLLOW,
            "number": "C11031500001879",
            "carrier": "ontrac",
            "shipment": None,
            "transit_time": None,
            "problem": {
                "title": "This service cannot ask this carrier.",
                "status": 501,
                "code": "carrier-not-configured",
                "request_id": "5f0c6f0b8e5a4c4f9f0a5b1d2c3e4f50",
                "errors": [],
                "retry_after": None,
            },
            "carrier_link": {
                "url": "https://www.ontrac.com/tracking/?number=C11031500001879",
                "leads_to": "parcel",
                "external": True,
                "rel": "external noopener noreferrer",
                "referrer_policy": "no-referrer",
            },
        },
    },
}

CHANGE: dict[str, dict[str, Any]] = {
    "request": {
        "another label": {"label": "Boots for Tom"},
        "no label, and the postcode that the carrier asks for": {
            "label": None,
            "postcode": "10115",
        },
        "done with": {"watched": False},
    },
    "reply": {
        "changed": {**_DETAIL, "label": "Boots for Tom", "updated_at": "2026-12-02T09:45:00Z"}
    },
}

LISTED: dict[str, dict[str, Any]] = {
    "reply": {
        "one, and more": {"items": [_KNOWN], "next_cursor": _FOLLOW["id"]},
        "nothing is followed": {"items": [], "next_cursor": None},
    }
}
SHOWN: dict[str, dict[str, Any]] = {"reply": {"whole": _DETAIL}}
STOPPED: dict[str, dict[str, Any]] = {"reply": {"stopped": {"stopped": True}}}
