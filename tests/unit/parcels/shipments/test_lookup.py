"""The shared cache: one call however many ask, and a truthful answer whatever breaks."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY, Deadline, SystemClock
from shared.kernel.errors import AppError, TooManyRequestsError, UnavailableError
from shared.parcels.carriers.model import SANDBOX, Asked, Proof, Reason, Report, Status
from shared.parcels.carriers.port import ProofError
from shared.parcels.follows.wheel import life_of
from shared.parcels.shipments.lookup import ShipmentLookup, Wanted
from shared.parcels.shipments.model import LEASE, ShipmentRef, ShipmentState
from shared.parcels.shipments.quota import Quota, SourceQuota, UnlimitedQuota
from shared.parcels.shipments.requester import Behalf, follower, visitor
from shared.parcels.shipments.shares import Payer
from shared.platform.records.port import Document, DocumentId
from shared.platform.suppliers.port import (
    Asker,
    BudgetSpentError,
    BusyError,
    FetchOutcome,
    SupplierError,
)
from shared.privacy.purposes import TRACKING
from tests.fakes import ScriptedCarrier
from tests.unit.parcels.shipments.region import Store

MOVING = Report(status=Status.IN_TRANSIT)
ARRIVED = Report(status=Status.DELIVERED)


class Region(Store):
    """One region with a carrier."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: Report | AppError = MOVING
        self.gate: asyncio.Event | None = None
        self.carrier = ScriptedCarrier(self._story)

    async def _story(self, _: Asked) -> Report:
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        if isinstance(self.answer, AppError):
            raise self.answer
        return self.answer

    def instance(self, quota: Quota | None = None) -> ShipmentLookup:
        keys = self.keys()
        records, given = self.records(keys), quota or UnlimitedQuota()
        return ShipmentLookup(records, self.rings(), keys, given, self.clock)

    def shipments(self) -> list[Document]:
        return self.stored("shipments")

    def wanted(self, number: str = "N1", postcode: str | None = None) -> Wanted:
        return Wanted(self.carrier, ShipmentRef("dhl", Asked(number, postcode)))

    @property
    def calls(self) -> int:
        return len(self.carrier.asked)


