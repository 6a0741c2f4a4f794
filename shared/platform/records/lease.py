"""Leases: one worker at a time, until it is done or says nothing more."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Lease:
    """For how long a worker that says nothing more is taken to be at work."""

    length: timedelta

    def until(self, now: datetime) -> datetime:
        """Return when a lease ends that is taken or renewed now."""
        return now + self.length

    def left(self, until: object, now: datetime) -> timedelta | None:
        """Return how long a lease still lasts that ends then; None: it is over, or there is none.

        Args:
            until: A time, as it stands in a record; anything else is none.
            now: The time.
        """
        return until - now if isinstance(until, datetime) and now < until else None

    def is_aged(self, until: object, now: datetime) -> bool:
        """Tell whether half of it or more is over, so that it should be renewed."""
        left = self.left(until, now)
        return left is None or left < self.length / 2
