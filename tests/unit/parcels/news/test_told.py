"""What is news to a person: a change against what they were told, once, whoever found it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Reason, Report, Scan, Status
from shared.parcels.carriers.times import Estimate, When
from shared.parcels.news.told import ParcelNews, expired, told_after
from shared.parcels.shipments.model import ShipmentState

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Life:
    """A parcel, as its carrier tells of it, and what somebody who follows it is told."""

    def __init__(self) -> None:
        self.now, self.state = NOW, ShipmentState()
        self.told: ParcelNews | None = None

    def says(
        self,
        status: Status,
        reason: Reason | None = None,
        *,
        event: timedelta = timedelta(0),
        day: date | None = None,
    ) -> None:
        scan = Scan(at=When.at(self.now - event), status=status, reason=reason)
        on = When(day=day) if day is not None else None
        expected = Estimate(earliest=on, latest=on) if on is not None else None
        report = Report(status=status, reason=reason, scans=(scan,), estimated_delivery=expected)
        self.state = self.state.answered("dhl", report, self.now)

    def look(self, *, days: bool = False) -> int:
        """Look at it; return how many news there were since it is followed."""
        self.told = told_after(self.told, self.state, NOW, self.now, days=days)
        return self.told.number if self.told is not None else 0

    def after(self, span: timedelta) -> None:
        self.now += span


def test_what_was_shown_when_it_began_to_be_followed_is_no_news() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.after(HOUR)
    assert life.look() == 0
    assert life.told is not None
    assert life.told.status is Status.IN_TRANSIT


def test_what_changed_before_the_first_look_is_news() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.after(HOUR)
    life.says(Status.OUT_FOR_DELIVERY)
    assert life.look() == 1


def test_another_scan_is_no_news() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.after(HOUR)
    life.says(Status.IN_TRANSIT)
    assert life.look() == 0, "not even before the first look"
    life.after(HOUR)
    life.says(Status.IN_TRANSIT)
    assert life.look() == 0


def test_what_nobody_knew_at_first_is_news_as_it_becomes_known() -> None:
    life = Life()
    life.says(Status.NOT_FOUND)
    life.after(HOUR)
    assert life.look() == 0
    assert life.told is None
    life.says(Status.INFO_RECEIVED)
    assert life.look() == 1


def test_each_change_of_status_or_reason_is_news_once() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    number = life.look()
    for status, reason in (
        (Status.EXCEPTION, Reason.DAMAGED),
        (Status.OUT_FOR_DELIVERY, None),
        (Status.DELIVERED, None),
    ):
        life.after(2 * HOUR)
        life.says(status, reason)
        number += 1
        assert [life.look() for _ in range(3)] == [number] * 3
        assert life.told is not None
        assert (life.told.status, life.told.reason, life.told.at) == (status, reason, life.now)


def test_another_reason_is_news_too_but_not_of_a_status_that_was_news_today() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.look()
    life.after(HOUR)
    life.says(Status.IN_TRANSIT, Reason.CUSTOMS)
    assert life.look() == 1
    life.after(HOUR)
    life.says(Status.IN_TRANSIT, Reason.DELAYED)
    assert life.look() == 1
    life.after(DAY)
    assert life.look() == 2


def test_a_carrier_that_goes_back_and_forth_tells_twice_a_day_at_most() -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.look()
    for _ in range(10):
        for status in (Status.OUT_FOR_DELIVERY, Status.IN_TRANSIT):
            life.after(HOUR)
            life.says(status)
            life.look()
    assert life.look() == 2


@pytest.mark.parametrize("status", [Status.NOT_FOUND, Status.UNKNOWN])
def test_a_carrier_that_forgets_a_parcel_has_not_moved_it(status: Status) -> None:
    life = Life()
    life.says(Status.IN_TRANSIT)
    life.look()
    life.after(HOUR)
    life.says(status)
    assert life.look() == 0
    life.after(HOUR)
    life.says(Status.IN_TRANSIT)
    assert life.look() == 0


def test_a_delivery_that_fails_again_is_news_once_a_day() -> None:
    life = Life()
    life.says(Status.OUT_FOR_DELIVERY)
    life.look()
    life.after(HOUR)
    life.says(Status.DELIVERY_FAILED)
    assert life.look() == 1
    life.after(5 * HOUR)
    life.says(Status.DELIVERY_FAILED)
    assert life.look() == 1, "the same day"
    life.after(DAY)
    life.says(Status.DELIVERY_FAILED, event=30 * HOUR)
    assert life.look() == 1, "nothing has happened"
    life.says(Status.DELIVERY_FAILED)
    assert life.look() == 2


def test_of_a_long_silence_one_is_told_once() -> None:
    told = expired(None, NOW)
    assert (told.status, told.number) == (Status.EXPIRED, 1)
    again = expired(ParcelNews(status=Status.IN_TRANSIT, at=NOW - 40 * DAY, number=3), NOW)
    assert (again.status, again.number) == (Status.EXPIRED, 4)


KNOWN = [one for one in Status if one not in {Status.NOT_FOUND, Status.UNKNOWN}]


@given(st.lists(st.sampled_from(KNOWN), max_size=30), st.lists(st.booleans(), max_size=30))
def test_however_often_and_whenever_it_is_looked_at_nothing_is_told_twice(
    lives: list[Status], looks: list[bool]
) -> None:
    """Who looks at each change, and who looks now and then, end at the same status."""
    often, seldom = Life(), Life()
    for number, status in enumerate(lives):
        for life in (often, seldom):
            life.after(2 * DAY)
            life.says(status)
        often.look()
        before = often.look()
        assert often.look() == before
        if number < len(looks) and looks[number]:
            seldom.look()
    seldom.look()
    assert often.look() >= seldom.look()
    told = [None if one.told is None else one.told.status for one in (often, seldom)]
    assert told[0] == told[1]


def test_that_the_expected_day_has_moved_is_news_to_who_wishes_so_once_a_day() -> None:
    for days in (False, True):
        life = Life()
        life.says(Status.IN_TRANSIT)
        life.after(HOUR)
        assert life.look(days=days) == 0
        for number, on in ((0, 4), (1, 6), (1, 7), (1, 8)):  # the first one has not moved
            life.after(HOUR)
            life.says(Status.IN_TRANSIT, day=date(2026, 12, on))
            assert life.look(days=days) == (number if days else 0)
        life.after(DAY)
        assert life.look(days=days) == (2 if days else 0)
        if days:
            assert life.told is not None
            assert life.told.is_of_day
            assert life.told.day == date(2026, 12, 8)
        life.after(HOUR)
        life.says(Status.DELIVERED, day=date(2026, 12, 9))
        assert life.look(days=days) == (3 if days else 1)
        assert life.told is not None
        assert not life.told.is_of_day
