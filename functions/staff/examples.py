"""Examples of what staff ask and are answered, for the API description."""

from typing import Any

_ID = "4d1f0c6ab83e47f2a90d5c3b7e61f8a2"

LOOK_UP: dict[str, dict[str, Any]] = {
    "request": {
        "by_email": {"email": "jane@example.com"},
        "by_phone": {"phone": "+49 171 1234567"},
        "by_id": {"id": _ID},
    },
    "reply": {"found": {"id": _ID}},
}
PERSON: dict[str, dict[str, Any]] = {
    "reply": {
        "masked": {
            "id": _ID,
            "person": {
                "email": "j\u2026@example.com",
                "phone": None,
                "country": "DE",
                "locale": "de-DE",
                "time_zone": None,
                "nickname": "J\u2026",
                "gender": None,
                "birthday": "\u2026",
                "quick_logins": "\u2026",
            },
            "created_at": "2026-11-25T16:20:00Z",
            "counts": {"devices": 1, "disclosures": 2, "follows": 3, "identities": 1},
            "allowed": ["analytics", "status_email"],
            "erasure": None,
            "minor": None,
            "unmasked": [],
        }
    }
}
UNMASK: dict[str, dict[str, Any]] = {
    "request": {
        "a_call_for_help": {"group": "account", "reason": "person-asked", "ticket": "SUP-1234"},
        "to_answer_a_request": {
            "group": "account",
            "reason": "rights-request",
            "ticket": "PRIV-12",
            "request": "0f3c9a5be2d477880f3c9a5be2d47788",
        },
    },
    "reply": {
        "for_a_quarter_of_an_hour": {
            "status": "shown",
            "id": None,
            "group": "account",
            "reason": "person-asked",
            "ticket": "SUP-1234",
            "request": None,
            "until": "2026-12-02T09:45:00Z",
            "records": {
                "people": [
                    {
                        "email": "jane@example.com",
                        "phone": None,
                        "country": "DE",
                        "locale": "de-DE",
                        "time_zone": None,
                        "nickname": "Jane",
                        "gender": None,
                        "birthday": None,
                        "quick_logins": [],
                    }
                ],
                "sessions": [{"by": "email"}],
            },
            "cut": [],
        }
    },
}
CONFIRM: dict[str, dict[str, Any]] = {
    "request": {"as_agreed": {"ticket": "LAW-7"}},
    "reply": {
        "for_who_asked": {
            "group": "account",
            "reason": "legal-duty",
            "ticket": "LAW-7",
            "until": "2026-12-02T09:45:00Z",
        }
    },
}
OF_MINOR: dict[str, dict[str, Any]] = {
    "request": {"reported": {"ticket": "PRIV-77"}},
    "reply": {
        "stored_only": {
            "status": "pending",
            "asked_at": "2026-12-02T09:30:00Z",
            "until": "2026-12-05T09:30:00Z",
            "ticket": "PRIV-77",
            "asked_by_you": True,
            "told": True,
            "erasure": None,
        }
    },
}
MINOR_CALLED_OFF: dict[str, dict[str, Any]] = {
    "request": {"not_so": {"reason": "not-a-minor", "ticket": "PRIV-78"}},
    "reply": {
        "as_before": {
            "status": "none",
            "asked_at": None,
            "until": None,
            "ticket": None,
            "asked_by_you": False,
            "told": False,
            "erasure": None,
        }
    },
}
MINOR_CONFIRMED: dict[str, dict[str, Any]] = {
    "request": {"as_agreed": {"ticket": "PRIV-77"}},
    "reply": {
        "running": {
            "receipt_id": "0f3c9a5be2d477880f3c9a5be2d47788",
            "status": "running",
            "stage": "counting",
            "asked_at": "2026-12-02T09:30:00Z",
            "due_at": "2026-12-03T09:30:00Z",
            "counts": {"sessions": 1},
            "finished_at": None,
            "irrecoverable_after": None,
        }
    },
}
_REQUEST: dict[str, Any] = {
    "id": "0f3c9a5be2d477880f3c9a5be2d47788",
    "kind": "objection",
    "purpose": "tracking",
    "source": "account",
    "status": "open",
    "received_at": "2026-12-02T09:30:00Z",
    "due_at": "2027-01-02T09:30:00Z",
    "extension": None,
    "outcome": None,
    "answered_at": None,
    "proven": True,
    "see": "/v1/consents",
    "person": None,
}
REQUEST_LISTED: dict[str, dict[str, Any]] = {
    "reply": {"one": {"items": [_REQUEST], "next_cursor": None}}
}
REQUEST_WORKED: dict[str, dict[str, Any]] = {
    "request": {
        "put_off": {"extend": "complex"},
        "refused": {"outcome": "overriding_grounds", "answer": "Because of the open claim."},
        "lifted": {"lift": True},
    },
    "reply": {
        "refused": {
            **_REQUEST,
            "status": "refused",
            "outcome": "overriding_grounds",
            "answered_at": "2026-12-09T10:00:00Z",
        }
    },
}
REQUEST_SEEN: dict[str, dict[str, Any]] = {
    "reply": {
        "by_mail": {
            **_REQUEST,
            "kind": "rectification",
            "purpose": None,
            "source": "mail",
            "status": "unproven",
            "proven": False,
            "see": "/v1/me",
            "email": "ada@example.org",
            "text": "My name is Ada, not Adam.",
        },
        "of_an_account": {**_REQUEST, "person": _ID, "email": None, "text": None},
    }
}
