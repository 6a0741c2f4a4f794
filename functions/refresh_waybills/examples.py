"""Example of the report, for the API description."""

from typing import Any

TURNED: dict[str, dict[str, Any]] = {"reply": {"some": {"handed_out": 12, "rings": 1}}}
