"""How sensitive values are shown by default: enough to recognise one's own, too little to use."""

from collections.abc import Callable

Mask = Callable[[str], str]


def last_four(text: str) -> str:
    """Show the last four characters of a waybill number or phone; nothing of one under 8."""
    return f"…{text[-4:]}" if len(text) >= 8 else "…"  # noqa: PLR2004 - half of it at most


def first_letter(text: str) -> str:
    """Show the first letter of a name."""
    return f"{text[:1]}…"


def mask_email(text: str) -> str:
    """Show the first letter of a mailbox, and its domain."""
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}…{at}{domain}"


def hidden(text: str) -> str:
    """Show only that there is something."""
    return "…" if text else ""
