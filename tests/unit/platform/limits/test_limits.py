"""Limits: per instance in memory, across instances in the database; nobody is known by them."""

from contextlib import suppress
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import TooManyRequestsError, UnavailableError
from shared.parcels.shipments.quota import SourceQuota
from shared.parcels.shipments.shares import Payer
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.source import network_of, source_of
from shared.platform.suppliers.budget import GUESSES, CountedBudget
from shared.platform.suppliers.port import Allowance, Asker, BudgetSpentError
from tests.fakes import FakeClock, MemoryDocuments


class Keys:
    """The key of the blind indexes, without a keyring."""

    def __init__(self, key: bytes = bytes(32)) -> None:
        self._key = key

    async def index_key(self) -> bytes:
        return self._key


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def documents() -> MemoryDocuments:
    return MemoryDocuments()


def budget(documents: MemoryDocuments, clock: FakeClock) -> CountedBudget:
    """Return an instance's budget."""
    return CountedBudget(lambda: documents, Keys, clock)


async def spend(purse: CountedBudget, supplier: str, asker: Asker, daily: int) -> None:
    """Count a call about nothing in particular."""
    await purse.spend(supplier, asker=asker, allowance=Allowance(daily), subject="")


def test_a_burst_passes_then_the_rate_holds(clock: FakeClock) -> None:
    limiter = Limiter(per_second=2, burst=3, clock=clock)
    for _ in range(3):
        limiter.admit("noisy")
    with pytest.raises(TooManyRequestsError) as refused:
        limiter.admit("noisy")
    assert refused.value.retry_after == timedelta(seconds=0.5)
    limiter.admit("quiet")
    clock.advance(timedelta(seconds=0.5))
    limiter.admit("noisy")
    with pytest.raises(TooManyRequestsError):
        limiter.admit("noisy")


def test_a_large_request_costs_more(clock: FakeClock) -> None:
    limiter = Limiter(per_second=2, burst=5, clock=clock)
    limiter.admit("noisy", 4.0)
    with pytest.raises(TooManyRequestsError) as refused:
        limiter.admit("noisy", 4.0)
    assert refused.value.retry_after == timedelta(seconds=1.5)
    limiter.admit("noisy")


def test_the_limiter_does_not_grow_without_end(clock: FakeClock) -> None:
    limiter = Limiter(per_second=1, burst=1, clock=clock)
    for number in range(30_000):
        limiter.admit(str(number))
    assert len(limiter._buckets) <= 20_000  # noqa: SLF001 - the bound is the promise


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1:2:3", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("[2001:db8::1]", "2001:db8::1", True),
        ("junk", "", True),
    ],
)
def test_a_source_is_an_ipv4_address_or_an_ipv6_64(one: str, other: str, *, same: bool) -> None:
    assert (source_of(one) == source_of(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:7:1::1", "2001:db8:7:ffff::1", True),
        ("2001:db8:7::1", "2001:db8:8::1", False),
        ("::1", "::2:0:0:0:1", True),
        ("::ffff:192.0.2.1", "192.0.2.2", True),
        ("::", "0.0.0.1", False),
        ("junk", "", True),
        ("junk", "0.0.0.1", False),
    ],
)
def test_a_network_is_an_ipv4_24_or_an_ipv6_48(one: str, other: str, *, same: bool) -> None:
    assert (network_of(source_of(one)) == network_of(source_of(other))) is same


