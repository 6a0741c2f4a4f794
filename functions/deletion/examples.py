"""Examples of the deletion's request and reply, for the API description."""

from typing import Any

DELETION: dict[str, dict[str, Any]] = {
    "request": {"confirmed": {"confirm": "DELETE"}},
    "reply": {
        "running": {
            "receipt_id": "0f3c9a5be2d477880f3c9a5be2d47788",
            "status": "running",
            "stage": "counting",
            "asked_at": "2026-03-02T09:30:00Z",
            "due_at": "2026-03-03T09:30:00Z",
            "counts": {},
            "finished_at": None,
            "irrecoverable_after": None,
        }
    },
}
