"""JSON Merge Patch (RFC 7396). Pure."""

from collections.abc import Mapping
from typing import Any

MEDIA_TYPE = "application/merge-patch+json"


def merged(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object after a patch: null erases, an object is merged into, the rest replaces."""
    result = dict(target)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            within = result.get(name)
            result[name] = merged(within if isinstance(within, Mapping) else {}, value)
        else:
            result[name] = value
    return result
