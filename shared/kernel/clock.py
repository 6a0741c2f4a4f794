"""Time as an argument: whoever needs a clock is given one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

DAY = timedelta(days=1)


def midnight(now: datetime) -> datetime:
    """Return the start of a time's day, in its own offset."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def minute(now: datetime) -> datetime:
    """Return the start of a time's minute: where the time itself would be somebody's name."""
    return now.replace(second=0, microsecond=0)


def midnight_of(day: date) -> datetime:
    """Return when a day begins (UTC)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the time of day, with an offset (UTC)."""
        ...

    def ticks(self) -> float:
        """Return seconds that only ever grow, for ages and deadlines."""
        ...


_moved: ContextVar[timedelta | None] = ContextVar("moved", default=None)


@contextmanager
def moved_to(moment: datetime | None) -> Iterator[None]:
    """Let movable clocks go on from another moment, for one request; None: leave them."""
    token = _moved.set(None if moment is None else moment - datetime.now(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def moved_now() -> datetime | None:
    """Return what movable clocks show for the request at hand (UTC); None: it has moved none."""
    moved = _moved.get()
    return None if moved is None else datetime.now(UTC) + moved


_began: ContextVar[float] = ContextVar("began", default=0.0)


@contextmanager
def begun_at(ticks: float) -> Iterator[None]:
    """Say when the request at hand began: what decides about its writes must not be older."""
    token = _began.set(ticks)
    try:
        yield
    finally:
        _began.reset(token)


def began() -> float:
    """Return when the request at hand began, in ticks; 0: there is none."""
    return _began.get()


class SystemClock:
    """The machine's clock, ``ahead`` of time if the local stack wants it so."""

    def __init__(self, ahead: timedelta = timedelta(0), *, movable: bool = False) -> None:
        self._ahead, self._movable = ahead, movable

    def now(self) -> datetime:
        """Return the time in UTC."""
        moved = _moved.get() if self._movable else None
        return datetime.now(UTC) + (self._ahead if moved is None else moved)

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
