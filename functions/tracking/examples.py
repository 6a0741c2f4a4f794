"""Examples of tracking's requests and replies, for the API description. Tests hold them to it."""

from typing import Any

DETECT: dict[str, dict[str, Any]] = {
    "request": {"fedex": {"number": "9865 7878 8855"}},
    "reply": {
        "fedex": {
            "candidates": [{"carrier": "fedex", "format": "fedex_12", "evidence": "checksum"}]
        }
    },
}

_EVENT = {
    "at": {"day": "2026-03-01", "clock": "21:00", "moment": "2026-03-01T21:00:00+01:00"},
    "place": "Berlin, DE",
    "status": "delivered",
    "reason": None,
    "text": "Delivered",
    "text_language": "en",
    "text_is_carriers": False,
    "carrier_code": "AGP-DELIVERED",
}

QUERY: dict[str, dict[str, Any]] = {
    "request": {
        "sandbox": {"items": [{"number": "AGP-DELIVERED-0001"}]},
        "several": {
            "items": [
                {"number": "AGP-IN-TRANSIT-0001"},
                {"number": "1000000083", "carrier": "dhl", "postcode": "10115"},
            ]
        },
    },
    "reply": {
        "found": {
            "items": [
                {
                    "number": "AGPDELIVERED0001",
                    "carrier": "sandbox",
                    "shipment": {
                        "carrier": "sandbox",
                        "status": "delivered",
                        "reason": None,
                        "estimated_delivery": None,
                        "last_fetch": {"at": "2026-03-02T09:30:00Z", "outcome": "answered"},
                        "asked": "sandbox",
                        "events": [_EVENT],
                        "carrier_link": None,
                    },
                    "asks": [],
                }
            ]
        },
        "unknown": {
            "items": [
                {
                    "number": "HELLO",
                    "carrier": None,
                    "problem": {
                        "title": "We cannot tell which carrier this number belongs to. "
                        "Name the carrier.",
                        "status": 422,
                        "code": "carrier-unknown",
                        "request_id": "5f0c6f0b8e5a4c4f9f0a5b1d2c3e4f50",
                        "errors": [],
                        "retry_after": None,
                    },
                    "candidates": [],
                    "carrier_link": None,
                }
            ]
        },
    },
}
