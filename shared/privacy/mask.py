"""How sensitive values are shown by default: enough to recognise one's own, too little to use."""

import unicodedata
from collections.abc import Callable

Mask = Callable[[str], str]


def last_four(text: str) -> str:
    """Show the last four characters of a waybill number or phone; nothing of one under 8."""
    return f"…{text[-4:]}" if len(text) >= 8 else "…"  # noqa: PLR2004 - half of it at most


def first_letter(text: str) -> str:
    """Show the first letter of a name; nothing of one that has no other."""
    return f"{text.strip()[0]}…" if _has_another(text.strip()) else "…"


def mask_email(text: str) -> str:
    """Show the first letter of a mailbox, as of a name, and its domain."""
    local, at, domain = text.rpartition("@")
    return f"{first_letter(local)}{at}{domain}" if at else "…"


def hidden(text: str) -> str:
    """Show only that there is something."""
    return "…" if text else ""


_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
"""Letters of which two are a flag."""


def _has_another(text: str) -> bool:
    """Tell whether a second letter follows the first: not a mark, or a part of the same emoji."""
    first, before = text[:1], text[:1]
    for place, one in enumerate(text[1:], start=1):
        is_flag = place == 1 and ord(first) in _FLAGS and ord(one) in _FLAGS
        is_mark = unicodedata.category(one)[0] == "M" or unicodedata.category(one) == "Cf"
        if not (is_flag or is_mark or ord(one) in _TONES or before == _JOINER):
            return True
        before = one
    return False
