"""Values as a person reads them, in HTML: no code, no column names, nothing that is empty. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from html import escape

from pydantic import BaseModel

from shared.kernel.texts import say

_LONGEST = 500


def is_empty(value: object) -> bool:
    """Tell whether there is nothing to show of a value."""
    return value is None or (not isinstance(value, bool | int | float) and not value)


def label(holds: str) -> str:
    """Return what a field holds as its heading."""
    return escape(holds[:1].upper() + holds[1:])


def shown(value: object, language: str) -> str:
    """Return a value as HTML: a time with its zone, yes or no, a list as a list."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, bool):
        said = say("export-page-yes" if value else "export-page-no", language)
        return escape(said.removesuffix("."))
    if isinstance(value, datetime):
        return f"<time>{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC</time>"
    if isinstance(value, Enum):
        return escape(str(value.value).replace("_", " "))
    if isinstance(value, Mapping):
        return _list(
            f"{label(_words(key))}: {shown(one, language)}"
            for key, one in value.items()
            if not is_empty(one)
        )
    if isinstance(value, list | tuple | set | frozenset):
        return _list(shown(one, language) for one in value)
    text = "" if value is None else str(value)
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _words(key: object) -> str:
    return str(key.value if isinstance(key, Enum) else key).replace("_", " ")


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
