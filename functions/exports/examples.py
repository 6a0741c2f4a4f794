"""Examples of the replies of exports, for the API description. Tests hold them to it."""

from typing import Any

_ID = "3f1c9a0be2d477880123456789abcdef"
_LINK = (
    "https://storage.googleapis.com/agogopost-eu-exports/exports/9c1d/51aa.zip"
    "?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=7be1"
)
_READY: dict[str, Any] = {
    "id": _ID,
    "status": "ready",
    "asked_at": "2026-12-01T12:00:00Z",
    "due_at": "2026-12-02T12:00:00Z",
    "ready_at": "2026-12-01T12:00:20Z",
    "expires_at": "2026-12-08T12:00:20Z",
    "bytes": 48213,
    "url": _LINK,
    "url_expires_at": "2026-12-01T12:20:00Z",
    "url_withheld": None,
}
ASKED: dict[str, dict[str, Any]] = {
    "reply": {
        "asked": {"id": _ID, "status": "preparing", "due_at": "2026-12-02T12:00:00Z"},
    }
}
SHOWN: dict[str, dict[str, Any]] = {
    "reply": {
        "ready": _READY,
        "ready, signed in long ago": {
            **_READY,
            "url": None,
            "url_expires_at": None,
            "url_withheld": "recent-sign-in-required",
        },
    }
}
LISTED: dict[str, dict[str, Any]] = {
    "reply": {
        "one": {"items": [SHOWN["reply"]["ready, signed in long ago"]]},
        "none": {"items": []},
    }
}
