"""How who calls stands with limits of their own, noted while their request is carried out.

Only what is theirs alone is noted: their source's at this instance, or their account's. How an
address, a network, a region or a supplier stands would tell them what others do.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class LimitStanding:
    """How one limit stands after what a request has cost."""

    policy: str
    """The limit's name."""
    quota: int
    """How much is allowed in the window."""
    window: timedelta
    left: int
    """How much of it may be used within the span."""
    within: timedelta


noted: ContextVar[dict[str, LimitStanding] | None] = ContextVar("noted", default=None)
"""What one request has noted, by the limit's name. None: nobody is told."""


def tell(standing: LimitStanding) -> None:
    """Note how a limit stands; what was noted of it before is out of date."""
    standings = noted.get()
    if standings is not None:
        standings[standing.policy] = standing
