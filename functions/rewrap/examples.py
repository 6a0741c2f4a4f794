"""Examples of what a run reports, for the API description."""

from typing import Any

RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "done": {
            "epochs_begun": 7,
            "rewrapped": 120,
            "damaged": 0,
            "left": 0,
            "resealing": False,
            "finished": True,
        }
    }
}
