"""What a look at its parcel makes of a follow."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Proof, Report, Scan, Status
from shared.parcels.carriers.times import When
from shared.parcels.follows.lateness import WhyLate, why_late
from shared.parcels.follows.model import Follow, Notify, WhyOver
from shared.parcels.follows.settling import begun, relegated, resumed, settled, stopped
from shared.parcels.follows.wheel import next_look, parted
from shared.parcels.shipments.model import Failure, ShipmentState
from shared.platform.suppliers.port import FetchOutcome

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NAME = "ab" * 16


def follow(carrier: str = "dhl", number: str = "N1", *, email: bool = True) -> Follow:
    made = Follow(
        owner_id="a" * 32,
        rev="r",
        created=NOW,
        updated=NOW,
        number=number,
        carrier=carrier,
        notify=Notify(email=email),
        zone="Europe/Berlin",
    )
    return begun(made, NOW)


def state(status: Status, at: datetime = NOW) -> ShipmentState:
    scans = (Scan(at=When.at(at), status=status),)
    return ShipmentState().answered("dhl", Report(status=status, scans=scans), at)


def ring(one: Follow) -> str | None:
    return None if one.wheel is None else parted(one.wheel)[0].value


def test_a_new_follow_is_looked_at_within_the_hour_and_then_where_it_belongs() -> None:
    new = follow()
    assert ring(new) == "a"
    assert ring(settled(NAME, new, state(Status.IN_TRANSIT), NOW)) == "b"
    assert ring(settled(NAME, new, state(Status.DELIVERED), NOW)) == "e"
    assert ring(settled(NAME, new, None, NOW)) == "c"


def test_who_was_just_asked_for_is_looked_at_again_when_it_is_due() -> None:
    """Who is new, by who began to follow it; who comes later for another has any place."""
    new, seen, day = follow(), state(Status.IN_TRANSIT), NOW + DAY
    for before, now in (
        (new, NOW),
        (new, NOW + timedelta(minutes=59)),
        (settled(NAME, new, None, NOW), NOW),
    ):
        for _ in range(20):
            place = settled(NAME, before, seen, now).wheel or ""
            gap = next_look(place, NOW + timedelta(minutes=150), "UTC") - NOW
            assert timedelta(hours=3.2) <= gap <= timedelta(hours=4)
    old, seen = new.model_copy(update={"wheel": "a000"}), state(Status.IN_TRANSIT, day)
    later = day + timedelta(minutes=30)
    assert len({settled(NAME, old, seen, later).wheel for _ in range(300)}) > 20


def test_what_stays_on_its_ring_keeps_its_place() -> None:
    once = settled(NAME, follow(), state(Status.IN_TRANSIT), NOW)
    assert settled(NAME, once, state(Status.IN_TRANSIT), NOW + DAY) == once


@pytest.mark.parametrize(("email", "at_seven_days"), [(True, "c"), (False, "e")])
def test_who_wants_to_be_told_nothing_has_it_looked_at_daily_from_the_seventh_day(
    *, email: bool, at_seven_days: str
) -> None:
    made = follow(email=email)
    seen = state(Status.IN_TRANSIT, NOW + 2 * DAY)
    assert ring(settled(NAME, made, seen, NOW + 7 * DAY - timedelta(minutes=1))) == "c"
    assert ring(settled(NAME, made, seen, NOW + 7 * DAY)) == at_seven_days


def test_what_moves_in_minutes_stays_so_until_it_is_delivered() -> None:
    moving = follow("sandbox", "AGPMOVES511301200")
    assert ring(moving) == "m"
    assert ring(settled(NAME, moving, state(Status.OUT_FOR_DELIVERY), NOW)) == "m"
    assert ring(settled(NAME, moving, state(Status.DELIVERED), NOW)) == "e"
    assert ring(relegated(moving, NOW)) == "a"
    assert ring(follow("sandbox", "AGPDELIVERED0001")) == "a"


@pytest.mark.parametrize(
    ("status", "days", "why"),
    [(Status.DELIVERED, 15, WhyOver.DELIVERED), (Status.IN_TRANSIT, 30, WhyOver.SILENT)],
)
def test_a_watch_ends_by_rule(status: Status, days: int, why: WhyOver) -> None:
    seen, ends = state(status), NOW + days * DAY
    assert settled(NAME, follow(), seen, ends - timedelta(minutes=1)).over is None
    over = settled(NAME, follow(), seen, ends)
    assert over.over is not None
    assert (over.over.why, over.over.at, over.wheel) == (why, ends, None)
    assert over.expires == ends + 90 * DAY
    assert str(over.due)[2:] == f"{ends + 90 * DAY:%Y%m%d}"
    assert settled(NAME, over, seen, ends + DAY) == over


@pytest.mark.parametrize("outcome", [None, FetchOutcome.UNAVAILABLE, FetchOutcome.BUSY])
def test_a_watch_does_not_end_by_what_no_carrier_said(outcome: FetchOutcome | None) -> None:
    later = NOW + 40 * DAY
    failed = ShipmentState().failed("dhl", Failure(outcome), later) if outcome else None
    assert settled(NAME, follow(), failed, later).over is None
    wanting = Failure(FetchOutcome.PROOF_REQUIRED, proof=Proof.POSTCODE)
    over = settled(NAME, follow(), ShipmentState().failed("dhl", wanting, later), later).over
    assert over is not None
    assert over.why is WhyOver.SILENT, "it wants a detail, and nobody gave it for 30 days"


def test_what_is_done_with_can_be_taken_up_again() -> None:
    done = stopped(NAME, follow(), WhyOver.DONE, NOW)
    assert (done.wheel, done.expires) == (None, NOW + 90 * DAY)
    again = resumed(done, NOW)
    assert (again.over, again.expires, again.due, ring(again)) == (None, None, None, "a")


@pytest.mark.parametrize(
    ("status", "days"), [(Status.DELIVERED, 20), (Status.IN_TRANSIT, 40)], ids=["came", "silent"]
)
def test_what_ended_by_rule_can_be_taken_up_again_without_news_of_what_is_known(
    status: Status, days: int
) -> None:
    seen, later = state(status), NOW + days * DAY
    over = settled(NAME, settled(NAME, follow(), seen, NOW), seen, later)
    assert over.over is not None
    again = resumed(over, later)
    for hours in (1, 100):
        again = settled(NAME, again, seen, later + timedelta(hours=hours))
        assert again.over is None
        assert again.told is not None
        assert (again.told.number, again.told.status) == (0, status)


def test_what_was_forgotten_leaves_a_parcel_on_its_ring() -> None:
    out = settled(NAME, follow(), state(Status.OUT_FOR_DELIVERY), NOW)
    assert settled(NAME, out, None, NOW + 5 * DAY).wheel == out.wheel


def test_how_long_a_parcel_took_is_learnt_also_when_it_is_over() -> None:
    scans = (
        Scan(at=When.at(NOW), status=Status.DELIVERED),
        Scan(at=When.at(NOW - 3 * DAY), status=Status.IN_TRANSIT),
    )
    seen = ShipmentState().answered("dhl", Report(status=Status.DELIVERED, scans=scans), NOW)
    done = stopped(NAME, follow(), WhyOver.DONE, NOW)
    assert settled(NAME, done, seen, NOW).transit == "3-5"


def test_it_is_said_why_a_carrier_was_not_asked() -> None:
    watched = settled(NAME, follow(), state(Status.IN_TRANSIT), NOW)
    seen = state(Status.IN_TRANSIT)
    assert why_late(watched, None, NOW) is None
    assert why_late(watched, seen, NOW + timedelta(hours=15)) is None, "two periods and a night"
    assert why_late(watched, seen, NOW + timedelta(hours=16)) is WhyLate.BUDGET
    assert why_late(stopped(NAME, watched, WhyOver.DONE, NOW), seen, NOW + 9 * DAY) is None
    for outcome, why in (
        (FetchOutcome.UNAVAILABLE, WhyLate.UNAVAILABLE),
        (FetchOutcome.BUSY, WhyLate.BUSY),
    ):
        failed = seen.failed("dhl", Failure(outcome), NOW)
        assert why_late(watched, failed, NOW + timedelta(hours=16)) is why
