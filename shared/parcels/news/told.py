"""What a person was told of a parcel, and what would be news to them. Pure.

News is a change against what the person was told, whoever found it: so it is found once, and what
was missed while nobody looked is found later. It is never told by the times of events alone, which
carriers correct.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Reason, Report, Status
from shared.parcels.carriers.times import When
from shared.parcels.shipments.model import ShipmentState

_SHOWN_WITHIN = timedelta(seconds=15)
"""So soon after it began to be followed, what is known of a parcel was shown to who follows it."""
_NO_NEWS = frozenset({Status.NOT_FOUND, Status.UNKNOWN})
"""What says nothing of a parcel; a carrier that forgets one has not moved it."""


class ParcelNews(BaseModel):
    """What a person was told last of a parcel."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    status: Status
    reason: Reason | None = None
    at: AwareDatetime
    """When we noticed."""
    event: AwareDatetime | None = None
    """When it happened, if the carrier told the moment."""
    number: int = 0
    """How many news there were; 0: what they saw when they began to follow it."""
    lately: Mapping[Status, AwareDatetime] = {}
    """When each status was news within a day: a carrier that goes back and forth tells twice."""
    day: date | None = None
    """On which it was expected then."""
    moved: AwareDatetime | None = None
    """When it was news last that this day has moved."""

    @property
    def is_of_day(self) -> bool:
        """Whether it says no more than that the day has moved on which the parcel is expected."""
        return self.moved == self.at


def told_after(
    told: ParcelNews | None,
    state: ShipmentState | None,
    since: datetime,
    now: datetime,
    *,
    days: bool = False,
) -> ParcelNews | None:
    """Return what a person is told after a look at their parcel; the same, if nothing is news.

    Args:
        told: What they were told.
        state: What is known of the parcel.
        since: Since when they follow it.
        now: The time.
        days: Whether they wish to know when the day moves on which it is expected.
    """
    report = state.report if state is not None else None
    if state is None or report is None or report.status in _NO_NEWS:
        return told
    if told is None:
        is_shown = (state.status_since or now) <= since + _SHOWN_WITHIN
        first = ParcelNews(at=now, **_facts(report))
        return first if is_shown else _next(first, now)
    fresh = told.model_copy(update=_facts(report))
    if (report.status, report.reason) != (told.status, told.reason):
        return told if report.status in _within_a_day(told, now) else _next(fresh, now)
    if report.status is Status.DELIVERY_FAILED and _has_failed_again(told, fresh, now):
        return _next(fresh, now)
    return _with_day(told, fresh, now) if days else told


def _with_day(told: ParcelNews, fresh: ParcelNews, now: datetime) -> ParcelNews:
    """Return what a person is told of the day alone: that it has moved, once a day at most."""
    if told.day is None or fresh.day is None:
        return told if told.day == fresh.day else told.model_copy(update={"day": fresh.day})
    is_new = told.moved is None or now - told.moved >= DAY
    if fresh.day == told.day or fresh.status is Status.DELIVERED or not is_new:
        return told
    return _next(fresh, now).model_copy(update={"moved": now})


def expired(told: ParcelNews | None, now: datetime) -> ParcelNews:
    """Return what a person is told of a parcel of which nothing was heard for too long."""
    before = told or ParcelNews(status=Status.EXPIRED, at=now)
    return _next(before.model_copy(update={"status": Status.EXPIRED, "reason": None}), now)


def _next(news: ParcelNews, now: datetime) -> ParcelNews:
    lately = {**_within_a_day(news, now), news.status: now}
    return news.model_copy(update={"at": now, "number": news.number + 1, "lately": lately})


def _within_a_day(told: ParcelNews, now: datetime) -> dict[Status, datetime]:
    return {status: at for status, at in told.lately.items() if now - at < DAY}


def _has_failed_again(told: ParcelNews, fresh: ParcelNews, now: datetime) -> bool:
    if told.event is None or fresh.event is None or now - told.at < DAY:
        return False
    return fresh.event > told.event


def _facts(report: Report) -> dict[str, Any]:
    expected = report.estimated_delivery
    return {
        "status": report.status,
        "reason": report.reason,
        "event": _event(report),
        "day": _day(expected.latest) if expected is not None else None,
    }


def _day(when: When) -> date | None:
    """Return the day at the place, or that in UTC if nobody knows it."""
    if when.day is not None or when.moment is None:
        return when.day
    return when.moment.date()


def _event(report: Report) -> datetime | None:
    """Return when the newest event of a report happened."""
    return report.scans[0].at.moment if report.scans else None
