"""Limits: per instance in memory, across instances in the database; nobody is known by them."""

from datetime import timedelta

import pytest

from shared.clock import DAY
from shared.errors import TooManyRequestsError, UnavailableError
from shared.limits.bucket import Limiter
from shared.limits.quota import SourceQuota
from shared.limits.source import source_of
from shared.suppliers.budget import CountedBudget
from shared.suppliers.port import Asker, BudgetSpentError
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


async def test_a_source_has_its_lookups_of_the_day_across_instances(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    one, other = (SourceQuota(documents, Keys(), clock, daily=4) for _ in range(2))
    for quota in (one, other, one, other):
        await quota.spend("192.0.2.1")
    with pytest.raises(TooManyRequestsError) as refused:
        await one.spend("192.0.2.1")
    assert refused.value.retry_after == timedelta(hours=12)
    await one.spend("192.0.2.2")
    clock.advance(DAY / 2)
    await one.spend("192.0.2.1")


async def test_one_who_is_over_the_limit_costs_no_more_writes(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=1)
    await quota.spend("192.0.2.1")
    for _ in range(5):
        with pytest.raises(TooManyRequestsError):
            await quota.spend("192.0.2.1")
    assert documents.commits == 3, "the salt, the look-up, the one too many"


async def test_a_stored_source_is_no_address_and_another_one_every_day(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    quota = SourceQuota(documents, Keys(), clock, daily=9)
    await quota.spend("192.0.2.1")
    clock.advance(DAY)
    await quota.spend("192.0.2.1")
    names = [place.name for place in documents.stored if place.collection == "lookups"]
    assert len(set(names)) == 2
    assert "192.0.2.1" not in repr(documents.stored)
    ends = [one.fields["expires"] for one in documents.stored.values()]
    assert all(end is not None for end in ends)


async def test_with_the_salt_alone_nobody_finds_a_sources_counter(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    for key in (bytes(32), b"\x01" * 32):
        await SourceQuota(documents, Keys(key), clock, daily=9).spend("192.0.2.1")
    assert len([one for one in documents.stored if one.collection == "lookups"]) == 2


async def test_what_cannot_be_counted_is_not_allowed(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    documents.down = True
    with pytest.raises(UnavailableError):
        await SourceQuota(documents, Keys(), clock, daily=9).spend("192.0.2.1")
    with pytest.raises(UnavailableError):
        await CountedBudget(lambda: documents, clock).spend("dhl", asker=Asker.VISITOR, daily=9)


async def test_half_of_a_suppliers_budget_is_kept_for_follows(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    budgets = [CountedBudget(lambda: documents, clock) for _ in range(2)]
    for number in range(5):
        await budgets[number % 2].spend("dhl", asker=Asker.VISITOR, daily=11)
    with pytest.raises(BudgetSpentError) as refused:
        await budgets[0].spend("dhl", asker=Asker.VISITOR, daily=11)
    assert refused.value.retry_after == timedelta(hours=12)
    for _ in range(6):
        await budgets[0].spend("dhl", asker=Asker.FOLLOW, daily=11)
    with pytest.raises(BudgetSpentError):
        await budgets[1].spend("dhl", asker=Asker.FOLLOW, daily=11)
    await budgets[0].spend("ups", asker=Asker.VISITOR, daily=11)
    clock.advance(DAY / 2)
    await budgets[0].spend("dhl", asker=Asker.VISITOR, daily=11)
