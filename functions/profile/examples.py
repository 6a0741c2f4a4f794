"""Examples of the profile's requests and replies, for the API description."""

from typing import Any

_FACTS = {"model": "Pixel 9", "os": "Android", "os_version": "16", "app_version": "1.0.0"}

_ADA = {
    "email": "ada@example.com",
    "phone": None,
    "masked": False,
    "country": "DE",
    "locale": "de-DE",
    "time_zone": None,
    "quiet_hours": True,
    "daily_news": False,
    "email_paused": None,
    "phone_paused": None,
    "nickname": "Ada",
    "gender": None,
    "birthday": "--05-17",
    "policy_version": "1",
    "created_at": "2026-12-02T09:30:00Z",
}

PROFILE: dict[str, dict[str, Any]] = {
    "request": {
        "change": {"nickname": "Ada", "locale": "de-DE", "time_zone": "Europe/Vienna"},
        "erase": {"gender": None, "birthday": None},
        "new email": {"email": "ada@example.com", "code": "123456"},
    },
    "reply": {
        "in full": _ADA,
        "masked": {**_ADA, "email": "a\u2026@example.com", "masked": True},
    },
}
_PAUSED = {"since": "2026-12-02T09:30:00Z", "reason": "no_such_address"}
SHOWN = {"reply": {**PROFILE["reply"], "paused": {**_ADA, "email_paused": _PAUSED}}}
ADDRESS_PROVEN: dict[str, dict[str, Any]] = {
    "request": {"email": {"channel": "email", "code": "4MZ7-0R2K-9QXC-T3WD"}},
    "reply": {"in full": _ADA},
}

_CHOSEN = {"language": "de", "layout": "cards"}
PREFERENCES: dict[str, dict[str, Any]] = {
    "request": {"chosen": _CHOSEN, "none": {}},
    "reply": {
        "a person's": {"served_as": "person", **_CHOSEN},
        "a visitor's": {"served_as": "visitor", **_CHOSEN},
    },
}
PREFERENCES_SHOWN = {"reply": PREFERENCES["reply"]}

_GOOGLE = {"provider": "google", "linked_at": "2026-12-02T09:30:00Z"}
IDENTITY: dict[str, dict[str, Any]] = {
    "request": {"google": {"quick_login": {"provider": "google", "id_token": "eyJhbGciOi..."}}},
    "reply": {"google": _GOOGLE},
}
IDENTITIES_LISTED: dict[str, dict[str, Any]] = {
    "reply": {"one": {"identities": [_GOOGLE]}, "none": {"identities": []}}
}

_APP = {
    **_FACTS,
    "id": "0f3c9a5be2d477880f3c9a5be2d47788",
    "device_id": None,
    "browser": None,
    "browser_version": None,
    "push": None,
    "added_at": "2026-12-02T09:30:00Z",
}
DEVICE: dict[str, dict[str, Any]] = {
    "request": {"app": _FACTS, "nothing": {}},
    "reply": {"app": _APP},
}
DEVICES_LISTED: dict[str, dict[str, Any]] = {
    "reply": {"one": {"devices": [_APP], "next_cursor": None}},
}

_KEY = "BDqPxU_5gS3XZjZxVdY6hnEPgEqz_FZn1JGip8LhySLBqBCSzTOEX9hWqlu5Htk1zF1KMhm7GwDCgRymZaHSilQ"
_ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABnZ3Jh"
_BROWSERS = ["web-push-apple", "web-push-google", "web-push-microsoft", "web-push-mozilla"]
PUSH: dict[str, dict[str, Any]] = {
    "request": {
        "browser": {
            "web_push": {
                "subscription": {
                    "endpoint": _ENDPOINT,
                    "expirationTime": None,
                    "keys": {"p256dh": _KEY, "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
                },
                "key": _KEY,
            }
        },
        "app": {"fcm": {"token": "bk3RNwTe3H0CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1"}},
    },
    "reply": {"browser": {**_APP, "push": "web-push-mozilla"}, "app": {**_APP, "push": "fcm"}},
}
PUSH_OFFERED: dict[str, dict[str, Any]] = {
    "reply": {
        "browsers": {"fcm": False, "web_push_key": _KEY, "web_push_services": _BROWSERS},
        "nothing": {"fcm": False, "web_push_key": None, "web_push_services": []},
    }
}

KEPT: dict[str, dict[str, Any]] = {"reply": {"kept": {"kept": True}}}
REMOVED: dict[str, dict[str, Any]] = {"reply": {"removed": {"removed": True}}}

ACCESS_LOG: dict[str, dict[str, Any]] = {
    "reply": {
        "looked at, and given": {
            "items": [
                {
                    "what": "unmasked",
                    "whom": "support",
                    "name": None,
                    "data": "everything for account",
                    "about": "account",
                    "purpose": "account",
                    "at": "2026-12-02T10:15:00Z",
                    "until": "2026-12-02T10:15:00Z",
                    "reason": "person-asked",
                    "ticket": "SUP-1042",
                    "request": None,
                },
                {
                    "what": "given",
                    "whom": "mail",
                    "name": "the operator's mail relay",
                    "data": "email address",
                    "about": "account",
                    "purpose": "account",
                    "at": "2026-12-02T09:30:00Z",
                    "until": None,
                    "reason": None,
                    "ticket": None,
                    "request": None,
                },
            ],
            "next_cursor": None,
        }
    }
}

RECOVERY: dict[str, dict[str, Any]] = {
    "reply": {"new": {"recovery_code": "7QK2-M0XA-9DTC-R41B"}},
}

MESSAGES: dict[str, dict[str, Any]] = {
    "reply": {
        "news": {
            "items": [
                {
                    "id": "5d0a7c1be2d477880f3c9a5be2d47788",
                    "kind": "news-email",
                    "channel": "email",
                    "outcome": "sent",
                    "follows": ["0f3c9a5be2d477880f3c9a5be2d47788"],
                    "at": "2026-12-02T09:31:00Z",
                }
            ],
            "next_cursor": None,
        },
        "none": {"items": [], "next_cursor": None},
    }
}
