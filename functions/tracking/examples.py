"""Examples of tracking's requests and replies, for the API description. Tests hold them to it."""

from typing import Any

_SEVERAL = [
    {"carrier": "yodel", "format": "yodel", "evidence": "prefix"},
    {"carrier": "dhl", "format": "dhl_piece_16", "evidence": "length"},
]

CATALOGUE: dict[str, dict[str, Any]] = {
    "reply": {
        "two of them": {
            "carriers": [
                {
                    "code": "sandbox",
                    "name": "agogopost sandbox",
                    "country": None,
                    "site": None,
                    "link": None,
                    "asks": ["postcode"],
                    "configured": True,
                    "asked": "sandbox",
                },
                {
                    "code": "ontrac",
                    "name": "OnTrac",
                    "country": "US",
                    "site": "https://www.ontrac.com",
                    "link": "parcel",
                    "asks": [],
                    "configured": False,
                    "asked": None,
                },
            ]
        }
    }
}

DETECT: dict[str, dict[str, Any]] = {
    "request": {
        "ups": {"number": "1Z 999 AA1 01 2345 6784"},
        "several": {"number": "JD 1234 5678 9012 3456", "country": "GB"},
    },
    "reply": {
        "ups": {"candidates": [{"carrier": "ups", "format": "ups", "evidence": "checksum+lookup"}]},
        "several": {"candidates": _SEVERAL},
    },
}

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

QUERY: dict[str, dict[str, Any]] = {
    "request": {
        "sandbox": {"items": [{"number": "AGP-DELIVERED-0001"}]},
        "sandbox, a parcel that moves": {"items": [{"number": "AGP-MOVES-30-12020930"}]},
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
                    "outcome": "found",
                    "number": "AGPDELIVERED0001",
                    "carrier": "sandbox",
                    "shipment": {
                        "carrier": "sandbox",
                        "status": "delivered",
                        "reason": None,
                        "estimated_delivery": None,
                        "last_fetch": {"at": "2026-12-02T09:30:00Z", "outcome": "answered"},
                        "asked": "sandbox",
                        "events": [_EVENT],
                    },
                    "problem": None,
                    "asks": [],
                    "candidates": [],
                    "carrier_link": None,
                }
            ]
        },
        "ambiguous": {
            "items": [
                {
                    "outcome": "problem",
                    "number": "JD1234567890123456",
                    "carrier": None,
                    "shipment": None,
                    "problem": {
                        "title": "The number does not tell surely whose it is. "
                        "Name one of the candidates.",
                        "status": 422,
                        "code": "carrier-ambiguous",
                        "request_id": "5f0c6f0b8e5a4c4f9f0a5b1d2c3e4f50",
                        "errors": [
                            {
                                "field": "carrier",
                                "code": "carrier-choose",
                                "detail": "Give the code of one of the candidates.",
                            }
                        ],
                        "retry_after": None,
                    },
                    "asks": [],
                    "candidates": _SEVERAL,
                    "carrier_link": None,
                }
            ]
        },
        "unknown": {
            "items": [
                {
                    "outcome": "problem",
                    "number": "HELLO",
                    "carrier": None,
                    "shipment": None,
                    "problem": {
                        "title": "We cannot tell which carrier this number belongs to. "
                        "Name the carrier.",
                        "status": 422,
                        "code": "carrier-unknown",
                        "request_id": "5f0c6f0b8e5a4c4f9f0a5b1d2c3e4f50",
                        "errors": [],
                        "retry_after": None,
                    },
                    "asks": [],
                    "candidates": [],
                    "carrier_link": None,
                }
            ]
        },
    },
}
