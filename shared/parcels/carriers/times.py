"""Times as carriers tell them: a moment, a clock at a place, or a day; and what is expected when.

Every carrier writes them differently, and some are impossible. A day is often written as midnight,
so midnight is read as the day: nobody may be shown another one because of where they live.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

_ISO = re.compile(
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|z|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?\Z"
)
_ONE_DIGIT = re.compile(r"([+-])([0-9])((?::?[0-9]{2})?)\Z")
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
LONGEST_OFFSET = timedelta(hours=14)
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
"""How far clocks are behind and ahead of UTC, at most."""
_DAY = timedelta(days=1)
_DATE = len("2026-01-01")

Clock = Annotated[str, StringConstraints(pattern=r"\A[0-9]{2}:[0-9]{2}\z")]


class When(BaseModel):
    """A time as a carrier told it, in as much as it told of it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    moment: AwareDatetime | None = None
    """The instant, with the offset that the carrier gave; None: it gave none, or only a day."""
    day: date | None = None
    """The day at the place; None: the carrier wrote UTC, so nobody knows the place's day."""
    clock: Clock | None = None
    """The clock at the place, ``HH:MM``; None: the carrier told a day and no more, or UTC."""

    @classmethod
    def at(cls, moment: datetime) -> "When":
        """Return an instant whose offset is the place's."""
        return cls(moment=moment, day=moment.date(), clock=f"{moment:%H:%M}")

    @cached_property
    def span(self) -> tuple[float, float]:
        """Between which instants it lies, in seconds since 1970, for all that was told."""
        if self.moment is not None:
            return self.moment.timestamp(), self.moment.timestamp()
        if self.day is None:
            return _EARLIEST.timestamp(), _LATEST.timestamp()
        there = datetime.fromisoformat(f"{self.day}T{self.clock or '00:00'}+00:00")
        until = there if self.clock else there + _DAY
        return (there - _EAST).timestamp(), (until + _WEST).timestamp()

    def is_surely_before(self, other: "When") -> bool:
        """Tell whether it was before another, wherever the two are."""
        return self.span[1] < other.span[0]


class Precision(StrEnum):
    """How exactly it is known when something will be."""

    DAY = "day"
    MOMENT = "moment"
    WINDOW = "window"


class Estimate(BaseModel):
    """When a parcel is expected."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    earliest: When
    latest: When
    """The same as the earliest, unless it is a window."""

    @property
    def precision(self) -> Precision:
        """How exactly it is known."""
        if self.earliest != self.latest:
            return Precision.WINDOW
        only_day = self.latest.moment is None and self.latest.clock is None
        return Precision.DAY if only_day else Precision.MOMENT


def read_time(text: object) -> When | None:
    """Return a time; None for what is not a time in our days.

    Args:
        text: ISO 8601 as carriers use it. With ``Z`` it is an instant of which the place's day is
            not known; with another offset, the clock at the place with it; without, the clock
            alone. A date is a day, and so is midnight.
    """
    stated = _stated(text)
    if stated is None:
        return None
    if stated.hour == stated.minute == stated.second == 0:
        return When(day=stated.date())
    if stated.tzinfo is None:
        return When(day=stated.date(), clock=f"{stated:%H:%M}")
    return When(moment=stated) if str(text)[-1] in "Zz" else When.at(stated)


def read_moment(text: object) -> datetime | None:
    """Return an instant that was written with its offset, midnight too; None for what is none."""
    stated = _stated(text)
    return stated if stated is not None and stated.tzinfo is not None else None


def _stated(text: object) -> datetime | None:
    """Return what a text says: with an offset, if it has one."""
    if not isinstance(text, str) or len(text) > 40 or not _ISO.match(text):  # noqa: PLR2004
        return None
    plain = text.upper().replace(",", ".")
    if len(plain) > _DATE:
        plain = _ONE_DIGIT.sub(r"\g<1>0\2\3", plain)
    try:
        stated = datetime.fromisoformat(plain)
    except ValueError:
        return None
    if abs(stated.utcoffset() or timedelta(0)) > LONGEST_OFFSET:
        return None
    instant = stated if stated.tzinfo is not None else stated.replace(tzinfo=UTC)
    return stated if _EARLIEST <= instant < _LATEST else None


def expected(until: object, since: object = None) -> Estimate | None:
    """Return when a parcel is expected, by the two ends of a window or by one of them alone.

    From midnight on is no more than the day or the end that goes with it, and so is until the last
    minute of a day. Until the midnight after a day is until its end. A beginning alone is from then
    on that day; of a window whose ends are the wrong way round only the end is believed.

    Args:
        until: The end as it was written (see ``read_time``), or what is no time.
        since: The beginning, likewise.
    """
    latest, earliest = _end(until, since), read_time(since)
    if latest is None and earliest is not None and earliest.clock is not None:
        return Estimate(earliest=earliest, latest=When(day=earliest.day))
    if latest is None or earliest is None:
        known = latest or earliest
        return None if known is None else Estimate(earliest=known, latest=known)
    is_day = earliest.clock is None and earliest.moment is None
    if _is_before(latest, earliest) or (is_day and earliest.day == latest.day):
        return Estimate(earliest=latest, latest=latest)
    return Estimate(earliest=earliest, latest=latest)


def _end(until: object, since: object) -> When | None:
    """Return an end; a day, if it is the last minute of one or the midnight behind one."""
    stated, begins = _stated(until), _stated(since)
    if stated is None:
        return None
    if (stated.hour, stated.minute) == (23, 59):
        return When(day=stated.date())
    is_midnight = len(str(until)) > _DATE and stated.time() == time()
    if is_midnight and begins is not None and _is_the_day_before(begins, stated):
        return When(day=begins.date())
    return read_time(until)


def _is_the_day_before(begins: datetime, midnight: datetime) -> bool:
    return begins.date() == midnight.date() - _DAY


def _is_before(latest: When, earliest: When) -> bool:
    """Tell whether the ends of a window, which are of one place, are the wrong way round."""
    if latest.moment is not None and earliest.moment is not None:
        return latest.moment < earliest.moment
    return _there(latest) < _there(earliest)


def _there(when: When) -> tuple[date, str]:
    """Return a time by the clock of the place; a day by its last minute."""
    if when.day is None and when.moment is not None:
        return when.moment.date(), f"{when.moment:%H:%M}"
    return when.day or date.max, when.clock or "24:00"
