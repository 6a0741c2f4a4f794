"""A flat rule, to compare with: every parcel is asked for every two hours until it is delivered.

That is karrio's (``DEFAULT_TRACKERS_UPDATE_INTERVAL = 7200``). Its calls are counted and not made,
and by night too. Pure.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from infra.local.drills.lives import Found, Life

EVERY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Flat:
    """The flat rule, over a time."""

    lives: Sequence[Life]
    offsets: Sequence[timedelta]
    """When after the beginning each is asked for first."""
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, lives: Sequence[Life], begins: datetime, ends: datetime, seed: int) -> "Flat":
        """Return the rule over a time, with offsets by chance."""
        chosen = random.Random(seed)  # noqa: S311 - the same offsets every time
        return cls(lives, [chosen.random() * EVERY for _ in lives], begins, ends)

    def calls(self) -> int:
        """Return how often carriers would be asked."""
        return sum(self._calls(life, offset) for life, offset in self._each())

    def late(self) -> Iterator[Found]:
        """Yield what happens in the time, as it would be found."""
        for life, offset in self._each():
            for event in life.events:
                if self.begins <= event.at < self.ends:
                    yield life.found(event, self._next(offset, event.at))

    def _each(self) -> Iterator[tuple[Life, timedelta]]:
        return zip(self.lives, self.offsets, strict=True)

    def _calls(self, life: Life, offset: timedelta) -> int:
        """Count the calls about one: the one that finds it delivered is the last."""
        delivered = life.delivered
        last = self.ends if delivered is None else self._next(offset, delivered)
        until = min(last + timedelta(microseconds=1), self.ends)
        return max(0, -((self.begins + offset - until) // EVERY))

    def _next(self, offset: timedelta, moment: datetime) -> datetime:
        """Return when it is asked for after a moment."""
        first = self.begins + offset
        return first - (first - moment) // EVERY * EVERY
