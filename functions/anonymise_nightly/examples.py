"""Examples of what a run reports, for the API description."""

from typing import Any

_DONE: dict[str, Any] = {
    "day": "2026-12-02",
    "dry_run": False,
    "seen": 34,
    "deleted": 33,
    "collections": [
        {"collection": "shipments", "deleted": 20, "changed": 1},
        {"collection": "sign_in_codes", "deleted": 13, "changed": 0},
    ],
    "archives": {"deleted": 0, "left": 0},
    "orphans": {"confirmed": 0, "deleted": 0, "left": 0},
    "withdrawals": {"withdrawals": 0, "deleted": 0, "left": 0},
    "inactive": {"told": 2, "untold": 0, "anonymised": 1, "waiting": 4},
    "minors": 0,
    "months_closed": 0,
    "set_aside": 0,
    "left": 0,
    "oldest_overdue": None,
    "erasures": 0,
    "erasures_late": 0,
    "rights": {"waiting": 1, "soon": 0, "overdue": 0},
    "parts_open": 0,
    "finished": True,
}
RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "done": _DONE,
        "some is left": {
            **_DONE,
            "seen": 5034,
            "left": 5000,
            "oldest_overdue": "2026-12-01",
            "parts_open": 3,
            "finished": False,
        },
    }
}
