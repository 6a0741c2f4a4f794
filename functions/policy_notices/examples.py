"""Examples of what a run reports, for the API description."""

from typing import Any

RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "everybody was written to": {
            "announced": [
                {
                    "version": "2",
                    "sent": 214,
                    "refused": 1,
                    "failed": 0,
                    "unreachable": 2,
                    "restricted": 0,
                    "not_told": [
                        "4d1f0c6ab83e47f2a90d5c3b7e61f8a2",
                        "9c0b7d52e8f14a36b1d2c3e4f5a60718",
                        "e2a47f90c3b84d15a6f7081929394a5b",
                    ],
                    "left": False,
                    "told": "2026-12-02T06:00:41Z",
                    "shown": "2026-12-01T08:12:09Z",
                    "effect": "2027-01-01T06:00:41Z",
                }
            ],
            "finished": True,
        },
        "nothing to announce": {"announced": [], "finished": True},
    }
}
