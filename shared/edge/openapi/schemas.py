"""JSON Schema as clients can be generated from it: what Pydantic writes, in fewer words. Pure."""

import json
from collections.abc import Mapping
from typing import Any

MAY_BE_LEFT_OUT = "May be left out."
_NULL = {"type": "null"}
_NAMED = frozenset({"$ref", "enum", "const"})
"""What is more than a type: it cannot be one of two."""


def tidied(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema without what makes generators write bad clients.

    No field has a default. Of one that may be left out it would be sent by a client that fills it
    in, where null erases; or a client would have to send it. What is there in its place is said in
    words. What may be null is one type, not a choice of two. Titles are left out: names of types
    are those of the components alone.
    """
    found = {name: _tidied(name, value) for name, value in schema.items() if name != "title"}
    needed = schema.get("required", ())
    for name, one in found.get("properties", {}).items():
        _without_default(one, needed=name in needed)
    return _as_one_type(found)


def _tidied(name: str, value: object) -> Any:  # noqa: ANN401 - JSON
    if name in {"properties", "$defs"} and isinstance(value, dict):
        return {field: tidied(one) for field, one in value.items()}
    if name in {"default", "const", "enum", "example", "examples"}:
        return value
    if isinstance(value, dict):
        return tidied(value)
    if isinstance(value, list):
        return [tidied(one) if isinstance(one, dict) else one for one in value]
    return value


def _without_default(field: dict[str, Any], *, needed: bool) -> None:
    if "default" not in field:
        return
    default = field.pop("default")
    if not needed:
        value = default if isinstance(default, str) else json.dumps(default)
        then = f"May be left out: then `{value}`."
        said = MAY_BE_LEFT_OUT if default in (None, "") else then
        field["description"] = f"{field.get('description', '')} {said}".strip()


def _as_one_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema in which a simple type that may be null is one of two types."""
    options = schema.get("anyOf", ())
    others = [one for one in options if one != _NULL]
    if len(others) != 1 or len(options) != 2 or not _NAMED.isdisjoint(others[0]):  # noqa: PLR2004
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**others[0], "type": [others[0]["type"], "null"], **rest}
