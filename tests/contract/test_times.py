"""Times as carriers write them: with their offset, flagged without one, or dropped."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.carriers.times import read_time
from tests.contract.hostile import json_of


@given(json_of(["at"], [17]))
def test_any_value_is_a_time_of_our_days_or_none(value: object) -> None:
    found = read_time(value)
    assert found is None or 2000 <= found[0].astimezone(UTC).year < 2100


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}([+-][0-9]{2}:?[0-9]{2})?"))
def test_what_looks_like_a_time_never_crashes(text: str) -> None:
    read_time(text)


TIMES: dict[str, tuple[str, bool] | None] = {
    "2026-01-01T10:00:00Z": ("2026-01-01T10:00:00+00:00", False),
    "2026-01-01t10:00:00z": ("2026-01-01T10:00:00+00:00", False),
    "2026-01-01T10:00:00+05:30": ("2026-01-01T10:00:00+05:30", False),
    "2026-01-01T10:00:00.123456789+0530": ("2026-01-01T10:00:00.123456+05:30", False),
    "2026-01-01 10:00": ("2026-01-01T10:00:00+00:00", True),
    "2026-01-01T10:00:00": ("2026-01-01T10:00:00+00:00", True),
    "2026-01-01": ("2026-01-01T00:00:00+00:00", True),
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


@pytest.mark.parametrize(("text", "expected"), TIMES.items(), ids=ascii)
def test_a_time_keeps_its_offset_or_says_that_it_has_none(
    text: str, expected: tuple[str, bool] | None
) -> None:
    found = read_time(text)
    assert (found and (found[0].isoformat(), found[1])) == expected