async def test_a_source_has_its_lookups_of_the_day_across_instances(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    one, other = (SourceQuota(documents, Keys(), clock, daily=4) for _ in range(2))
    for quota in (one, other, one, other):
        await quota.spend(Payer("192.0.2.1"), "dhl", daily=None)
    with pytest.raises(TooManyRequestsError) as refused:
        await one.spend(Payer("192.0.2.1"), "dhl", daily=None)
    assert refused.value.retry_after == timedelta(hours=12)
    await one.spend(Payer("192.0.2.2"), "dhl", daily=None)
    clock.advance(DAY / 2)
    await one.spend(Payer("192.0.2.1"), "dhl", daily=None)


async def test_one_who_is_over_the_limit_costs_no_more_writes(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=1)
    await quota.spend(Payer("192.0.2.1"), "dhl", daily=None)
    for _ in range(5):
        with pytest.raises(TooManyRequestsError):
            await quota.spend(Payer("192.0.2.1"), "dhl", daily=None)
    assert documents.commits == 3, "the salt, the look-up, the one too many"


async def test_a_stored_source_is_no_address_and_another_one_every_day(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=9)
    await quota.spend(Payer("192.0.2.1"), "dhl", daily=None)
    clock.advance(DAY)
    await quota.spend(Payer("192.0.2.1"), "dhl", daily=None)
    names = [place.name for place in documents.stored if place.collection == "lookups"]
    assert len(set(names)) == 2
    assert "192.0.2.1" not in repr(documents.stored)
    ends = [one.fields["expires"] for one in documents.stored.values()]
    assert all(end is not None for end in ends)


async def test_with_the_salt_alone_nobody_finds_a_sources_counter(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    for key in (bytes(32), b"\x01" * 32):
        await SourceQuota(documents, Keys(key), clock, daily=9).spend(
            Payer("192.0.2.1"), "dhl", daily=None
        )
    assert len([one for one in documents.stored if one.collection == "lookups"]) == 2


async def test_what_cannot_be_counted_is_not_allowed(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    documents.down = True
    with pytest.raises(UnavailableError):
        await SourceQuota(documents, Keys(), clock, daily=9).spend(Payer("S"), "dhl", daily=None)
    with pytest.raises(UnavailableError):
        await budget(documents, clock).spend(
            "dhl", asker=Asker.VISITOR, allowance=Allowance(9), subject=""
        )


async def test_what_a_supplier_did_not_let_through_is_spent_by_nobody(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    purse, allowance = budget(documents, clock), Allowance(4, per_subject=1)
    for _ in range(9):
        await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N1")
        await purse.unspend("dhl", asker=Asker.VISITOR, subject="N1")
    await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N1")
    with pytest.raises(BudgetSpentError):
        await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N1")


@pytest.mark.parametrize(
    "payer",
    [
        Payer("192.0.2.1"),
        Payer("2001:db8::1", network="2001:db8::/48"),
        Payer("origin:x", Asker.FOLLOW, network="2001:db8::/48", young=True),
    ],
)
@pytest.mark.parametrize("daily", [20, None])
async def test_a_source_does_not_pay_for_what_was_not_let_through(
    documents: MemoryDocuments, clock: FakeClock, payer: Payer, daily: int | None
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=1)
    for _ in range(30):
        await quota.spend(payer, "dhl", daily=daily)
        await quota.refund(payer, "dhl", daily=daily)
    counts = [
        number
        for one in documents.stored.values()
        for number in (one.fields.get("count"), one.fields.get("calls"))
        if number is not None
    ]
    assert set(counts) == {0}


async def test_a_source_that_was_refused_may_ask_again_for_what_it_got_back(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota, payer = SourceQuota(documents, Keys(), clock, daily=2), Payer("192.0.2.1")
    for _ in range(2):
        await quota.spend(payer, "dhl", daily=None)
    with pytest.raises(TooManyRequestsError):
        await quota.spend(payer, "dhl", daily=None)
    for _ in range(2):
        await quota.refund(payer, "dhl", daily=None)
    await quota.spend(payer, "dhl", daily=None)


async def test_half_of_a_suppliers_budget_is_kept_for_follows(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    budgets = [budget(documents, clock) for _ in range(2)]
    for number in range(5):
        await budgets[number % 2].spend(
            "dhl", asker=Asker.VISITOR, allowance=Allowance(11), subject=""
        )
    with pytest.raises(BudgetSpentError) as refused:
        await spend(budgets[0], "dhl", Asker.VISITOR, 11)
    assert refused.value.retry_after == timedelta(hours=12)
    for _ in range(2):
        await spend(budgets[0], "dhl", Asker.FOLLOW, 11)
    with pytest.raises(BudgetSpentError):
        await spend(budgets[1], "dhl", Asker.FOLLOW, 11)
    await spend(budgets[0], "ups", Asker.VISITOR, 11)
    clock.advance(DAY / 2)
    await spend(budgets[0], "dhl", Asker.VISITOR, 11)


async def test_a_sources_share_of_a_suppliers_day_is_counted_across_instances(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quotas = [SourceQuota(documents, Keys(), clock, daily=9) for _ in range(2)]
    for number in range(10):
        await quotas[number % 2].spend(Payer("192.0.2.1"), "dhl", daily=200)
    for quota in quotas:
        with pytest.raises(TooManyRequestsError):
            await quota.spend(Payer("192.0.2.1"), "dhl", daily=200)
    await quotas[0].spend(Payer("192.0.2.1"), "sandbox", daily=None)
    await quotas[0].spend(Payer("192.0.2.2"), "dhl", daily=200)


async def test_a_network_is_counted_as_one_and_a_refused_young_account_spends_nothing(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=9)
    allowed = 0
    for number in range(100):
        payer = Payer(f"origin:{number}", Asker.FOLLOW, network="hash/48", young=True)
        with suppress(TooManyRequestsError):
            await quota.spend(payer, "dhl", daily=200)
            allowed += 1
    assert 0 < allowed <= 25
    (young,) = (one for one in documents.stored.values() if "young" in one.id.name)
    assert young.fields["calls"] == allowed


async def test_one_number_is_asked_for_so_often_whatever_else_is_said_with_it(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    allowance = Allowance(daily=1000, per_subject=3)
    purses = [budget(documents, clock) for _ in range(2)]
    for turn in range(3):
        await purses[turn % 2].spend(
            "dhl", asker=Asker.VISITOR, allowance=allowance, subject="1000000013"
        )
    with pytest.raises(BudgetSpentError):
        await purses[0].spend("dhl", asker=Asker.FOLLOW, allowance=allowance, subject="1000000013")
    await purses[0].spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="1000000024")
    assert "1000000013" not in repr(documents.stored)


async def test_a_call_without_an_answer_is_given_back_to_its_number(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    allowance, purse = Allowance(daily=1000, per_subject=1), budget(documents, clock)
    for _ in range(3):
        await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N")
        await purse.refund("dhl", subject="N")
    await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N")
    with pytest.raises(BudgetSpentError):
        await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="N")


async def test_a_refused_batch_does_not_use_up_the_day_for_smaller_ones(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    purse, allowance = budget(documents, clock), Allowance(100)

    async def cost(calls: int) -> None:
        await purse.spend("dhl", asker=Asker.VISITOR, allowance=allowance, subject="", cost=calls)

    await cost(40)
    with pytest.raises(BudgetSpentError):
        await cost(12)
    await cost(10)
    with pytest.raises(BudgetSpentError):
        await cost(1)


async def test_a_detail_can_be_guessed_wrongly_ten_times_a_day_by_all_together(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    one, other = budget(documents, clock), budget(documents, clock)
    for purse in [one, other] * (GUESSES // 2):
        await purse.guess("dhl", subject="N1", wrong=False)
        await purse.guess("dhl", subject="N1", wrong=True)
    for wrong in (True, False):
        with pytest.raises(BudgetSpentError) as caught:
            await one.guess("dhl", subject="N1", wrong=wrong)
        assert caught.value.retry_after == timedelta(hours=12)
    await one.guess("dhl", subject="N2", wrong=True)
    await one.guess("ups", subject="N1", wrong=True)
    assert "N1" not in repr(documents.stored)
    clock.advance(DAY / 2)
    await one.guess("dhl", subject="N1", wrong=True)


async def test_what_cannot_be_counted_is_not_compared(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    documents.down = True
    with pytest.raises(UnavailableError):
        await budget(documents, clock).guess("dhl", subject="N1", wrong=False)
