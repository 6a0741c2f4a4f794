"""How much of a supplier's day one may have. Pure.

Half of a day is for visitors, half for who follows. Most of the second half is for polls; what is
said here of the follows' share is said of the rest, for who opens what they follow. A share shrinks
as it empties; who has asked nothing yet gets one call while any is left for such as they are. Many
who are one are counted as one: the addresses of a /48 (mildly those of a /24), and the accounts of
one source while they are young. All young accounts together have no more than half of the follows'
share, wherever they come from. A fifth of that share is kept for the last quarter of the day, for
parcels that have been followed for longer than a day.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.platform.suppliers.port import Asker

LAST_QUARTER = 18
"""The hour (UTC) from which on the reserve may be used."""
_OF_A_DAY = 20
"""At most the twentieth part of a day is one source's: a tenth of its half."""
_LEAST = 5
_MOST = 10_000
"""Calls of one source in a day, however much there is: its counter is one document."""
_MOST_OF_A_NETWORK = 4 * _MOST
_OF_WHAT_IS_LEFT = 8
_OF_YOUNG = 20
_OF_A_48 = 4
_OF_A_24 = 2
_RESERVE = 5


@dataclass(frozen=True, slots=True)
class Payer:
    """From whose share a look-up is paid."""

    source: str
    """Whose look-ups are counted together."""
    asker: Asker = Asker.VISITOR
    network: str = ""
    """Which sources are counted together too, with its size behind a slash; empty: none."""
    young: bool = False
    """Whether it is an account of less than two days."""
    long: bool = False
    """Whether the parcel has been followed for longer than a day."""

    def may_use_the_reserve(self, now: datetime) -> bool:
        """Tell whether what is kept for the end of the day is open to them."""
        return self.long and now.hour >= LAST_QUARTER


@dataclass(frozen=True, slots=True)
class Day:
    """How a supplier's day stands for one kind of asker."""

    daily: int
    """How often the supplier may be asked, by all."""
    half: int
    """How often for this kind of asker: their share."""
    spent: int
    """How often it was."""
    young: int = 0
    """How often young accounts have asked, with the one that asks now."""


def is_within(payer: Payer, day: Day, now: datetime, *, own: int, network: int | None) -> bool:
    """Tell whether one more look-up is within a payer's share.

    Args:
        payer: Whose it is.
        day: How it stands.
        now: The time (UTC).
        own: How often this source has asked, with this time.
        network: How often its network has; None: it has none.
    """
    left, part = day.half - day.spent, _OF_WHAT_IS_LEFT
    if payer.asker is Asker.FOLLOW and not payer.may_use_the_reserve(now):
        left -= day.half // _RESERVE
    if payer.young:
        left, part = min(left, day.half // 2 - (day.young - 1)), _OF_YOUNG
    if left < 1:
        return False
    if network is not None:
        of_network = _OF_A_24 if payer.network.endswith("/24") else _OF_A_48
        if network > min(_MOST_OF_A_NETWORK, max(1, left // of_network)):
            return False
    return own <= min(_MOST, max(_LEAST, day.daily // _OF_A_DAY), max(1, left // part))
