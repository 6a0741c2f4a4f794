"""Which addresses can be an operation's, and that all of them come to us to be answered."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.convertors import Convertor, register_url_convertor

_PLAIN = re.compile(r"[!-~]*")
_SLASH = b"%2f"


class _Anything(Convertor[str]):
    """Any path, one with line ends too: Starlette's own leaves those to the framework's 404."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """Return the path as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return the path as it is."""
        return value


def take_all() -> None:
    """Have the framework hand us every path. To be called before it builds its routes."""
    register_url_convertor("path", _Anything())


def may_be_ours(scope: Mapping[str, Any]) -> bool:
    """Tell whether an address can be an operation's: no id or token of ours has other characters.

    A slash that was sent encoded belongs to a segment, and no segment of ours has one; Starlette
    would take it for a separator.
    """
    return (
        _PLAIN.fullmatch(scope["path"]) is not None
        and _SLASH not in (scope.get("raw_path") or b"").lower()
    )
