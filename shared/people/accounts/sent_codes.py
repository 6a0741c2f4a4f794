"""Which messages with codes went to a mailbox or a phone lately, and when the next one may. Pure.

Anybody can have a code sent anywhere, so messages that strangers ask for are spaced: ten minutes,
growing to an hour, until one of their codes is used. What is not sent is no loss: the long code of
the last message is good until the next one may go. Whoever shows that they are known there has
messages of their own.

Six digits can be guessed, so few messages carry them: with five tries each that is 55 guesses in a
million, whoever asks and whoever guesses.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION

DIGITS_VALID = timedelta(minutes=10)
LONG_VALID = timedelta(minutes=70)
"""Ten minutes more than the longest that the next message has to wait."""
TRIES = 5
DIGITS = 8
"""Messages with six digits to one address that strangers ask for, in a window."""
KNOWN_DIGITS = 3
"""Further ones for who is known."""
WINDOW = DAY + DIGITS_VALID
"""So long every code counts by which something can be guessed within one day."""
USED_PER_HOUR = 10
USED_PER_DAY = 40
KNOWN_PER_HOUR = 5
KNOWN_PER_DAY = 15
_MOST = 100
"""Messages that are remembered: fewer go within a window, unless none has to wait."""
_SPACES = tuple(timedelta(minutes=one) for one in (10, 10, 10, 20, 30, 40, 50, 60))
SENT = Retention("sent-codes", 2 * DAY, "the last message")


class SentCodes(
    Record, collection="sent_codes", database=Database.DATA, owner="whoever has the address"
):
    """When codes were sent to an address lately. Its name is a keyed hash of the mailbox."""

    sent: Annotated[
        str,
        Personal(
            Kind.CONTACT,
            purpose=PROTECTION,
            keep=SENT,
            holds="when codes were sent to an address, under a keyed hash of it, and the names of "
            "the counters of who asked; never the address or a code",
            clear="it must be known before anyone's key is",
        ),
    ]
    used: Annotated[
        str, Operational(keep=SENT, why="which of them was used last, so that the next may go")
    ] = ""
    expires: Annotated[AwareDatetime, Operational(keep=SENT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SENT, why="when the nightly run deletes it")]


class CodeUse(StrEnum):
    """What became of a message."""

    FIRST_TRY = "first"
    """Its six digits were used at the first try: they cost nobody a guess."""
    LATER = "later"
    """One of its codes was used."""
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class SentCode:
    """A message with a code."""

    at: int
    """When it was asked for, in milliseconds since 1970: no two of an address have the same."""
    digits: bool
    """Whether it carries six digits beside the long code."""
    known: bool
    """Whether somebody who is known there asked for it."""
    over: bool = False
    """Whether it was used, or could not be sent: the next one need not wait for it."""
    unsent: bool = False
    """Whether it could not be sent."""
    counters: tuple[str, ...] = ()
    """Under which counters who asked stands, while a use gives it back to them."""

    @property
    def id(self) -> str:
        """Return what tells it from the others of its address."""
        return str(self.at)

    @property
    def moment(self) -> datetime:
        """Return when it was asked for."""
        return datetime.fromtimestamp(self.at / 1000, UTC)

    def is_good(self, now: datetime) -> bool:
        """Tell whether its long code is."""
        return now < self.moment + LONG_VALID


def read(fields: Mapping[str, object], now: datetime) -> tuple[SentCode, ...]:
    """Return the messages of a stored record that still count, the oldest first.

    What was used by its six digits at the first try has cost nobody a guess.
    """
    listed = json.loads(str(fields.get("sent") or "[]"))
    found = [SentCode(**{**one, "counters": tuple(one["counters"])}) for one in listed]
    used, _, how = str(fields.get("used") or "").partition(":")
    return tuple(
        replace(
            one,
            over=one.over or one.id == used,
            unsent=one.unsent or (one.id == used and how == CodeUse.UNSENT),
            digits=one.digits and not (one.id == used and how == CodeUse.FIRST_TRY),
            counters=one.counters if one.is_good(now) else (),
        )
        for one in found
        if one.moment > now - WINDOW
    )


def written(sent: Sequence[SentCode]) -> str:
    """Return messages as they are stored: of those that count no more only the last."""
    kept = [one for one in sent[-_MOST:-1] if one.digits or not one.unsent]
    return json.dumps([asdict(one) for one in (*kept, *sent[-1:])], separators=(",", ":"))


def used_as(one: SentCode, how: CodeUse) -> str:
    """Return how it is written down that a message's code was used, or never sent."""
    return f"{one.id}:{how}"


def next_one(
    sent: tuple[SentCode, ...], now: datetime, *, known: bool, digits: bool, spaced: bool = True
) -> SentCode | None:
    """Return the message that may be sent now; None: it has to wait.

    Args:
        sent: What was sent before.
        now: The time.
        known: Whether who asks is known there: then a message of theirs may go if they have some
            left, and else as a stranger's may.
        digits: Whether six digits are wanted.
        spaced: Whether any has to wait.
    """
    at = max(int(now.timestamp() * 1000), max((one.at for one in sent), default=0) + 1)
    if not spaced:
        return SentCode(at, digits=digits, known=known)
    if not _has_room(sent, now):
        return None
    waiting = [one for one in sent if not one.over]
    as_known = known and _has_own(waiting, now)
    if not as_known and not _may_go(waiting, now):
        return None
    carrying = sum(one.digits and one.known == as_known for one in sent)
    allowed = carrying < (KNOWN_DIGITS if as_known else DIGITS)
    return SentCode(at, digits=digits and allowed, known=as_known)


def _has_room(sent: tuple[SentCode, ...], now: datetime) -> bool:
    """Tell whether the reader of a mailbox may use more: what is sent costs the region.

    Nobody else can use their codes, so nobody else can use this up.
    """
    used = [one.moment for one in sent if one.over and not one.unsent]
    lately = sum(one > now - timedelta(hours=1) for one in used)
    return len(used) < USED_PER_DAY and lately < USED_PER_HOUR


def _has_own(waiting: list[SentCode], now: datetime) -> bool:
    own = [one.moment for one in waiting if one.known]
    lately = sum(one > now - timedelta(hours=1) for one in own)
    return len(own) < KNOWN_PER_DAY and lately < KNOWN_PER_HOUR


def _may_go(waiting: list[SentCode], now: datetime) -> bool:
    strangers = [one.moment for one in waiting if not one.known]
    if not strangers:
        return True
    space = _SPACES[min(len(strangers), len(_SPACES)) - 1]
    return now >= strangers[-1] + space
