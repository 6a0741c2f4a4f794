"""Examples of what a run reports, for the API description."""

from typing import Any

RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "done": {
            "kinds": [
                {"kind": "erasure", "seen": 12, "again": 2, "left": 0},
                {"kind": "withdrawal", "seen": 48, "again": 5, "left": 0},
            ],
            "left": 0,
            "finished": True,
        }
    }
}
