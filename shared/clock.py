"""Time as an argument: whoever needs a clock is given one."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

DAY = timedelta(days=1)


def midnight(now: datetime) -> datetime:
    """Return the start of a time's day, in its own offset."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the time of day, with an offset (UTC)."""
        ...

    def ticks(self) -> float:
        """Return seconds that only ever grow, for ages and deadlines."""
        ...


class SystemClock:
    """The machine's clock, ``ahead`` of time if the local stack wants it so."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC) + self._ahead

    def ticks(self) -> float:
        """Return the monotonic clock in seconds."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nobody waits for the answer any more."""

    clock: Clock
    at: float
    """In the clock's ticks."""

    @classmethod
    def after(cls, clock: Clock, span: timedelta) -> "Deadline":
        """Return the deadline that lies ``span`` ahead."""
        return cls(clock, clock.ticks() + span.total_seconds())

    def left(self) -> float:
        """Return the seconds that are left, 0 when it has passed."""
        return max(0.0, self.at - self.clock.ticks())

    @property
    def passed(self) -> bool:
        """Tell whether nothing is left."""
        return self.left() <= 0
