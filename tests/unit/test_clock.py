"""Time as an argument."""

from datetime import UTC, timedelta

from shared.clock import Deadline, SystemClock
from tests.fakes import FakeClock


def test_the_machines_clock_tells_utc_and_ticks_that_only_grow() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    first = clock.ticks()
    assert clock.ticks() >= first


def test_a_deadline_runs_down_and_is_never_less_than_over() -> None:
    clock = FakeClock()
    deadline = Deadline.after(clock, timedelta(seconds=8))
    assert (deadline.left(), deadline.passed) == (8.0, False)
    clock.advance(timedelta(seconds=7))
    assert (deadline.left(), deadline.passed) == (1.0, False)
    clock.advance(timedelta(seconds=1))
    assert (deadline.left(), deadline.passed) == (0.0, True)
    clock.advance(timedelta(days=1))
    assert deadline.left() == 0.0


def test_a_deadline_of_nothing_has_passed() -> None:
    assert Deadline.after(FakeClock(), timedelta(0)).passed
