"""Examples of the consents' requests and replies, for the API description."""

from typing import Any

CONSENT: dict[str, dict[str, Any]] = {
    "request": {
        "some": {
            "grants": {"analytics": True, "advertising": False},
            "notice_version": 1,
            "language": "en",
            "method": "banner",
        }
    },
    "reply": {
        "person": {
            "served_as": "person",
            "schema_version": "ISO/IEC TS 27560:2023",
            "id": "0f3c9a5be2d477880f3c9a5be2d47788",
            "at": "2026-03-02T09:30:00Z",
            "controller": "agogopost",
            "contact": "agogopost@localhost.localdomain",
            "notice_version": 1,
            "notice_sha256": "0f3c9a5be2d477880f3c9a5be2d477880f3c9a5be2d477880f3c9a5be2d47788",
            "language": "en",
            "method": "banner",
            "jurisdiction": "DE",
            "signal": False,
            "grants": [
                {
                    "purpose": "analytics",
                    "basis": "consent",
                    "data": ["pages opened", "buttons pressed"],
                    "granted": True,
                    "stop_url": None,
                }
            ],
            "withdraw": "Turn it off under the same settings.",
            "lawful_until_then": "What was done before you withdraw stays lawful.",
            "token": None,
        }
    },
}

EVENTS: dict[str, dict[str, Any]] = {
    "request": {
        "batch": {
            "events": [
                {"what": "page", "name": "home"},
                {"what": "interest", "name": "books"},
            ]
        }
    },
    "reply": {"some": {"served_as": "person", "stored": 1, "discarded": {"personalisation": 1}}},
}

LOCATION: dict[str, dict[str, Any]] = {
    "request": {"somewhere": {"latitude": 52.52, "longitude": 13.405}},
    "reply": {"kept": {"expires_at": "2026-03-03T09:30:00Z"}},
}
