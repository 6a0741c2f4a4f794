"""Examples of registration's requests and replies, for the API description."""

from typing import Any

_SESSION = {
    "id": "3f1c9a0be2d47788",
    "token": "agp_eu_3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs",
    "expires_at": "2026-08-29T09:30:00Z",
}

CODE: dict[str, dict[str, Any]] = {
    "request": {
        "mail": {"email": "jane@example.com", "country": "DE"},
        "phone": {"phone": "+49 171 1234567", "country": "DE"},
    },
    "reply": {"always": {"valid_minutes": 10}},
}

ACCOUNT: dict[str, dict[str, Any]] = {
    "request": {
        "necessary": {
            "email": "jane@example.com",
            "country": "DE",
            "code": "123456",
            "adult": True,
            "policy_version": "1",
        },
    },
    "reply": {
        "masked": {
            "account": {
                "email": "j\u2026@example.com",
                "phone": None,
                "country": "DE",
                "locale": None,
                "nickname": None,
                "created_at": "2026-03-02T09:30:00Z",
            },
            "session": _SESSION,
        }
    },
}

SIGN_IN: dict[str, dict[str, Any]] = {
    "request": {
        "code": {"email": "jane@example.com", "country": "DE", "code": "123456"},
    },
    "reply": {"session": {"session": _SESSION}},
}
