"""Examples of the deletion's request and reply, for the API description."""

from typing import Any

_RUNNING: dict[str, Any] = {
    "receipt_id": "0f3c9a5be2d477880f3c9a5be2d47788",
    "status": "running",
    "stage": "counting",
    "asked_at": "2026-12-02T09:30:00Z",
    "due_at": "2026-12-03T09:30:00Z",
    "counts": {},
    "finished_at": None,
    "irrecoverable_after": None,
}

DELETION: dict[str, dict[str, Any]] = {
    "request": {"confirmed": {"confirm": "DELETE"}},
    "reply": {"running": _RUNNING},
}
RECEIPT: dict[str, dict[str, Any]] = {
    "reply": {
        "finished": {
            **_RUNNING,
            "status": "finished",
            "stage": "finished",
            "counts": {"people": 1, "sessions": 2, "follows": 3, "devices": 1, "consents": 2},
            "finished_at": "2026-12-02T09:31:25Z",
            "irrecoverable_after": "2026-12-09T09:30:04Z",
        },
        "running": _RUNNING,
    }
}
