"""The sandbox has a number for all that can be shown, and asks nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.kernel.clock import DAY, Deadline, SystemClock
from shared.parcels.carriers import sandbox
from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.model import Asked, Reason, Report, Status
from shared.parcels.carriers.number import normalise
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.sandbox import POSTCODE, SandboxCarrier, story
from shared.platform.suppliers.port import Asker, FetchOutcome
from tests.contract.carriers import CARRIERS, Tried
from tests.contract.telling import due, said
from tests.fakes import FakeClock

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
EVE = datetime(2026, 12, 24, 18, tzinfo=UTC)
NUMBER = "AGP-MOVES-5-12241800"
"""A parcel that moves from then on, a step a minute."""


async def told(number: str, now: datetime, postcode: str | None = None) -> Report:
    """Return what the sandbox says at some time of a number as it is typed."""
    clock = FakeClock(now)
    asked = Asked(normalise(number), postcode)
    deadline = Deadline.after(clock, SECOND)
    return await SandboxCarrier(clock).query(asked, asker=Asker.VISITOR, deadline=deadline)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_sandbox_number(status: Status) -> None:
    assert story(status.replace("_", "").upper()).status is status


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sandbox_number(reason: Reason) -> None:
    found = story(reason.replace("_", "").upper())
    assert found.reason is reason
    assert found.scans[0].reason is reason


@pytest.mark.parametrize(
    "number",
    ["AGP", "AGPDELIVERED1", "XAGPDELIVERED0001", "AGP0001", "1", "AGPMOVES0001",
     "AGPMOVES12241800", "XAGPMOVES512241800", "AGPMOVES512241800X", "AGPMOVES1234512241800"],
)  # fmt: skip
async def test_a_number_that_is_no_sandbox_number_is_not_found(number: str) -> None:
    assert await told(number, EVE + 2 * MINUTE) == Report(status=Status.NOT_FOUND)


async def test_a_sandbox_parcel_behind_a_postcode_asks_for_it() -> None:
    carrier = Tried(CARRIERS["sandbox"], SandboxCarrier(SystemClock()))
    error = await carrier.fails("wants_postcode", FetchOutcome.PROOF_REQUIRED)
    assert isinstance(error, ProofError)


WORDS = {*sandbox._LAST, "INFORECEIVED", "INTRANSIT", "NOBODYSWORD"} - {"SLOW"}  # noqa: SLF001 - its whole table


@pytest.mark.parametrize("word", sorted(WORDS))
async def test_a_word_tells_the_same_to_the_byte_whenever_it_is_asked(word: str) -> None:
    evening = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    times = (evening, evening + SECOND, evening + 400 * DAY)
    reports = [await told(f"AGP{word}0001", at, POSTCODE) for at in times]
    assert len({one.model_dump_json() for one in reports}) == 1


async def test_a_word_tells_of_its_own_days_not_of_ours() -> None:
    report = await told("AGP-IN-TRANSIT-0001", EVE)
    assert said(report.scans[0].at) == "2025-01-13T23:00:00+01:00"
    assert due(report.estimated_delivery) == "2025-01-16T19:00:00+01:00"


async def test_a_parcel_that_moves_takes_its_steps_evenly_until_it_is_delivered() -> None:
    steps = [
        (Status.INFO_RECEIVED, "Label created", "2026-12-24T19:00:00+01:00"),
        (Status.IN_TRANSIT, "Picked up", "2026-12-24T19:01:00+01:00"),
        (Status.IN_TRANSIT, "Sorted in the parcel centre", "2026-12-24T19:02:00+01:00"),
        (Status.IN_TRANSIT, "Arrived in the delivery depot", "2026-12-24T19:03:00+01:00"),
        (Status.OUT_FOR_DELIVERY, "Out for delivery", "2026-12-24T19:04:00+01:00"),
        (Status.DELIVERED, "Delivered", "2026-12-24T19:05:00+01:00"),
    ]
    assert await told(NUMBER, EVE - SECOND) == Report(status=Status.NOT_FOUND)
    for taken in range(1, len(steps) + 1):
        began = EVE + (taken - 1) * MINUTE
        first, last = await told(NUMBER, began), await told(NUMBER, began + MINUTE - SECOND)
        assert first == last, "between two steps nothing is new"
        found = [(scan.status, scan.text, said(scan.at)) for scan in first.scans]
        assert found == steps[:taken][::-1], "newest first"
        assert first.status is steps[taken - 1][0]
        is_over = taken == len(steps)
        assert due(first.estimated_delivery) == (None if is_over else steps[-1][2])


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 12), (7, 84), (9999, 119_988)])
async def test_the_steps_of_every_span_fall_on_whole_seconds(minutes: int, seconds: int) -> None:
    report = await told(f"AGP-MOVES-{minutes}-12241800", EVE + minutes * MINUTE)
    moments = [scan.at.moment for scan in reversed(report.scans)]
    assert moments == [EVE + step * seconds * SECOND for step in range(6)]
    assert report.status is Status.DELIVERED


NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
BEGAN: dict[str, tuple[str, datetime, datetime | None]] = {
    "now": ("11301200", NOON, NOON),
    "a minute ago": ("11301159", NOON, NOON - MINUTE),
    "in a minute": ("11301201", NOON, None),
    "in thirty days": ("12301200", NOON, None),
    "in thirty days and a minute, so last year": (
        "12301201", NOON, datetime(2025, 12, 30, 12, 1, tzinfo=UTC)
    ),
    "when the sender's year has ended": (
        "12312359", datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    ),
    "next year": ("01010000", datetime(2026, 12, 31, 23, 59, tzinfo=UTC), None),
    "a new year": (
        "01010000", datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    ),
    "the last 29 February": ("02291200", NOON, datetime(2024, 2, 29, 12, tzinfo=UTC)),
    "the next 29 February is too far ahead": (
        "02291200", datetime(2028, 1, 30, 11, 59, tzinfo=UTC), datetime(2024, 2, 29, 12, tzinfo=UTC)
    ),
    "the next 29 February is near": ("02291200", datetime(2028, 1, 30, 12, tzinfo=UTC), None),
    "eight years without one": (
        "02291200", datetime(2104, 1, 1, tzinfo=UTC), datetime(2096, 2, 29, 12, tzinfo=UTC)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("moment", "now", "began"), BEGAN.values(), ids=BEGAN)
async def test_of_a_moment_without_a_year_the_latest_is_meant(
    moment: str, now: datetime, began: datetime | None
) -> None:
    report = await told(f"AGP-MOVES-30-{moment}", now)
    assert [one.at.moment for one in report.scans[-1:]] == ([] if began is None else [began])
    assert (report.status is Status.NOT_FOUND) == (began is None)


@pytest.mark.parametrize(
    "number",
    ["0-12241800", "05-12241800", "0000-12241800", "5-13241800", "5-00241800", "5-02301200",
     "5-04311200", "5-12001800", "5-12242400", "5-12241860"],
)  # fmt: skip
async def test_a_span_or_moment_that_there_is_none_of_is_a_parcel_that_nobody_knows(
    number: str,
) -> None:
    number = f"AGP-MOVES-{number}"
    assert {one.carrier for one in detect(normalise(number))} == {"sandbox"}
    for now in (EVE + 2 * MINUTE, EVE + 200 * DAY):
        assert await told(number, now) == Report(status=Status.NOT_FOUND)


@pytest.mark.parametrize("number", [NUMBER, "AGP-MOVES-9999-02290000", "AGP-MOVES-10-12241800"])
def test_a_parcel_that_moves_is_as_surely_ours_as_any_other(number: str) -> None:
    (other,), (found,) = detect("AGPDELIVERED0001"), detect(normalise(number))
    assert found == other
