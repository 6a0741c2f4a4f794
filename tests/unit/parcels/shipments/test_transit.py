"""How long a parcel took: ranges of whole days, and nothing where the times do not tell."""

from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Report, Scan, Status
from shared.parcels.carriers.sandbox import story
from shared.parcels.carriers.times import When
from shared.parcels.shipments.transit import Transit, transit_of
from tests.fakes import NOON

SECOND = timedelta(seconds=1)


def scan(
    after: timedelta = timedelta(0), status: Status = Status.IN_TRANSIT, *, local: bool = False
) -> Scan:
    """Return an event so long after the first."""
    at = When.at(NOON + after)
    if local:
        at = When(day=at.day, clock=at.clock)
    return Scan(at=at, status=status)


def delivered(after: timedelta, *, local: bool = False) -> Scan:
    """Return a delivery."""
    return scan(after, Status.DELIVERED, local=local)


def report(*scans: Scan, status: Status = Status.DELIVERED) -> Report:
    """Return a report, newest first as they are said."""
    return Report(status=status, scans=scans)


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        (SECOND, "0-2"),
        (3 * DAY - SECOND, "0-2"),
        (3 * DAY, "3-5"),
        (6 * DAY - SECOND, "3-5"),
        (6 * DAY, "6-10"),
        (11 * DAY - SECOND, "6-10"),
        (11 * DAY, "11+"),
        (4000 * DAY, "11+"),
    ],
    ids=str,
)
def test_whole_days_count_up_to_the_last_second(took: timedelta, expected: str) -> None:
    assert Transit.of(took) == expected
    assert transit_of(report(delivered(took), scan())) == expected


@pytest.mark.parametrize(
    "told",
    [
        report(),
        report(scan(DAY), scan()),
        report(delivered(DAY)),
        report(delivered(DAY), delivered(2 * DAY)),
        report(delivered(timedelta(0)), scan()),
        report(delivered(DAY), scan(), status=Status.IN_TRANSIT),
        report(delivered(DAY), scan(), status=Status.EXCEPTION),
        report(delivered(DAY, local=True), scan()),
        report(delivered(DAY), scan(local=True)),
        report(scan(DAY, Status.OUT_FOR_DELIVERY), scan(), status=Status.NOT_FOUND),
    ],
    ids=[
        "no events", "no delivery among them", "the delivery alone", "delivered twice, no more",
        "both at once", "under way again", "gone wrong afterwards", "delivered at a local time",
        "begun at a local time", "not found",
    ],
)  # fmt: skip
def test_nobody_can_tell_of_others(told: Report) -> None:
    assert transit_of(told) is None


def test_a_local_time_in_between_and_a_later_word_do_not_matter() -> None:
    first, middle, end = scan(), scan(DAY, local=True), delivered(4 * DAY)
    confirmed = delivered(9 * DAY)
    assert transit_of(report(confirmed, end, middle, first)) is Transit.UP_TO_5


def test_the_sandbox_takes_three_days_and_two_hours() -> None:
    assert transit_of(story("DELIVERED")) is Transit.UP_TO_5
    assert transit_of(story("INTRANSIT")) is None
