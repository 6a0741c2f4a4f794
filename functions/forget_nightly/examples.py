"""Examples of what a run reports, for the API description."""

from typing import Any

RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "all of it": {
            "suppliers": [
                {"supplier": "aggregator", "stored": 1280, "forgotten": 317, "failed": False}
            ],
            "finished": True,
        },
        "the next run goes on": {
            "suppliers": [
                {"supplier": "aggregator", "stored": 1280, "forgotten": 40, "failed": True}
            ],
            "finished": False,
        },
    }
}
