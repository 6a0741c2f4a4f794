"""Times as carriers write them: read as a moment, a clock, a day or not at all; and their order."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.parcels.carriers.model import Scan, Status
from shared.parcels.carriers.ordering import newest_first
from shared.parcels.carriers.times import Precision, When, expected, read_time
from tests.contract.hostile import json_of
from tests.rows import each_row


@given(json_of(["at"], [17]))
def test_any_value_is_a_time_of_our_days_or_none(value: object) -> None:
    found = read_time(value)
    if found is not None:
        early, late = (datetime.fromtimestamp(one, UTC).year for one in found.span)
        assert 1999 <= early <= late <= 2100
        assert found.moment is not None or found.day is not None


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}([+-][0-9]{2}:?[0-9]{2})?"))
def test_what_looks_like_a_time_never_crashes(text: str) -> None:
    read_time(text)


TIMES: dict[str, tuple[str | None, str | None, str | None] | None] = {
    # what is written: the instant, the day at the place, its clock
    "2026-01-01T10:00:00Z": ("2026-01-01T10:00:00+00:00", None, None),
    "2026-01-01t10:00:00z": ("2026-01-01T10:00:00+00:00", None, None),
    "2026-01-01T10:00:00+00:00": ("2026-01-01T10:00:00+00:00", "2026-01-01", "10:00"),
    "2026-01-01T10:00:00+05:30": ("2026-01-01T10:00:00+05:30", "2026-01-01", "10:00"),
    "2026-01-01T23:30:00-08:00": ("2026-01-01T23:30:00-08:00", "2026-01-01", "23:30"),
    "2026-01-01T10:00:00-7:00": ("2026-01-01T10:00:00-07:00", "2026-01-01", "10:00"),
    "2026-01-01T10:00:00.123456789+0530": (
        "2026-01-01T10:00:00.123456+05:30",
        "2026-01-01",
        "10:00",
    ),
    "2026-01-01 10:00": (None, "2026-01-01", "10:00"),
    "2026-01-01T10:00:59": (None, "2026-01-01", "10:00"),
    "2026-01-01T00:00:01": (None, "2026-01-01", "00:00"),
    # a day, however it is written
    "2026-01-01": (None, "2026-01-01", None),
    "2026-01-01T00:00": (None, "2026-01-01", None),
    "2026-01-01T00:00:00": (None, "2026-01-01", None),
    "2026-01-01T00:00:00.000Z": (None, "2026-01-01", None),
    "2026-01-01T00:00:00-06:00": (None, "2026-01-01", None),
    "2026-01-01T00:00:00+08:00": (None, "2026-01-01", None),
    # none
    "2026-01-01+05:30": None,
    "2026-01-01Z": None,
    "2026-01-01T10": None,
    "2026-02-30T10:00:00Z": None,
    "2026-01-01T25:00:00Z": None,
    "2026-01-01T10:00:00+15:00": None,
    "1999-12-31T23:59:59Z": None,
    "2100-01-01T00:00:00Z": None,
    "0000-01-01T00:00:00Z": None,
    "\uff12026-01-01T10:00:00Z": None,
    "2026-01-01T10:00:00Z\n": None,
    "1763632800": None,
    "": None,
}


@each_row(("text", "expected"), TIMES.items(), ids=ascii)
def test_a_time_says_what_was_told_and_no_more(
    text: str, expected: tuple[str | None, str | None, str | None] | None
) -> None:
    assert told(read_time(text)) == expected


def told(found: When | None) -> tuple[str | None, str | None, str | None] | None:
    if found is None:
        return None
    moment = found.moment.isoformat() if found.moment is not None else None
    return moment, found.day.isoformat() if found.day is not None else None, found.clock


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 30)),  # noqa: DTZ001 - a clock
    st.sampled_from(["", "Z", "-12:00", "-05:00", "+00:00", "+05:45", "+14:00"]),
    st.integers(-12, 14),
)
def test_in_no_time_zone_is_another_day_shown_than_the_carrier_meant(
    clock: datetime, offset: str, reader: int
) -> None:
    found = read_time(f"{clock:%Y-%m-%dT%H:%M:%S}{offset}")
    assert found is not None
    there = timezone(timedelta(hours=reader))
    shown = found.day or (found.moment and found.moment.astimezone(there).date())
    if offset != "Z" or clock.time().replace(microsecond=0) == time(0):
        assert shown == clock.date()
    else:  # an instant, and its day is the reader's
        assert shown == clock.replace(tzinfo=UTC).astimezone(there).date()


DAY, NEXT = "2026-11-30", "2026-12-01"
ESTIMATES: list[tuple[str | None, str | None, Precision | None, str, str]] = [
    # since, until: how exactly, from when, until when (days and clocks at the place)
    (None, DAY, Precision.DAY, DAY, DAY),
    (None, f"{DAY}T00:00:00-06:00", Precision.DAY, DAY, DAY),
    (None, f"{DAY}T23:59:00", Precision.DAY, DAY, DAY),
    (f"{DAY}T00:00:00-06:00", f"{DAY}T23:59:59-06:00", Precision.DAY, DAY, DAY),
    (f"{DAY}T00:00:00", f"{DAY}T20:00:00", Precision.MOMENT, f"{DAY} 20:00", f"{DAY} 20:00"),
    (None, f"{DAY}T20:00:00+01:00", Precision.MOMENT, f"{DAY} 20:00", f"{DAY} 20:00"),
    (f"{DAY}T10:00:00", None, Precision.WINDOW, f"{DAY} 10:00", DAY),
    (DAY, None, Precision.DAY, DAY, DAY),
    (
        f"{DAY}T10:00:00+01:00",
        f"{DAY}T14:00:00+01:00",
        Precision.WINDOW,
        f"{DAY} 10:00",
        f"{DAY} 14:00",
    ),
    (DAY, NEXT, Precision.WINDOW, DAY, NEXT),
    (
        f"{NEXT}T18:00:00+01:00",
        f"{DAY}T18:00:00+01:00",
        Precision.MOMENT,
        f"{DAY} 18:00",
        f"{DAY} 18:00",
    ),
    (None, "soon", None, "", ""),
    (None, f"{DAY}T23:59:59Z", Precision.DAY, DAY, DAY),
    (f"{DAY}T00:00:00Z", f"{DAY}T23:59:59Z", Precision.DAY, DAY, DAY),
    (f"{DAY}T20:00:00+01:00", f"{NEXT}T00:00:00+01:00", Precision.WINDOW, f"{DAY} 20:00", DAY),
    (f"{DAY}T00:00:00", f"{NEXT}T00:00:00", Precision.DAY, DAY, DAY),
    (f"{DAY}T00:00:00", "2026-12-02T00:00:00", Precision.WINDOW, DAY, "2026-12-02"),
    (f"{DAY}T20:00:00", NEXT, Precision.WINDOW, f"{DAY} 20:00", NEXT),
    (
        f"{DAY}T15:00:00",
        f"{DAY}T13:00:00",
        Precision.MOMENT,
        f"{DAY} 13:00",
        f"{DAY} 13:00",
    ),
    (NEXT, DAY, Precision.DAY, DAY, DAY),
]


@pytest.mark.parametrize(("since", "until", "precision", "earliest", "latest"), ESTIMATES)
def test_an_estimate_is_a_day_a_moment_or_a_window_with_both_ends(
    since: str | None, until: str | None, precision: Precision | None, earliest: str, latest: str
) -> None:
    found = expected(until, since)
    if precision is None:
        assert found is None
        return
    assert found is not None
    assert found.precision is precision
    ends = [f"{one.day} {one.clock or ''}".strip() for one in (found.earliest, found.latest)]
    assert ends == [earliest, latest]


HONG_KONG, CINCINNATI = "2026-11-27T23:30:00", "2026-11-27T21:54:00"
ORDERS: list[tuple[str, list[str], list[int]]] = [
    (
        "clocks that cannot be compared stay as the carrier has them",
        [CINCINNATI, HONG_KONG],
        [0, 1],
    ),
    ("also the other way round", [HONG_KONG, CINCINNATI], [0, 1]),
    (
        "also a day and an hour apart",
        ["2026-11-27T10:00:00", "2026-11-28T11:00:00"],
        [0, 1],
    ),
    (
        "but not a day and three hours",
        ["2026-11-27T10:00:00", "2026-11-28T13:00:00"],
        [1, 0],
    ),
    ("instants are compared", ["2026-11-27T21:54:00+08:00", "2026-11-27T21:54:00-05:00"], [1, 0]),
    ("what is surely newer stands first", ["2026-11-24T10:00:00", CINCINNATI], [1, 0]),
    (
        "a list from the oldest on is turned round",
        ["2026-11-20", "2026-11-25", "2026-11-30"],
        [2, 1, 0],
    ),
    (
        "one that lacks its offset stays between those that have it",
        ["2026-11-27T10:00:00+01:00", "2026-11-27T09:00:00", "2026-11-27T08:00:00+01:00"],
        [0, 1, 2],
    ),
    (
        "an old one above is put down, and the others stay",
        ["2026-11-27T09:00:00", "2026-11-20T10:00:00", "2026-11-27T10:00:00"],
        [0, 2, 1],
    ),
    ("a day may be before or after a clock of it", ["2026-11-27", "2026-11-27T10:00:00"], [0, 1]),
    (
        "clocks that go on over three events are from the oldest on",
        ["2026-11-27T07:45:00", "2026-11-27T09:00:00", "2026-11-27T14:10:00"],
        [2, 1, 0],
    ),
    (
        "of such a list also those that cannot be compared are turned round",
        ["2026-11-20T10:00:00", "2026-11-27T08:00:00", "2026-11-27"],
        [2, 1, 0],
    ),
    ("equal instants stay", ["2026-11-27T10:00:00Z", "2026-11-27T11:00:00+01:00"], [0, 1]),
]


@pytest.mark.parametrize(("why", "times", "order"), ORDERS)
def test_events_stand_newest_first_as_far_as_anybody_can_tell(
    why: str, times: list[str], order: list[int]
) -> None:
    scans = [scan(at, str(n)) for n, at in enumerate(times)]
    assert [int(str(one.text)) for one in newest_first(scans)] == order, why


def test_two_clocks_that_go_on_at_one_place_are_from_the_oldest_on() -> None:
    times = ("2026-11-27T07:45:00", "2026-11-27T14:10:00")
    for places, order in ((("BONN, DE",) * 2, "10"), (("BONN, DE", "HONG KONG, HK"), "01")):
        scans = [
            scan(at, str(n)).model_copy(update={"place": place})
            for n, (at, place) in enumerate(zip(times, places, strict=True))
        ]
        assert "".join(str(one.text) for one in newest_first(scans)) == order


def scan(at: str, text: str) -> Scan:
    when = read_time(at)
    assert when is not None
    return Scan(at=when, status=Status.IN_TRANSIT, text=text)


_ats = st.sampled_from(
    [
        f"2026-11-{day:02}T{hour:02}:30:00{offset}"
        for day in range(20, 29)
        for hour in (0, 9, 23)
        for offset in ("", "Z", "-05:00", "+08:00")
    ]
)


@given(st.lists(_ats, max_size=12))
def test_no_event_stands_above_one_that_is_surely_newer(times: list[str]) -> None:
    found = newest_first([scan(at, str(n)) for n, at in enumerate(times)])
    assert len(found) == len(times)
    for n, above in enumerate(found):
        assert not any(above.at.is_surely_before(below.at) for below in found[n + 1 :])
