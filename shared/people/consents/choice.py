"""What somebody decides, and what they were shown. Pure, and light: every visitor's page asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.clock import DAY
from shared.kernel.errors import bad_field
from shared.privacy.notice import Notice, Text, current
from shared.privacy.purposes import ASKED

SCHEMA = "ISO/IEC TS 27560:2023"
"""Whose fields a consent record and its receipt have."""
TOKEN_LASTS = 180 * DAY
"""How long a visitor's own token is good."""


class Method(StrEnum):
    """How somebody said what they decided."""

    BANNER = "banner"
    SETTINGS = "settings"
    REGISTRATION = "registration"
    UNSUBSCRIBE = "unsubscribe"
    COMPLAINT = "complaint"
    """To who has their mailbox, who reported it to us."""
    WITHDRAWAL = "withdrawal"
    """Everything at once."""
    OBJECTION = "objection"
    """By a rights request."""
    RESTORED = "restored"
    """Before, by any of these: a restored backup had lost it, and it was written again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decides, and what they were shown."""

    grants: Mapping[str, bool]
    notice: int
    language: str
    method: Method
    signal: bool = False
    """Whether Global Privacy Control came with it."""


def shown(choice: Choice) -> Text:
    """Return the text that somebody says they were shown.

    Raises:
        InvalidInputError: It is not in force any more, was never, or does not ask this.
    """
    notice: Notice = current()
    if choice.notice != notice.version:
        raise bad_field("notice_version", "notice-not-current")
    if choice.language not in notice.texts:
        raise bad_field("language", "notice-language")
    if unknown := choice.grants.keys() - notice.since.keys():
        raise bad_field(
            f"grants.{min(unknown)}" if unknown <= ASKED.keys() else "grants", "not-asked"
        )
    return notice.texts[choice.language]
