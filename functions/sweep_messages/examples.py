"""Example of the report, for the API description."""

from typing import Any

SWEPT: dict[str, dict[str, Any]] = {"reply": {"some": {"handed_on": 2}}}
