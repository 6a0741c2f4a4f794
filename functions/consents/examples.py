"""Examples of the consents' requests and replies, for the API description."""

from typing import Any

_WITHDRAW = (
    "Turn it off under the same settings, or withdraw everything with one step. What was done "
    "before stays lawful."
)
_ANALYTICS: dict[str, Any] = {
    "purpose": "analytics",
    "basis": "consent",
    "data": ["pages opened", "buttons pressed"],
    "granted": True,
    "stop_url": None,
}
_PERSONS: dict[str, Any] = {
    "served_as": "person",
    "schema_version": "ISO/IEC TS 27560:2023",
    "id": "0f3c9a5be2d477880f3c9a5be2d47788",
    "at": "2026-12-02T09:30:00Z",
    "controller": "agogopost",
    "contact": "agogopost@localhost.localdomain",
    "notice_version": 1,
    "notice_sha256": "c7059b296c0248565ae196d7d42023e59879fe3d27847ad658e7e04256c6c6fe",
    "language": "en",
    "method": "banner",
    "jurisdiction": "DE",
    "signal": False,
    "grants": [
        {
            "purpose": "advertising",
            "basis": "consent",
            "data": ["which advertisement was shown in this browser"],
            "granted": False,
            "stop_url": None,
        },
        _ANALYTICS,
    ],
    "withdraw": _WITHDRAW,
    "lawful_until_then": "What was done before you withdraw stays lawful.",
    "token": None,
}

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
        "person": _PERSONS,
        "visitor": {
            **_PERSONS,
            "served_as": "visitor",
            "id": None,
            "jurisdiction": None,
            "token": "eyJhbmFseXRpY3MiOiB7ImdyYW50ZWQiOiB0cnVlfX0.e14e0286a5fd3a315fe62fe0d06cfaa9",
        },
    },
}
WITHDRAWN: dict[str, dict[str, Any]] = {
    "reply": {
        "everything, of which this is one": {
            **_PERSONS,
            "id": "b641d7ecd3385c0104a6c7930be97be2",
            "at": "2026-12-05T20:10:00Z",
            "method": "withdrawal",
            "grants": [{**_ANALYTICS, "granted": False}],
        }
    }
}
RECEIPTS: dict[str, dict[str, Any]] = {
    "reply": {"one": {"receipts": [_PERSONS], "next_cursor": None}}
}

_ASKED: dict[str, Any] = {
    "notice_version": 1,
    "served_as": "person",
    "language": "en",
    "title": "Your choices",
    "intro": "Everything here is off until you turn it on, and the service works without it. You "
    "can change your mind at any time, as easily as you agreed.",
    "withdraw": _WITHDRAW,
    "signal": False,
    "purposes": [
        {
            "id": "analytics",
            "basis": "consent",
            "name": "Usage statistics",
            "text": "We count which pages and buttons are used, to improve the service.",
            "data": ["pages opened", "buttons pressed"],
            "allowed": True,
            "decided_at": "2026-12-02T09:30:00Z",
        },
        {
            "id": "location",
            "basis": "consent",
            "name": "Your location",
            "text": "Your app may send where you are, rounded to about a kilometre and kept for a "
            "day, to show pick-up points near you.",
            "data": ["rounded location"],
            "allowed": False,
            "decided_at": None,
        },
    ],
}
SHOWN: dict[str, dict[str, Any]] = {
    "reply": {
        "person": _ASKED,
        "visitor, nothing decided": {
            **_ASKED,
            "served_as": "visitor",
            "purposes": [
                {**one, "allowed": False, "decided_at": None} for one in _ASKED["purposes"]
            ],
        },
    }
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
    "reply": {"kept": {"expires_at": "2026-12-03T09:30:00Z"}},
}
LOCATION_FORGOTTEN: dict[str, dict[str, Any]] = {"reply": {"forgotten": {"forgotten": True}}}
