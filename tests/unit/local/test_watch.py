"""A day of followed parcels: invented lives, what should come of a tick, and the flat rule."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.drills.flat import EVERY, Flat
from infra.local.drills.lives import Happened, Life, lives
from infra.local.drills.watch import main, too_dear
from infra.local.drills.watch_ledger import Kept, Ledger
from infra.local.drills.watch_table import Played, Ticked, lines
from infra.local.tools.bill import Billed
from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Status

NOON = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUT = Happened(NOON - 2 * HOUR, Status.OUT_FOR_DELIVERY)
DELIVERED = Happened(NOON + 2.5 * HOUR, Status.DELIVERED)


def life(*fans: datetime, events: Sequence[Happened] = (OUT, DELIVERED)) -> Life:
    return Life("N1", "ups", "Europe/Berlin", fans or (NOON - DAY,), tuple(events))


def ledger(*wheels: str, asked: timedelta | None = HOUR) -> Ledger:
    """Return one of one parcel that was asked for so long ago, and who follows it."""
    some = [life(*(NOON for _ in wheels))]
    one = Ledger(some)
    one.follow(0, some, wheels)
    one.parcels[0].asked_at = None if asked is None else NOON - asked
    return one


def test_the_same_seed_is_the_same_lives() -> None:
    assert list(lives("eu", 50, NOON, 1)) == list(lives("eu", 50, NOON, 1))
    assert list(lives("eu", 50, NOON, 1)) != list(lives("eu", 50, NOON, 2))
    numbers = [one.number for region in ("eu", "us", "asia") for one in lives(region, 99, NOON, 1)]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("region", ["eu", "us", "asia"])
def test_lives_are_as_they_may_be(region: str) -> None:
    found = list(lives(region, 2000, NOON, 1))
    assert sum(len(one.followed) for one in found) == 2000
    for one in found:
        times = [event.at for event in one.events]
        assert times == sorted(set(times))
        assert one.events[0].status is Status.INFO_RECEIVED
        assert Status.DELIVERED not in [event.status for event in one.events[:-1]]
        assert all(since < NOON - DAY - HOUR for since in one.followed)
    ends = Counter(one.events[-1].status for one in found)
    assert ends[Status.DELIVERED] > 0.9 * len(found)
    assert ends[Status.IN_TRANSIT] > 0
    today = Counter(
        event.status for one in found for event in one.events if NOON <= event.at < NOON + DAY
    )
    assert min(today[one] for one in (Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP)) > 10


@pytest.mark.parametrize(
    ("wheels", "asked", "must", "may"),
    [
        (["a000"], 1.0, {0}, set()),
        (["a000"], 0.5, set(), set()),
        (["a000"], 0.79, set(), {0}),
        (["b000"], 1.0, set(), set()),
        (["b000", "a000"], 1.0, {0}, set()),
        (["a001"], 9.0, set(), set()),
    ],
    ids=["due", "asked lately", "just due", "of a slower ring", "for another", "not its turn"],
)
def test_what_should_come_of_a_tick(
    wheels: list[str], asked: float, must: set[int], may: set[int]
) -> None:
    tick = ledger(*wheels, asked=asked * HOUR).tick({"a000", "b000"}, NOON)
    assert (set(tick.must), set(tick.may)) == (must, may)


def test_by_night_nobody_is_asked() -> None:
    tick = ledger("a000", asked=None).tick({"a000"}, NOON + 10 * HOUR)
    assert (tick.due, tick.night, tick.must) == ((0,), 1, frozenset())


@pytest.mark.parametrize(
    ("asked", "calls", "says"),
    [
        (1.0, 1, None),
        (1.0, 0, "was due and not asked for"),
        (1.0, 2, "was asked for 2 times"),
        (0.5, 1, "was asked for 1 times"),
    ],
)
def test_calls_that_lack_and_calls_too_many_are_told(
    asked: float, calls: int, says: str | None
) -> None:
    one = ledger("a000", asked=asked * HOUR)
    told = list(one.called(one.tick({"a000"}, NOON), {0: calls}))
    assert len(told) == (says is not None)
    assert all(str(says) in line for line in told)


def test_what_was_told_and_is_not_known_is_lost() -> None:
    one = ledger("a000")
    tick = one.tick({"a000"}, NOON)
    assert list(one.learn(0, Kept(NOON, frozenset({OUT})), tick)) == []
    assert list(one.missing([Kept(NOON, frozenset({OUT}))])) == []
    (lost,) = one.missing([None])
    assert "out_for_delivery" in lost
    assert "is lost" in lost
    later = one.tick({"a000"}, NOON + 3 * HOUR)
    told = list(one.learn(0, Kept(NOON, frozenset({OUT})), later))
    assert [line.rpartition(" ")[2] for line in told] == ["so", "lost"]
    (never,) = one.learn(0, Kept(NOON, frozenset({OUT, DELIVERED})), tick)
    assert "never happened" in never


def test_who_stands_on_no_ring_is_told() -> None:
    one = ledger("a000")
    one.follows[0].wheel = None
    (told,) = one.missing([None])
    assert "stands on no ring" in told


def test_the_flat_rule_asks_until_it_finds_a_parcel_delivered() -> None:
    flat = Flat([life()], [HOUR], NOON, NOON + DAY)
    assert flat.calls() == 2, "at one and at three"
    assert [one.after for one in flat.late()] == [HOUR / 2]
    long = Flat([life(events=[OUT])], [HOUR], NOON, NOON + DAY)
    assert long.calls() == DAY // EVERY
    gone = Flat([life(events=[Happened(NOON - DAY, Status.DELIVERED)])], [HOUR], NOON, NOON + DAY)
    assert gone.calls() == 0


def test_a_silent_poll_that_costs_more_is_told() -> None:
    bill = {"follows": Billed(2), "person_keys": Billed(2), "shipments": Billed(2, 4)}
    day, looked = Played(parcels=2), Counter({"follows": 2})
    day.ticks.append(Ticked(2, 0, 2, is_silent=True, bill=bill, looked=looked))
    day.found(ledger("a000"), Flat([life()], [HOUR], NOON, NOON + DAY))
    assert not too_dear(day)
    assert "  a silent poll (of 2)                        3.00          2.00" in list(lines(day))
    dear = {**bill, "follows": Billed(2, 1)}
    day.ticks.append(Ticked(2, 0, 2, is_silent=True, bill=dear, looked=looked))
    assert too_dear(day)


@pytest.mark.parametrize("follows", ["", "0", "9", "-5", "many", "1000000"])
def test_nonsense_is_refused(follows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--follows={follows}"]) == 2
    assert "FOLLOWS is a number" in capsys.readouterr().err


def test_a_region_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REGIONS", "mars")
    assert main(["--follows=10"]) == 2
    assert "mars" in capsys.readouterr().err
