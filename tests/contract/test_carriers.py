"""Every carrier's adapter keeps the same promises; a next one is one more row of ``CARRIERS``."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

import pytest
import pytest_asyncio

from infra.local.carriers.stories import CANARIES
from shared.kernel.clock import Deadline, SystemClock
from shared.kernel.errors import AppError
from shared.parcels.carriers.access import ROWS
from shared.parcels.carriers.model import Asked, Proof, Reason, Status
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.times import Precision
from shared.platform.suppliers.port import FetchOutcome, SupplierError, SupplierStanding
from tests.contract.carriers import CARRIERS, KEY, TODAY, WRONG, Tried, all_at_once, tells
from tests.contract.telling import due, said


@pytest_asyncio.fixture
async def carrier(request: pytest.FixtureRequest, address: str) -> AsyncIterator[Tried]:
    contract = CARRIERS[request.param]
    async with AsyncExitStack() as stack:
        yield Tried(contract, contract.open(address, stack, KEY))


def test_every_carrier_stands_in_the_contract_under_its_own_code() -> None:
    assert {"sandbox", *(row.code for row in ROWS)} == set(CARRIERS)


@tells("delivered")
async def test_an_adapter_says_who_it_is(carrier: Tried, tale: str) -> None:
    assert tale in carrier.contract.numbers
    assert CARRIERS[carrier.port.code] is carrier.contract


STORIES = {
    "delivered": (Status.DELIVERED, None),
    "in_transit": (Status.IN_TRANSIT, None),
    "out_for_delivery": (Status.OUT_FOR_DELIVERY, None),
    "customs": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "unknown_status": (Status.UNKNOWN, None),
    "exception": (Status.DELIVERY_FAILED, Reason.REFUSED),
    "available_for_pickup": (Status.AVAILABLE_FOR_PICKUP, None),
    "recipient_absent": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "returned": (Status.EXCEPTION, Reason.RETURNED),
    "back_at_sender": (Status.EXCEPTION, Reason.RETURNED),
    "on_a_day": (Status.IN_TRANSIT, None),
    "slow": (Status.DELIVERED, None),
    "by_its_piece": (Status.DELIVERED, None),
    "unnamed_piece": (Status.DELIVERED, None),
    "paket_delivered": (Status.DELIVERED, None),
    "paket_in_transit": (Status.IN_TRANSIT, None),
    "paket_out_for_delivery": (Status.OUT_FOR_DELIVERY, None),
    "paket_available_for_pickup": (Status.AVAILABLE_FOR_PICKUP, None),
    "paket_recipient_absent": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "paket_exception": (Status.DELIVERY_FAILED, Reason.REFUSED),
    "paket_on_a_day": (Status.IN_TRANSIT, None),
    "paket_other_service": (Status.DELIVERED, None),
    "paket_returned": (Status.EXCEPTION, Reason.RETURNED),
}


DHL_PAKET = [tale for tale in STORIES if tale.startswith("paket_")]


@tells(*STORIES)
async def test_a_parcel_has_its_status_and_its_events_newest_first(
    carrier: Tried, tale: str
) -> None:
    report = await carrier.ask(tale)
    assert (report.status, report.reason) == STORIES[tale]
    assert report.scans[0].status is report.status
    times = [scan.at for scan in report.scans]
    assert len(times) > 2
    assert [one.moment for one in times if one.day is None] == [], "each says the place's day"
    assert not any(below.is_surely_before(above) for above, below in pairwise(reversed(times)))
    for scan in report.scans:
        assert scan.text is None or scan.quoted or scan.text in carrier.contract.words


TOMORROW = TODAY.date() + timedelta(days=1)


@tells("on_a_day", "paket_on_a_day")
async def test_a_day_that_is_written_as_midnight_is_a_day(carrier: Tried, tale: str) -> None:
    report = await carrier.ask(tale)
    assert due(report.estimated_delivery) == str(TOMORROW)


@tells("in_transit", "paket_in_transit")
async def test_a_window_has_both_its_ends_where_the_carrier_tells_them(
    carrier: Tried, tale: str
) -> None:
    found = (await carrier.ask(tale)).estimated_delivery
    assert found is not None
    assert found.latest.clock == ("19:00" if carrier.port.code == "sandbox" else "18:00")
    if carrier.port.code in {"ups", "fedex", "seventeen_track"} or tale.startswith("paket_"):
        assert (found.precision, found.earliest.clock) == (Precision.WINDOW, "14:00")


@tells("no_scan_yet", "paket_no_scan_yet")
async def test_a_parcel_that_is_only_announced_is_nowhere_yet(carrier: Tried, tale: str) -> None:
    report = await carrier.ask(tale)
    assert report.status is Status.INFO_RECEIVED
    assert {scan.status for scan in report.scans} <= {Status.INFO_RECEIVED}


@tells("not_found", "paket_nothing")
async def test_a_parcel_that_the_carrier_does_not_know_is_a_finding(
    carrier: Tried, tale: str
) -> None:
    report = await carrier.ask(tale)
    assert (report.status, report.reason, report.scans) == (Status.NOT_FOUND, None, ())


@tells("delivered")
async def test_the_same_number_tells_the_same_story(carrier: Tried, tale: str) -> None:
    assert await carrier.ask(tale) == await carrier.ask(tale)


@tells("wants_postcode")
async def test_a_parcel_behind_a_postcode_opens_with_the_right_one_only(
    carrier: Tried, tale: str
) -> None:
    right = carrier.contract.postcode
    assert (await carrier.ask(tale, postcode=right)).status is Status.DELIVERED
    if not carrier.contract.says_why:
        assert (await carrier.ask(tale, postcode="99999")).status is Status.NOT_FOUND
        return
    wrong = await carrier.fails(tale, FetchOutcome.PROOF_REJECTED, postcode="99999")
    assert isinstance(wrong, ProofError)
    assert wrong.proof is Proof.POSTCODE


@tells("failing")
async def test_a_carrier_that_fails_says_when_to_come_back(carrier: Tried, tale: str) -> None:
    error = await carrier.fails(tale, FetchOutcome.UNAVAILABLE)
    assert error.retry_after is not None
    assert error.retry_after > timedelta(0)


NEVER = {"rate_limited": FetchOutcome.BUSY, "hang": FetchOutcome.UNAVAILABLE}
NO_ANSWER = {
    "error_500": FetchOutcome.UNAVAILABLE,
    "html": FetchOutcome.BAD_ANSWER,
    "cut": FetchOutcome.UNAVAILABLE,
    "huge": FetchOutcome.BAD_ANSWER,
    "redirect": FetchOutcome.BAD_ANSWER,
    "other_shipment": FetchOutcome.BAD_ANSWER,
}


@tells(*NO_ANSWER)
async def test_an_answer_that_is_none_is_an_error_with_its_reason(
    carrier: Tried, tale: str
) -> None:
    await carrier.fails(tale, NO_ANSWER[tale], within=2.5)


@pytest.mark.slow("who says 'in a second' is asked again in a second, twice")
@pytest.mark.parametrize("tale", NEVER)
async def test_who_is_waited_for_in_vain_is_an_error_with_its_reason(
    tale: str, address: str
) -> None:
    async def fails(carrier: Tried) -> None:
        await carrier.fails(tale, NEVER[tale], within=2.5)

    await all_at_once(tale, address, fails)


@tells("rate_limited")
async def test_too_many_requests_says_when_to_come_back(carrier: Tried, tale: str) -> None:
    error = await carrier.fails(tale, FetchOutcome.BUSY, within=0.9)
    assert error.asked
    assert error.retry_after == timedelta(seconds=1)


async def test_too_many_requests_once_heals(address: str) -> None:
    async def heals(carrier: Tried) -> None:
        assert (await carrier.ask("rate_limited_once")).status is Status.DELIVERED

    await all_at_once("rate_limited_once", address, heals)


@tells("one_bad_item")
async def test_one_bad_event_does_not_cost_the_others(carrier: Tried, tale: str) -> None:
    whole, damaged = await carrier.ask("delivered"), await carrier.ask(tale)
    assert damaged.scans == whole.scans


@tells("odd_times")
async def test_odd_times_lose_their_event_and_no_other(carrier: Tried, tale: str) -> None:
    local, moved, last = (await carrier.ask(tale)).scans
    assert (local.at.moment, said(moved.at)) == (None, carrier.contract.moved)
    assert last.status is Status.IN_TRANSIT


@tells("delivered", "exception", "one_bad_item", "odd_times", *DHL_PAKET)
async def test_nothing_personal_gets_past_a_reader(carrier: Tried, tale: str) -> None:
    text = (await carrier.ask(tale)).model_dump_json()
    assert [canary for canary in CANARIES if canary in text] == []
    for word in ("CANARY", "Roe", "Poe", "Hidden", "@", "JD0146", "ORDER"):
        assert word not in text


@tells("delivered", "unknown_status", "wants_postcode")
async def test_nothing_personal_is_logged(
    carrier: Tried, tale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await carrier.ask(tale, postcode=carrier.contract.postcode)
    printed = capsys.readouterr()
    for number in carrier.contract.numbers.values():
        assert number not in printed.out + printed.err
    assert KEY not in printed.out + printed.err


@tells("delivered")
async def test_forgetting_a_number_that_was_never_stored_is_done(carrier: Tried, tale: str) -> None:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=5))
    await carrier.port.forget(Asked(carrier.contract.numbers[tale]), deadline=deadline)


@pytest.mark.parametrize("code", [row.code for row in ROWS])
async def test_a_key_that_is_not_accepted_is_told_apart(address: str, code: str) -> None:
    async with AsyncExitStack() as stack:
        wrong = Tried(CARRIERS[code], CARRIERS[code].open(address, stack, WRONG))
        await wrong.fails("delivered", FetchOutcome.REFUSED)


@pytest.mark.parametrize("code", [row.code for row in ROWS])
async def test_a_carrier_says_where_it_stands_and_how_often_it_may_be_asked(
    address: str, code: str
) -> None:
    (row,) = (row for row in ROWS if row.code == code)
    async with AsyncExitStack() as stack:
        port = CARRIERS[code].open(address, stack, KEY)
        assert port.standing is SupplierStanding.OPEN
        assert port.daily_budget == row.daily


def test_an_error_of_the_port_is_the_projects_own() -> None:
    assert issubclass(SupplierError, AppError)
