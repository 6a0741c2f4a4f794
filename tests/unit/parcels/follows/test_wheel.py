"""How often a followed parcel is looked at, and when."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Report, Scan, Status
from shared.parcels.carriers.times import When
from shared.parcels.follows.wheel import (
    TICK,
    Ring,
    any_place,
    begins,
    due_between,
    due_in,
    heard_of,
    is_night,
    next_look,
    over_at,
    parted,
    place_after,
    ring_of,
    tick_of,
    wheel,
)
from shared.parcels.shipments.model import ShipmentState

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RINGS = [one for one in Ring if one is not Ring.MINUTE]


def seen(status: Status, *, silent: timedelta) -> ShipmentState:
    """Return what is known of a parcel whose newest event was so long ago."""
    scan = Scan(at=When.at(NOW - silent), status=status)
    return ShipmentState(report=Report(status=status, scans=(scan,)), changed_at=NOW)


@pytest.mark.parametrize(
    ("status", "silent", "ring"),
    [
        (Status.OUT_FOR_DELIVERY, HOUR, Ring.HOUR),
        (Status.OUT_FOR_DELIVERY, 2 * DAY, Ring.FOUR_HOURS),
        (Status.IN_TRANSIT, HOUR, Ring.FOUR_HOURS),
        (Status.INFO_RECEIVED, HOUR, Ring.FOUR_HOURS),
        (Status.EXCEPTION, HOUR, Ring.FOUR_HOURS),
        (Status.UNKNOWN, HOUR, Ring.FOUR_HOURS),
        (Status.IN_TRANSIT, 3 * DAY, Ring.EIGHT_HOURS),
        (Status.IN_TRANSIT, 7 * DAY, Ring.HALF_DAY),
        (Status.IN_TRANSIT, 10 * DAY, Ring.DAY),
        (Status.DELIVERY_FAILED, HOUR, Ring.FOUR_HOURS),
        (Status.DELIVERY_FAILED, 2 * DAY, Ring.EIGHT_HOURS),
        (Status.AVAILABLE_FOR_PICKUP, HOUR, Ring.EIGHT_HOURS),
        (Status.AVAILABLE_FOR_PICKUP, 10 * DAY, Ring.DAY),
        (Status.DELIVERED, HOUR, Ring.DAY),
        (Status.DELIVERED, 2 * DAY, Ring.THREE_DAYS),
        (Status.DELIVERED, 90 * DAY, Ring.THREE_DAYS),
        (Status.NOT_FOUND, HOUR, Ring.EIGHT_HOURS),
        (Status.NOT_FOUND, 3 * DAY, Ring.DAY),
        (Status.EXPIRED, 40 * DAY, Ring.DAY),
    ],
)
def test_a_parcel_is_looked_at_by_its_status_and_its_silence(
    status: Status, silent: timedelta, ring: Ring
) -> None:
    assert ring_of(seen(status, silent=silent), since=NOW - 100 * DAY, now=NOW) is ring


def test_what_nobody_knows_of_is_as_old_as_its_follow() -> None:
    assert ring_of(None, since=NOW, now=NOW) is Ring.EIGHT_HOURS
    assert ring_of(None, since=NOW - 4 * DAY, now=NOW) is Ring.DAY


def test_events_without_an_offset_are_as_old_as_we_know_them() -> None:
    local = When(day=NOW.date(), clock="08:00")
    report = Report(status=Status.IN_TRANSIT, scans=(Scan(at=local, status=Status.IN_TRANSIT),))
    state = ShipmentState(report=report, changed_at=NOW - 5 * DAY)
    assert heard_of(state, NOW) == NOW - 5 * DAY
    assert ring_of(state, since=NOW, now=NOW) is Ring.EIGHT_HOURS


def test_what_a_carrier_dates_into_the_future_has_not_happened_yet() -> None:
    scans = (
        Scan(at=When.at(NOW + 400 * DAY), status=Status.IN_TRANSIT),
        Scan(at=When.at(NOW - 4 * DAY), status=Status.IN_TRANSIT),
    )
    report = Report(status=Status.IN_TRANSIT, scans=scans)
    seen = ShipmentState(report=report, asked_at=NOW, changed_at=NOW)
    assert heard_of(seen, NOW) == NOW - 4 * DAY


def test_if_the_newest_event_has_no_offset_it_is_as_old_as_we_know_it() -> None:
    scans = (
        Scan(at=When(day=NOW.date(), clock="08:00"), status=Status.IN_TRANSIT),
        Scan(at=When.at(NOW - 20 * DAY), status=Status.INFO_RECEIVED),
    )
    report = Report(status=Status.IN_TRANSIT, scans=scans)
    assert heard_of(ShipmentState(report=report, asked_at=NOW, changed_at=NOW - DAY), NOW) == (
        NOW - DAY
    )


def test_a_time_zone_that_is_not_known_any_more_costs_nobody_their_look() -> None:
    assert not is_night(NOW, "Mars/Olympus")


def test_a_watch_ends_after_a_delivery_or_a_long_silence() -> None:
    report = seen(Status.DELIVERED, silent=DAY).report
    assert over_at(report, NOW - DAY, NOW - 5 * DAY) == NOW + 14 * DAY
    assert over_at(None, NOW - DAY, NOW - 5 * DAY) == NOW + 29 * DAY
    assert over_at(report, NOW - 200 * DAY, NOW) == NOW + 15 * DAY, "it was followed late"


@given(st.integers(0, 10_000_000), st.sampled_from(RINGS), st.integers(0, 863))
def test_every_place_is_due_once_in_its_period(tick: int, ring: Ring, place: int) -> None:
    written = wheel(ring, place % ring.places)
    assert parted(written) == (ring, place % ring.places)
    due = [one for one in range(tick, tick + ring.places) if written in due_in(one)]
    assert len(due) == 1


@given(st.integers(0, 10_000_000), st.integers(0, 2_000))
def test_what_was_missed_is_due_each_once_and_the_shortest_period_first(
    done: int, missed: int
) -> None:
    tick = done + missed
    found = due_between(done, tick)
    places = [written for written, _ in found]
    assert len(set(places)) == len(places)
    for ring in RINGS:
        of_ring = [(one, at) for one, at in found if parted(one)[0] is ring]
        assert len(of_ring) == min(missed, ring.places)
        assert all(one in due_in(at) and done < at <= tick for one, at in of_ring)
    periods = [parted(one)[0].period for one in places]
    assert periods == sorted(periods)


@given(st.sampled_from(RINGS), st.integers(0, 400_000))
def test_the_next_look_is_the_next_tick_of_its_place_that_is_no_night(
    ring: Ring, minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    written = any_place(ring, now, "Europe/Berlin")
    then = next_look(written, now, "Europe/Berlin")
    assert written in due_in(tick_of(then))
    assert not is_night(then, "Europe/Berlin")
    assert now < then <= now + ring.period + 12 * HOUR
    if ring.period >= DAY:
        assert then <= now + ring.period


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"])
@pytest.mark.parametrize("ring", [Ring.DAY, Ring.THREE_DAYS])
def test_who_is_looked_at_daily_is_never_only_looked_at_by_night(ring: Ring, zone: str) -> None:
    for _ in range(50):
        written = secrets.choice([any_place(ring, NOW, zone), place_after(ring, NOW, zone)])
        for month in range(0, 400, 30):
            then = next_look(written, NOW + month * DAY, zone)
            assert then <= NOW + month * DAY + ring.period, "summer time takes no look away"


@pytest.mark.parametrize("ring", RINGS)
@pytest.mark.parametrize("minutes", range(0, 1440, 97))
def test_who_was_just_asked_for_is_due_again_when_looked_at_next(ring: Ring, minutes: int) -> None:
    """A look before eight tenths of the period would ask nobody, and the next is a period later."""
    asked_at = NOW + timedelta(minutes=minutes, seconds=2)
    shortest = 0.8 * ring.period
    longest = shortest + DAY if ring is Ring.DAY else ring.period
    for _ in range(20):
        written, tick = (
            place_after(ring, asked_at, "Europe/Berlin"),
            tick_of(asked_at + shortest) + 1,
        )
        while written not in due_in(tick):
            tick += 1
        assert shortest <= begins(tick, NOW) - asked_at <= longest


def test_nights_are_those_of_the_place() -> None:
    assert is_night(datetime(2026, 1, 1, 21, 0, tzinfo=UTC), "Europe/Berlin")
    assert not is_night(datetime(2026, 1, 1, 20, 59, tzinfo=UTC), "Europe/Berlin")
    assert not is_night(datetime(2026, 1, 1, 21, 0, tzinfo=UTC), "Europe/London")
    assert not is_night(datetime(2026, 1, 1, 5, 0, tzinfo=UTC), "Europe/Berlin")


def test_what_moves_in_minutes_is_looked_at_every_minute() -> None:
    assert next_look("m000", NOW + timedelta(seconds=20), "UTC") == NOW + timedelta(minutes=1)
    assert timedelta(minutes=5) == TICK
    assert not any(one.startswith("m") for one in due_in(tick_of(NOW)))