class CountingQuota:
    """A quota without a limit that counts."""

    def __init__(self) -> None:
        self.spent = 0

    async def see(self, payer: Payer, supplier: str) -> None:
        """Refuse nobody."""

    async def spend(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Count one."""
        assert payer.source
        assert (supplier, daily) == ("dhl", None)
        self.spent += 1

    async def refund(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Take one back."""
        assert payer.source
        assert (supplier, daily) == ("dhl", None)
        self.spent -= 1

    async def carry(self, supplier: str, number: str, calls: int) -> None:
        """Count nothing."""


@pytest.fixture
def region() -> Region:
    return Region()


async def look(
    instance: ShipmentLookup, *wanted: Wanted, source: str = "192.0.2.1"
) -> list[ShipmentState | AppError]:
    """Look up, with the time that a request has."""
    deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
    return await instance.look_up(wanted, behalf=visitor(source), deadline=deadline)


def status(found: ShipmentState | AppError) -> Status | None:
    """Return a finding's status."""
    assert isinstance(found, ShipmentState), found
    return found.report.status if found.report else None


async def test_a_first_look_asks_the_carrier_and_a_second_does_not(region: Region) -> None:
    instance = region.instance()
    for _ in range(3):
        assert status((await look(instance, region.wanted()))[0]) is Status.IN_TRANSIT
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.IN_TRANSIT
    assert region.calls == 1


UNKNOWN = Report(status=Status.NOT_FOUND)
FRESH: dict[str, tuple[str, Report, timedelta]] = {
    "moving": ("dhl", MOVING, timedelta(minutes=15)),
    "not found": ("dhl", UNKNOWN, timedelta(minutes=15)),
    "delivered": ("dhl", ARRIVED, timedelta(hours=6)),
    "moving in the sandbox": (SANDBOX, MOVING, timedelta(seconds=50)),
    "not found in the sandbox": (SANDBOX, UNKNOWN, timedelta(seconds=50)),
    "delivered in the sandbox": (SANDBOX, ARRIVED, timedelta(seconds=50)),
}


@pytest.mark.parametrize(("carrier", "report", "fresh"), FRESH.values(), ids=FRESH)
async def test_a_state_is_fresh_for_its_time_and_then_asked_anew(
    region: Region, carrier: str, report: Report, fresh: timedelta
) -> None:
    region.carrier.code, region.answer = carrier, report
    instance = region.instance()
    await look(instance, region.wanted())
    region.clock.advance(fresh - timedelta(seconds=1))
    await look(instance, region.wanted())
    assert region.calls == 1
    region.clock.advance(timedelta(seconds=2))
    await look(instance, region.wanted())
    assert region.calls == 2


async def test_what_was_delivered_is_not_expected_any_more(region: Region) -> None:
    region.answer = ARRIVED.model_copy(update={"estimated_delivery": region.clock.now() + DAY})
    found = (await look(region.instance(), region.wanted()))[0]
    assert isinstance(found, ShipmentState)
    assert found.report == ARRIVED


async def test_two_hundred_at_once_on_four_instances_make_one_call(region: Region) -> None:
    instances = [region.instance() for _ in range(4)]
    await look(instances[0], region.wanted("other"))
    before, region.gate = region.calls, asyncio.Event()
    looks = [asyncio.create_task(look(instances[n % 4], region.wanted())) for n in range(200)]
    await asyncio.sleep(0.2)  # all others have seen the lease meanwhile
    region.gate.set()
    found = await asyncio.gather(*looks)
    assert {status(one[0]) for one in found} == {Status.IN_TRANSIT}
    assert region.calls == before + 1


async def test_those_who_ask_at_once_at_one_instance_share_one_claim_and_one_charge(
    region: Region,
) -> None:
    quota = CountingQuota()
    instance = region.instance(quota)
    await look(instance, region.wanted("other"))
    commits = region.documents.commits
    await asyncio.gather(*(look(instance, region.wanted()) for _ in range(50)))
    assert region.documents.commits == commits + 2, "the claim and the result"
    assert quota.spent == 2


async def test_who_has_not_got_the_proof_finds_nothing_of_what_others_found(
    region: Region,
) -> None:
    instance = region.instance()
    await look(instance, region.wanted(postcode="10115"))
    await look(instance, region.wanted(postcode="10117"))
    await look(instance, region.wanted())
    assert region.calls == 3
    assert len(region.shipments()) == 3


async def test_a_failure_is_told_kept_for_a_moment_and_then_tried_again(region: Region) -> None:
    region.answer = SupplierError(retry_after=timedelta(seconds=60))
    instance = region.instance()
    for _ in range(3):
        error = (await look(instance, region.wanted()))[0]
        assert isinstance(error, SupplierError)
        assert error.retry_after == timedelta(seconds=60)
    region.clock.advance(timedelta(seconds=20))
    error = (await look(instance, region.wanted()))[0]
    assert isinstance(error, SupplierError)
    assert error.retry_after == timedelta(seconds=40)
    assert region.calls == 1
    region.clock.advance(timedelta(seconds=41))
    region.answer = MOVING
    assert status((await look(instance, region.wanted()))[0]) is Status.IN_TRANSIT


async def test_when_the_carrier_fails_the_last_known_state_stays_and_says_so(
    region: Region,
) -> None:
    instance = region.instance()
    await look(instance, region.wanted())
    region.clock.advance(timedelta(minutes=16))
    region.answer = SupplierError(outcome=FetchOutcome.REFUSED)
    for one in (instance, region.instance()):
        found = (await look(one, region.wanted()))[0]
        assert isinstance(found, ShipmentState)
        assert found.report == MOVING
        assert found.outcome is FetchOutcome.REFUSED
        assert found.asked_at == region.clock.now()


async def test_a_wish_for_a_proof_is_told_and_kept(region: Region) -> None:
    region.answer = ProofError(Proof.POSTCODE, rejected=False)
    for instance in (region.instance(), region.instance()):
        error = (await look(instance, region.wanted()))[0]
        assert isinstance(error, ProofError)
        assert (error.proof, error.outcome) == (Proof.POSTCODE, FetchOutcome.PROOF_REQUIRED)
    assert region.calls == 1


async def test_a_spent_budget_is_told_as_such_also_from_the_cache(region: Region) -> None:
    region.answer = BudgetSpentError(retry_after=timedelta(hours=2))
    for instance in (region.instance(), region.instance()):
        assert isinstance((await look(instance, region.wanted()))[0], BudgetSpentError)
    assert region.calls == 1


async def test_the_pause_after_a_failure_doubles_and_a_call_that_was_not_made_tells_no_time(
    region: Region,
) -> None:
    instance = region.instance()
    await look(instance, region.wanted())
    asked_at = region.clock.now()
    region.clock.advance(timedelta(minutes=16))
    region.answer = SupplierError(asked=False)
    found = (await look(instance, region.wanted()))[0]
    assert isinstance(found, ShipmentState)
    assert (found.asked_at, found.outcome) == (asked_at, FetchOutcome.ANSWERED)
    region.answer = SupplierError()
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        region.clock.advance(timedelta(minutes=16))
        calls = region.calls
        await look(instance, region.wanted())
        region.clock.advance(timedelta(seconds=seconds - 1))
        await look(instance, region.wanted())
        assert region.calls == calls + 1, f"not within {seconds} s"
    region.clock.advance(timedelta(minutes=16))
    region.answer = MOVING
    found = (await look(instance, region.wanted()))[0]
    assert isinstance(found, ShipmentState)
    assert (found.failures, found.outcome) == (0, FetchOutcome.ANSWERED)


async def test_a_slow_item_does_not_cost_the_others_their_answer(region: Region) -> None:
    instance = region.instance()
    await look(instance, region.wanted("quick"))
    region.gate = asyncio.Event()
    deadline = Deadline.after(SystemClock(), timedelta(milliseconds=100))
    both = [region.wanted("quick"), region.wanted("slow")]
    quick, slow = await instance.look_up(both, behalf=visitor("192.0.2.1"), deadline=deadline)
    assert status(quick) is Status.IN_TRANSIT
    assert isinstance(slow, UnavailableError)
    region.gate.set()
    assert status((await look(instance, region.wanted("slow")))[0]) is Status.IN_TRANSIT
    assert region.calls == 2, "what the carrier said later was kept"


async def test_an_item_that_breaks_something_of_ours_does_not_cost_the_others_theirs(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_down(_: Asked) -> Report:
        msg = "a secret"
        raise RuntimeError(msg)

    broken = Wanted(ScriptedCarrier(break_down), ShipmentRef("dhl", Asked("N2")))
    good, bad = await look(region.instance(), region.wanted("N1"), broken)
    assert status(good) is Status.IN_TRANSIT
    assert isinstance(bad, AppError)
    assert bad.code == "internal"
    told = capsys.readouterr().out
    assert '"crash"' in told
    assert "a secret" not in told


async def test_anothers_spent_quota_is_not_handed_to_who_waits_with_them(region: Region) -> None:
    quota = SourceQuota(region.documents, region.keys(), region.clock, daily=1)
    instance = region.instance(quota)
    await look(instance, region.wanted("N1"), source="192.0.2.66")
    spent, free = await asyncio.gather(
        look(instance, region.wanted("N2"), source="192.0.2.66"),
        look(instance, region.wanted("N2"), source="192.0.2.1"),
    )
    assert isinstance(spent[0], TooManyRequestsError)
    assert status(free[0]) is Status.IN_TRANSIT


async def test_who_has_too_little_time_left_asks_nobody_and_keeps_nothing(region: Region) -> None:
    region.gate = asyncio.Event()
    holder = asyncio.create_task(look(region.instance(), region.wanted()))
    await _until(lambda: region.calls == 1)
    region.clock.advance(LEASE.length - timedelta(seconds=6))
    waiter = asyncio.create_task(look(region.instance(), region.wanted()))
    await asyncio.sleep(0.1)
    region.gate = None
    region.clock.advance(timedelta(seconds=7))  # the lease has run out, and most of the time
    error = (await waiter)[0]
    assert isinstance(error, UnavailableError)
    assert region.calls == 1
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.IN_TRANSIT
    holder.cancel()


class RefusingQuota(CountingQuota):
    """A quota of which nothing is left, which turns out when it is counted."""

    async def spend(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Refuse."""
        await super().spend(payer, supplier, daily=daily)
        await asyncio.sleep(0.01)
        raise TooManyRequestsError


@pytest.mark.parametrize("known", [False, True], ids=["of nothing", "of what was known"])
async def test_whoever_may_not_have_the_carrier_asked_lets_go_of_the_lease(
    region: Region, *, known: bool
) -> None:
    """It is taken while that is counted: the next one need not wait until it runs out."""
    if known:
        await look(region.instance(), region.wanted())
        region.clock.advance(timedelta(hours=1))
    before, calls = region.shipments(), region.calls
    for _ in range(2):
        (found,) = await look(region.instance(RefusingQuota()), region.wanted())
        assert isinstance(found, ShipmentState if known else TooManyRequestsError)
    assert region.calls == calls
    assert [one.id for one in region.shipments()] == [one.id for one in before]
    started = asyncio.get_running_loop().time()
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.IN_TRANSIT
    assert region.calls == calls + 1
    assert asyncio.get_running_loop().time() - started < 1, "nobody's lease was waited for"


async def test_what_cannot_be_written_down_for_a_person_is_not_asked(region: Region) -> None:
    async def note(_: str, __: object) -> None:
        raise UnavailableError

    behalf = follower("a" * 32, note)
    region.carrier.code = "dhl"
    wanted = region.wanted()
    deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
    (found,) = await region.instance().look_up([wanted], behalf=behalf, deadline=deadline)
    assert isinstance(found, UnavailableError)
    assert region.calls == 0
    assert not region.shipments(), "and the lease is let go"


async def test_a_source_over_its_quota_still_sees_what_is_known(region: Region) -> None:
    quota = SourceQuota(region.documents, region.keys(), region.clock, daily=2)
    instance = region.instance(quota)
    await look(instance, region.wanted("N1"), region.wanted("N2"))
    refused = (await look(instance, region.wanted("N3")))[0]
    assert isinstance(refused, TooManyRequestsError)
    assert status((await look(instance, region.wanted("N1")))[0]) is Status.IN_TRANSIT
    region.clock.advance(timedelta(minutes=16))
    assert status((await look(instance, region.wanted("N1")))[0]) is Status.IN_TRANSIT
    found = await look(instance, region.wanted("N3"), source="192.0.2.99")
    assert status(found[0]) is Status.IN_TRANSIT


async def test_a_lease_whose_holder_died_runs_out(region: Region) -> None:
    region.gate = asyncio.Event()
    dead = asyncio.create_task(look(region.instance(), region.wanted()))
    await _until(lambda: region.calls == 1)
    region.gate = None
    region.clock.advance(LEASE.length + timedelta(seconds=1))
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.IN_TRANSIT
    assert region.calls == 2
    dead.cancel()


async def test_who_comes_back_late_does_not_overwrite_what_came_after(region: Region) -> None:
    region.gate = asyncio.Event()
    late = asyncio.create_task(look(region.instance(), region.wanted()))
    await _until(lambda: region.calls == 1)
    first_gate, region.gate = region.gate, None
    region.clock.advance(LEASE.length + timedelta(seconds=1))
    region.answer = ARRIVED
    await look(region.instance(), region.wanted())
    region.answer = MOVING
    first_gate.set()
    await late
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.DELIVERED


async def test_a_claim_whose_answer_was_lost_is_recognised_as_ones_own(region: Region) -> None:
    quota = CountingQuota()
    instance = region.instance(quota)
    await look(instance, region.wanted("other"))
    region.documents.lose_answers = 1
    found = (await look(instance, region.wanted()))[0]
    assert status(found) is Status.IN_TRANSIT
    assert isinstance(found, ShipmentState)
    assert region.calls == 2
    assert quota.spent == 2, "charged once for each number"


async def test_a_result_that_cannot_be_kept_is_shown_all_the_same(region: Region) -> None:
    instance = region.instance()
    await look(instance, region.wanted("other"))
    region.gate = asyncio.Event()
    waiting = asyncio.create_task(look(instance, region.wanted()))
    await _until(lambda: region.calls == 2)
    region.documents.down = True
    region.gate.set()
    assert status((await waiting)[0]) is Status.IN_TRANSIT


async def test_without_the_database_nothing_is_asked_and_that_is_said(region: Region) -> None:
    instance = region.instance()
    await look(instance, region.wanted("other"))
    region.documents.down = True
    with pytest.raises(UnavailableError):
        await look(instance, region.wanted())
    assert region.calls == 1


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others(region: Region) -> None:
    instance = region.instance()
    region.gate = asyncio.Event()
    impatient = asyncio.create_task(look(instance, region.wanted()))
    patient = asyncio.create_task(look(instance, region.wanted()))
    await _until(lambda: region.calls == 1)
    impatient.cancel()
    region.gate.set()
    assert status((await patient)[0]) is Status.IN_TRANSIT
    assert region.calls == 1


async def test_a_damaged_shipment_is_replaced_and_does_not_cost_the_others(
    region: Region,
) -> None:
    instance = region.instance()
    await look(instance, region.wanted("N1"), region.wanted("N2"))
    broken = region.shipments()[0]
    fields = {**broken.fields, "sealed": {"tracking": b"\x01" + bytes(60)}}
    region.documents.stored[broken.id] = Document(broken.id, fields, broken.version)
    found = await look(instance, region.wanted("N1"), region.wanted("N2"))
    assert [status(one) for one in found] == [Status.IN_TRANSIT] * 2
    assert region.calls == 3


async def test_an_entry_ends_a_day_after_its_last_fetch(region: Region) -> None:
    region.answer = ARRIVED
    await look(region.instance(), region.wanted())
    kept = region.shipments()[0].fields
    assert kept["expires"] == region.clock.now() + DAY
    assert str(kept["due"])[2:] == "20260302"
    region.clock.advance(DAY + timedelta(seconds=1))
    region.answer = MOVING
    assert status((await look(region.instance(), region.wanted()))[0]) is Status.IN_TRANSIT
    assert region.calls == 2


def _fan(region: Region) -> Behalf:
    """Return somebody who follows a parcel from now on."""
    return follower("p1", life=life_of(None, region.clock.now()))


async def _look_as(region: Region, behalf: Behalf) -> None:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
    await region.instance().look_up([region.wanted()], behalf=behalf, deadline=deadline)


@pytest.mark.parametrize(("answer", "hours"), [(MOVING, 4), (ARRIVED, 24)])
async def test_what_is_followed_lives_until_the_next_look_and_a_day_more(
    region: Region, answer: Report, hours: int
) -> None:
    region.answer = answer
    await _look_as(region, _fan(region))
    (kept,) = region.shipments()
    assert kept.fields["expires"] == region.clock.now() + DAY + timedelta(hours=hours)


async def test_no_look_shortens_a_life(region: Region) -> None:
    region.answer = ARRIVED
    await _look_as(region, _fan(region))
    until = region.shipments()[0].fields["expires"]
    region.clock.advance(timedelta(hours=7))
    await look(region.instance(), region.wanted())
    assert region.calls == 2
    assert region.shipments()[0].fields["expires"] == until


async def test_who_follows_what_a_visitor_just_looked_at_has_it_live_longer(
    region: Region,
) -> None:
    region.answer = ARRIVED
    await look(region.instance(), region.wanted())
    fan = _fan(region)
    for _ in range(2):
        await _look_as(region, fan)
        (kept,) = region.shipments()
        assert kept.fields["expires"] == region.clock.now() + 2 * DAY
    assert region.calls == 1


async def test_a_life_that_outlasts_the_next_look_is_not_written_anew(region: Region) -> None:
    await look(region.instance(), region.wanted())
    (before,) = region.shipments()
    await _look_as(region, _fan(region))
    assert region.shipments() == [before]


async def test_neither_number_nor_proof_nor_state_can_be_read_from_what_is_stored(
    region: Region,
) -> None:
    await look(region.instance(), region.wanted("NUMBER1234", "10115"))
    stored = repr(region.documents.stored)
    assert not any(text in stored for text in ("NUMBER1234", "10115", "in_transit", "dhl"))
    assert set(region.shipments()[0].fields) == {"v", "sealed", "expires", "due"}
    assert isinstance(region.shipments()[0].id, DocumentId)


async def test_warm_lookups_cost_one_read_each_and_no_call_of_the_key_service(
    region: Region,
) -> None:
    instance = region.instance()
    await look(instance, region.wanted())
    reads, calls, commits = region.documents.reads, region.kms.calls, region.documents.commits
    for _ in range(100):
        await look(instance, region.wanted())
    assert region.documents.reads == reads + 100
    assert (region.kms.calls, region.documents.commits) == (calls, commits)


async def _until(happened: Callable[[], bool]) -> None:
    for _ in range(1000):
        if happened():
            return
        await asyncio.sleep(0)
    pytest.fail("it did not happen")


async def test_news_that_came_during_a_look_up_is_overwritten_only_by_what_is_newer(
    region: Region,
) -> None:
    for ago, kept in ((timedelta(minutes=1), Status.DELIVERED), (timedelta(0), Status.IN_TRANSIT)):
        ref = ShipmentRef("dhl", Asked(f"N{ago.seconds}"))
        region.gate = asyncio.Event()
        region.answer = Report(status=Status.IN_TRANSIT, as_of=region.clock.now() - ago)
        wanted = Wanted(region.carrier, ref)
        looking = asyncio.create_task(look(region.instance(), wanted))
        await asyncio.sleep(0.05)
        keys = region.keys()
        records = region.records(keys)
        news = Report(status=Status.DELIVERED, as_of=region.clock.now() - timedelta(seconds=30))
        (slot,) = await records.look([(ref, await keys.name(ref))], TRACKING)
        assert slot.record is not None
        state = slot.record.state.with_news("dhl", news, region.clock.now())
        await records.put(ref, slot, slot.record.model_copy(update={"state": state}))
        region.gate.set()
        assert status((await looking)[0]) is Status.IN_TRANSIT, "what the carrier says"
        (slot,) = await records.look([(ref, slot.name)], TRACKING)
        assert slot.record is not None
        assert slot.record.state.report is not None
        assert slot.record.state.report.status is kept


async def test_a_supplier_that_is_not_called_leaves_what_is_known_of_the_proof(
    region: Region,
) -> None:
    instance = region.instance()
    region.answer = ProofError(Proof.POSTCODE, rejected=False)
    assert isinstance((await look(instance, region.wanted()))[0], ProofError)
    region.clock.advance(timedelta(minutes=15))
    region.answer = BudgetSpentError(retry_after=timedelta(hours=1))
    assert isinstance((await look(instance, region.wanted()))[0], AppError)
    found = (await look(region.instance(), region.wanted()))[0]
    assert isinstance(found, ProofError)


# For people who follow.


async def follow(
    instance: ShipmentLookup, *wanted: Wanted, person: str = "a" * 32
) -> list[ShipmentState | AppError]:
    """Look up as ``look`` does, for somebody who follows."""
    deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
    return await instance.look_up(wanted, behalf=follower(person), deadline=deadline)


async def test_a_carrier_is_told_for_whom_it_is_asked(region: Region) -> None:
    instance = region.instance()
    await look(instance, region.wanted("N1"))
    await follow(instance, region.wanted("N2"))
    assert region.carrier.askers == [Asker.VISITOR, Asker.FOLLOW]


@pytest.mark.parametrize("instances", [1, 2], ids=["one instance", "two instances"])
async def test_visitors_who_spend_their_half_of_a_budget_leave_follows_theirs(
    region: Region, instances: int
) -> None:
    async def of_follows(_: Asked) -> Report:
        await asyncio.sleep(0)
        if region.carrier.askers[-1] is Asker.VISITOR:
            raise BudgetSpentError(retry_after=timedelta(hours=9))
        return MOVING

    region.carrier.story = of_follows
    first = region.instance()
    second = first if instances == 1 else region.instance()
    looked, followed = await asyncio.gather(
        look(first, region.wanted()), follow(second, region.wanted())
    )
    assert isinstance(looked[0], BudgetSpentError | ShipmentState)
    assert status(followed[0]) is Status.IN_TRANSIT
    assert status((await look(first, region.wanted()))[0]) is Status.IN_TRANSIT


async def test_a_spent_half_is_asked_for_no_more_and_the_other_half_still_is(
    region: Region,
) -> None:
    region.answer = BudgetSpentError(retry_after=timedelta(hours=9))
    instance = region.instance()
    for _ in range(3):
        assert isinstance((await look(instance, region.wanted()))[0], BudgetSpentError)
    assert region.calls == 1
    for _ in range(3):
        assert isinstance((await follow(instance, region.wanted()))[0], BudgetSpentError)
        assert isinstance((await look(instance, region.wanted()))[0], BudgetSpentError)
    assert region.carrier.askers == [Asker.VISITOR, Asker.FOLLOW]
    region.clock.advance(timedelta(minutes=16))
    region.answer = MOVING
    assert status((await look(instance, region.wanted()))[0]) is Status.IN_TRANSIT


async def test_a_persons_look_ups_are_counted_by_the_person_and_with_no_address(
    region: Region,
) -> None:
    quota = SourceQuota(region.documents, region.keys(), region.clock, daily=1)
    instance = region.instance(quota)
    one, other = "a" * 32, "b" * 32
    assert status((await follow(instance, region.wanted("N1"), person=one))[0])
    refused = (await follow(instance, region.wanted("N2"), person=one))[0]
    assert isinstance(refused, TooManyRequestsError)
    assert status((await look(instance, region.wanted("N3"), source=one))[0]), "an address"
    assert status((await follow(instance, region.wanted("N4"), person=other))[0])
    assert one not in repr(region.documents.stored)


async def test_what_is_known_is_shown_however_old_and_nobody_is_asked(region: Region) -> None:
    instance = region.instance()
    await look(instance, region.wanted("N1"))
    region.answer = ProofError(Proof.POSTCODE, rejected=False)
    await look(instance, region.wanted("N2"))
    region.clock.advance(timedelta(hours=20))
    refs = [region.wanted(number).ref for number in ("N2", "N1", "N3")]
    wants, moving, unknown = await region.instance().known(refs)
    assert isinstance(wants, ProofError)
    assert isinstance(moving, ShipmentState)
    assert status(moving) is Status.IN_TRANSIT
    assert unknown is None
    assert region.calls == 2
    region.clock.advance(timedelta(hours=5))
    assert await instance.known(refs) == [None] * 3


async def test_what_is_being_asked_for_the_first_time_is_not_known_yet(region: Region) -> None:
    region.gate = asyncio.Event()
    asking = asyncio.create_task(look(region.instance(), region.wanted()))
    await _until(lambda: region.calls == 1)
    assert await region.instance().known([region.wanted().ref]) == [None]
    region.gate.set()
    await asking


async def test_more_than_one_read_takes_are_known_too(region: Region) -> None:
    instance = region.instance()
    numbers = [f"N{n}" for n in range(0, 205, 5)]
    await look(instance, *(region.wanted(number) for number in numbers[:40]))
    found = await instance.known([region.wanted(f"N{n}").ref for n in range(205)])
    assert [n for n, one in enumerate(found) if one is not None] == list(range(0, 200, 5))


async def test_a_shipment_changes_when_its_carrier_says_something_else(region: Region) -> None:
    instance, began = region.instance(), region.clock.now()

    async def changed_at() -> timedelta | None:
        region.clock.advance(timedelta(minutes=16))
        found = (await look(instance, region.wanted()))[0]
        assert isinstance(found, ShipmentState)
        return None if found.changed_at is None else found.changed_at - began

    first = timedelta(minutes=16)
    assert await changed_at() == first
    region.answer = MOVING.model_copy(update={"as_of": region.clock.now(), "in_sync": False})
    assert await changed_at() == first, "the same, told anew"
    region.answer = SupplierError()
    assert await changed_at() == first, "a failure says nothing of the parcel"
    region.answer = MOVING.model_copy(update={"reason": Reason.CUSTOMS})
    assert await changed_at() == 4 * first
    region.answer = ARRIVED
    assert await changed_at() == 5 * first


# Busy.


async def test_a_busy_carrier_is_asked_again_when_there_may_be_a_turn(region: Region) -> None:
    quota = CountingQuota()
    instance = region.instance(quota)
    busy = BusyError(retry_after=timedelta(seconds=4))
    busy.asked = False
    region.answer = busy
    for seconds in (0, 3):
        region.clock.advance(timedelta(seconds=seconds))
        (found,) = await look(instance, region.wanted())
        assert isinstance(found, BusyError)
        assert found.retry_after == timedelta(seconds=4 - seconds)
    assert (region.calls, quota.spent) == (1, 0), "nobody pays for what was not asked"
    region.answer = MOVING
    region.clock.advance(timedelta(seconds=1))
    assert status((await look(instance, region.wanted()))[0]) is Status.IN_TRANSIT
    assert quota.spent == 1


async def test_being_busy_takes_nothing_of_what_is_known_and_is_no_failure(region: Region) -> None:
    instance = region.instance()
    (known,) = await look(instance, region.wanted())
    assert isinstance(known, ShipmentState)
    region.answer = BusyError(retry_after=timedelta(seconds=2))
    for _ in range(4):
        region.clock.advance(timedelta(minutes=16))
        (found,) = await look(instance, region.wanted())
        assert isinstance(found, ShipmentState)
        assert (found.report, found.failures) == (known.report, 0)
        assert found.fresh_until == region.clock.now() + timedelta(seconds=2)
