"""Invented lives of parcels: who follows them since when, and what happens to them. Pure.

A third comes from another country and is long on its way; an eighth is not handed over at the first
try; a fifth waits at a counter; one in twenty-five falls silent. The day that is played may be any
of a life: before anybody knows the number, or days after it was delivered. The same seed is the
same lives.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.kernel.clock import DAY, midnight
from shared.parcels.carriers.model import Status
from shared.parcels.follows.wheel import is_night

ZONES: Mapping[str, tuple[str, ...]] = {
    "eu": ("Europe/Berlin", "Europe/Berlin", "Europe/Berlin", "Europe/Madrid", "Europe/Helsinki"),
    "us": ("America/New_York", "America/New_York", "America/Chicago", "America/Los_Angeles"),
    "asia": ("Asia/Singapore", "Asia/Singapore", "Asia/Tokyo"),
}
"""Where the people of a region are; the day is played by the clock of the first."""
CARRIERS: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "eu": (("ups", "fedex", "usps"), (5, 4, 1)),
    "us": (("ups", "fedex", "usps", "post_cn"), (4, 3, 2, 2)),
    "asia": (("ups", "fedex", "post_cn"), (3, 2, 3)),
}
"""Who brings them, how often; China Post is asked for at 17TRACK, where that may be asked."""
_INTERNATIONAL, _FAILED, _PICKED_UP, _LOST = 0.35, 0.12, 0.2, 0.04
_SHARED = 0.08
"""Parcels that several follow: two to five."""
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_BEFORE, _AFTER, _SILENT = 1, 4, 14
"""Days of a life before its first event, after its last, and after it has fallen silent."""
Hours = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Happened:
    """What happens to a parcel."""

    at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class Found:
    """Something that happened, and when that was found."""

    status: Status
    is_by_night: bool
    after: timedelta | None
    """So long after it happened; None: it is not yet found."""


@dataclass(frozen=True, slots=True)
class Life:
    """A parcel's life, and who follows it."""

    number: str
    carrier: str
    zone: str
    """Where it goes, and who follows it is."""
    followed: tuple[datetime, ...]
    """Since when, by each who does."""
    events: tuple[Happened, ...]
    """The oldest first, no two in the same minute."""

    def until(self, moment: datetime) -> tuple[Happened, ...]:
        """Return what has happened by some time."""
        return tuple(one for one in self.events if one.at <= moment)

    def found(self, event: Happened, at: datetime | None) -> Found:
        """Return what happened to it, as it was found at some time, or not yet."""
        after = None if at is None else at - event.at
        return Found(event.status, is_night(event.at, self.zone), after)

    @property
    def delivered(self) -> datetime | None:
        """When it is delivered, if it ever is."""
        last = self.events[-1]
        return last.at if last.status is Status.DELIVERED else None


def lives(region: str, follows: int, begins: datetime, seed: int) -> Iterator[Life]:
    """Yield parcels until so many follow them.

    Args:
        region: Where they are followed.
        follows: How many.
        begins: When the day begins that is played: each is followed since before the day before.
        seed: For what is chance.
    """
    chosen = random.Random(f"{region} {seed}")  # noqa: S311 - the same lives every time
    left, serial = follows, 1_000_000 * list(ZONES).index(region)
    while left:
        fans = min(left, chosen.randint(2, 5) if chosen.random() < _SHARED else 1)
        left, serial = left - fans, serial + 1
        yield _life(chosen, region, serial, fans, begins)


def _life(chosen: random.Random, region: str, serial: int, fans: int, begins: datetime) -> Life:
    zone = chosen.choice(ZONES[region])
    carrier = chosen.choices(*CARRIERS[region])[0]
    story = list(_Story(chosen).told())
    is_lost = story[-1][1] is not Status.DELIVERED
    last = story[-1][0] // DAY + (_SILENT if is_lost else _AFTER)
    day_of_life = chosen.randint(-_BEFORE, last)
    first = midnight(begins.astimezone(ZoneInfo(zone))) - day_of_life * DAY
    events = tuple(
        Happened((first + after).astimezone(begins.tzinfo), what) for after, what in story
    )
    latest = begins - DAY - 2 * _HOUR
    followed = tuple(_since(chosen, events, latest) for _ in range(fans))
    return Life(_number(carrier, serial), carrier, zone, followed, events)


def _since(chosen: random.Random, events: Sequence[Happened], latest: datetime) -> datetime:
    """Return since when somebody follows a parcel: half do so on its first day."""
    first, last = events[0].at, min(events[-1].at, latest)
    if first >= latest:
        return latest - chosen.random() * 12 * _HOUR
    span = DAY if chosen.random() < 1 / 2 else max(DAY, last - first)
    return min(latest, first + chosen.random() * span)


class _Story:
    """What happens to one parcel, in hours after the midnight before its first event."""

    def __init__(self, chosen: random.Random) -> None:
        self._chosen = chosen
        self._is_far = chosen.random() < _INTERNATIONAL
        self._at = self._between((8, 20))

    def told(self) -> Iterator[tuple[timedelta, Status]]:
        """Yield what happens, and when: each in a minute of its own, and none at midnight.

        Some carriers write a day without a time as midnight.
        """
        before = timedelta(0)
        for at, status in self._steps():
            at = max(at - at % _MINUTE + _MINUTE / 2, before + _MINUTE)  # noqa: PLW2901 - what it is rounded to
            before = at
            yield at, status

    def _steps(self) -> Iterator[tuple[timedelta, Status]]:
        yield self._at, Status.INFO_RECEIVED
        is_lost = self._chosen.random() < _LOST
        stages = self._chosen.randint(6, 14) if self._is_far else self._chosen.randint(2, 4)
        long = self._chosen.randrange(stages) if self._is_far else -1
        for stage in range(stages):
            self._at += self._between((48, 140) if stage == long else (3, 26))
            yield self._at, Status.IN_TRANSIT
            if is_lost and stage == stages // 2:
                return
        yield from self._handed_over()

    def _handed_over(self) -> Iterator[tuple[timedelta, Status]]:
        self._at += DAY
        yield self._same_day((4, 6)), Status.IN_TRANSIT
        if self._chosen.random() < _PICKED_UP:
            yield self._same_day((10, 18)), Status.AVAILABLE_FOR_PICKUP
            days = self._chosen.randint(0, 5)
            self._at += days * DAY
            yield self._same_day((9, 20) if days else (18.1, 20)), Status.DELIVERED
            return
        if self._chosen.random() < _FAILED:
            yield self._same_day((7, 9.5)), Status.OUT_FOR_DELIVERY
            yield self._same_day((10, 19)), Status.DELIVERY_FAILED
            self._at += DAY
        yield self._same_day((7, 9.5)), Status.OUT_FOR_DELIVERY
        yield self._same_day((10, 19)), Status.DELIVERED

    def _between(self, hours: Hours) -> timedelta:
        return self._chosen.uniform(*hours) * _HOUR

    def _same_day(self, hours: Hours) -> timedelta:
        self._at = self._at // DAY * DAY + self._between(hours)
        return self._at


def _number(carrier: str, serial: int) -> str:
    """Return a number of a carrier's form that is in no table of its simulator."""
    forms = {
        "ups": f"1Z7W4TCH{serial:010d}",
        "fedex": f"79{serial:010d}",
        "usps": f"94001777{serial:014d}",
        "post_cn": f"RW{serial:09d}CN",
    }
    return forms[carrier]
