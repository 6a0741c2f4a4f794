"""Examples of rights' requests and replies, for the API description. Tests hold them to it."""

from typing import Any

_ADDRESS = {"email": "ada@example.org", "country": "DE", "code": "4MZ7-0R2K-9QXC-T3WD"}
_OPEN: dict[str, Any] = {
    "id": "0f3c9a5be2d477880f3c9a5be2d47788",
    "kind": "rectification",
    "purpose": None,
    "source": "code",
    "status": "open",
    "received_at": "2026-12-01T12:00:00Z",
    "due_at": "2027-01-01T12:00:00Z",
    "extension": None,
    "outcome": None,
    "answered_at": None,
    "proven": True,
    "see": "/v1/me",
}
_IN_FORCE: dict[str, Any] = {
    **_OPEN,
    "kind": "restriction",
    "source": "account",
    "status": "in_force",
    "outcome": "upheld",
    "answered_at": "2026-12-01T12:00:00Z",
    "see": None,
}
REQUEST: dict[str, dict[str, Any]] = {
    "request": {
        "restriction": {"kind": "restriction"},
        "objection": {"kind": "objection", "purpose": "analytics"},
        "erasure by code": {"kind": "erasure", "confirm": "DELETE", **_ADDRESS},
    },
    "reply": {
        "in force at once": {**_IN_FORCE, "served_as": "person", "withheld": None},
        "for somebody to read": {**_OPEN, "served_as": "visitor", "withheld": None},
        "a copy, by an old session": {
            **_OPEN,
            "kind": "access",
            "source": "account",
            "see": "/v1/exports",
            "served_as": "person",
            "withheld": "recent-sign-in-required",
        },
    },
}
LISTED: dict[str, dict[str, Any]] = {"reply": {"one": {"items": [_IN_FORCE], "next_cursor": None}}}
SHOWN: dict[str, dict[str, Any]] = {"reply": {"in force": _IN_FORCE, "open": _OPEN}}
TAKEN_BACK: dict[str, dict[str, Any]] = {
    "reply": {
        "lifted": {
            **_IN_FORCE,
            "status": "withdrawn",
            "outcome": "lifted",
            "answered_at": "2026-12-08T08:00:00Z",
        }
    }
}
FOUND: dict[str, dict[str, Any]] = {
    "request": {"by code": _ADDRESS},
    "reply": {"one": {"items": [_OPEN], "next_cursor": None}},
}
MAIL: dict[str, dict[str, Any]] = {
    "request": {
        "new": {
            "message_id": "<5c1d7e90@mail.example.org>",
            "from": "ada@example.org",
            "to": ["privacy@example.org"],
            "subject": "What do you hold about me?",
            "text": "Please send me a copy of it. Ada",
            "auto_submitted": False,
        }
    },
    "reply": {"new": {"outcome": "kept"}},
}
