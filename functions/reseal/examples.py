"""Examples of what a run reports, for the API description."""

from typing import Any

RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "begun": {
            "begun": True,
            "rekeyed": 120,
            "resealed": 0,
            "objects": 0,
            "damaged": 0,
            "waiting": 120,
            "left": 120,
            "finished": False,
        },
        "done": {
            "begun": False,
            "rekeyed": 0,
            "resealed": 120,
            "objects": 2816,
            "damaged": 0,
            "waiting": 0,
            "left": 0,
            "finished": True,
        },
    }
}
