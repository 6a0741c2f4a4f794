"""Examples of the profile's requests and replies, for the API description."""

from typing import Any

_FACTS = {"model": "Pixel 9", "os": "Android", "os_version": "16", "app_version": "1.0.0"}

_ADA = {
    "email": "ada@example.com",
    "phone": None,
    "masked": False,
    "country": "DE",
    "locale": "de-DE",
    "nickname": "Ada",
    "gender": None,
    "birthday": "--05-17",
    "policy_version": "1",
    "created_at": "2026-03-02T09:30:00Z",
}

PROFILE: dict[str, dict[str, Any]] = {
    "request": {
        "change": {"nickname": "Ada", "locale": "de-DE"},
        "erase": {"gender": None, "birthday": None},
        "new email": {"email": "ada@example.com", "code": "123456"},
    },
    "reply": {
        "in full": _ADA,
        "masked": {**_ADA, "email": "a\u2026@example.com", "masked": True},
    },
}

PREFERENCES: dict[str, dict[str, Any]] = {
    "request": {"chosen": {"language": "de", "layout": "cards"}, "none": {}},
    "reply": {"chosen": {"served_as": "person", "language": "de", "layout": "cards"}},
}

IDENTITY: dict[str, dict[str, Any]] = {
    "request": {"google": {"quick_login": {"provider": "google", "id_token": "eyJhbGciOi..."}}},
    "reply": {"google": {"provider": "google", "linked_at": "2026-03-02T09:30:00Z"}},
}

DEVICE: dict[str, dict[str, Any]] = {
    "request": {"app": _FACTS, "nothing": {}},
    "reply": {
        "app": {
            **_FACTS,
            "id": "0f3c9a5be2d477880f3c9a5be2d47788",
            "device_id": None,
            "browser": None,
            "browser_version": None,
            "push": False,
            "added_at": "2026-03-02T09:30:00Z",
        }
    },
}
RECOVERY: dict[str, dict[str, Any]] = {
    "reply": {"new": {"recovery_code": "7QK2-M0XA-9DTC-R41B"}},
}
