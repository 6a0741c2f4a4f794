"""Time as an argument."""

from datetime import UTC, datetime, timedelta

from shared.kernel.clock import Deadline, SystemClock, moved_now, moved_to
from tests.fakes import FakeClock


def test_the_machines_clock_tells_utc_and_ticks_that_only_grow() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    first = clock.ticks()
    assert clock.ticks() >= first


def test_a_request_moves_only_a_clock_that_can_be_moved_and_only_for_itself() -> None:
    ours, walls = SystemClock(timedelta(hours=1), movable=True), SystemClock(timedelta(hours=1))
    far = datetime(2031, 1, 1, tzinfo=UTC)
    with moved_to(far):
        assert timedelta(0) <= ours.now() - far < timedelta(minutes=1)
        assert walls.now() < far
    assert ours.now() < far
    with moved_to(None):
        assert abs(ours.now() - walls.now()) < timedelta(minutes=1)


def test_what_a_request_moved_the_clock_to_is_known_while_it_lasts() -> None:
    far = datetime(2031, 1, 1, tzinfo=UTC)
    with moved_to(far):
        now = moved_now()
        assert now is not None
        assert timedelta(0) <= now - far < timedelta(minutes=1)
        with moved_to(None):
            assert moved_now() is None
    assert moved_now() is None


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
