"""Examples of the profile's requests and replies, for the API description."""

from typing import Any

_FACTS = {"model": "Pixel 9", "os": "Android", "os_version": "16", "app_version": "1.0.0"}

DEVICE: dict[str, dict[str, Any]] = {
    "request": {"app": _FACTS, "nothing": {}},
    "reply": {
        "app": {
            **_FACTS,
            "id": "0f3c9a5be2d477880f3c9a5be2d47788",
            "device_id": None,
            "browser": None,
            "browser_version": None,
            "push": False,
            "added_at": "2026-03-02T09:30:00Z",
        }
    },
}
