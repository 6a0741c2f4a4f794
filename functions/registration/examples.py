"""Examples of registration's requests and replies, for the API description."""

from typing import Any

_SESSION = {
    "id": "3f1c9a0be2d47788",
    "token": "agp_eu_O7Eu2jwpjbXeJVl_VNkk8uF-eKJq2JU-2CGO5oLwu76"
    "QIeLzAJ0VLJEb8fJexoOpAnFBZnZ6-9jlvQ-wEk7Lig",
    "expires_at": "2027-05-31T09:30:00Z",
}

_DEVICE = "agd_eu_3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs"

CODE: dict[str, dict[str, Any]] = {
    "request": {
        "mail": {"email": "jane@example.com", "country": "DE"},
        "phone": {"phone": "+49 171 1234567", "country": "DE"},
    },
    "reply": {"always": {"handle": "9YzTq0m1Vt8bXkq3u7JbVw", "valid_minutes": 10}},
}

_NONCE = "kX0c3Jt1vQ5mQm7x2uQb1wAAaH4l9B4w0m8n0F1q2v3Xc4d5e6f7g8h9i0j1k2l3m4n5o6p7"
_QUICK_LOGIN = {"provider": "apple", "id_token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI...IifQ.c2lnbmF0"}

NONCE: dict[str, dict[str, Any]] = {
    "reply": {"nonce": {"nonce": _NONCE, "expires_at": "2026-12-02T09:40:00Z"}},
}

REGISTRATION: dict[str, dict[str, Any]] = {
    "request": {
        "necessary": {
            "email": "jane@example.com",
            "country": "DE",
            "code": "123456",
            "handle": "9YzTq0m1Vt8bXkq3u7JbVw",
            "adult": True,
            "policy_version": "1",
        },
        "quick login": {
            "quick_login": _QUICK_LOGIN,
            "country": "DE",
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
                "created_at": "2026-12-02T09:30:00Z",
            },
            "session": _SESSION,
            "device_token": _DEVICE,
            "recovery_code": None,
        }
    },
}

SIGN_IN: dict[str, dict[str, Any]] = {
    "request": {
        "six digits": {
            "email": "jane@example.com",
            "country": "DE",
            "code": "123456",
            "handle": "9YzTq0m1Vt8bXkq3u7JbVw",
        },
        "long code": {
            "email": "jane@example.com",
            "country": "DE",
            "code": "4MZ7-0R2K-9QXC-T3WD",
        },
        "quick login": {"quick_login": _QUICK_LOGIN, "country": "DE"},
    },
    "reply": {"session": {"session": _SESSION, "device_token": None}},
}

REGION: dict[str, dict[str, Any]] = {
    "reply": {
        "eu": {
            "region": "eu",
            "base_url": "https://eu.api.example.org",
            "reason": "GDPR: stored in the European Economic Area, nothing is transferred",
        }
    }
}

SESSIONS_LISTED: dict[str, dict[str, Any]] = {
    "reply": {
        "app and browser": {
            "sessions": [
                {
                    "id": _SESSION["id"],
                    "by": "email",
                    "signed_in_at": "2026-12-02T09:30:00Z",
                    "used_on": "2026-12-02T09:30:00Z",
                    "current": True,
                },
                {
                    "id": "8b6e5a0c9d142f37",
                    "by": "google",
                    "signed_in_at": "2026-11-14T18:05:00Z",
                    "used_on": "2026-12-01T07:40:00Z",
                    "current": False,
                },
            ],
            "next_cursor": None,
        }
    }
}
SESSION_ENDED: dict[str, dict[str, Any]] = {"reply": {"ended": {"ended": True}}}
