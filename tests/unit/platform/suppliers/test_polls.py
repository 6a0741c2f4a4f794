"""A day's calls for polls: in blocks, spread over the day, the urgent ones and the others."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import DAY, midnight
from shared.platform.records.port import Add, Committed, Write
from shared.platform.suppliers.budget import (
    CountedBudget,
    shards_of,
    share_of,
    share_of_shard,
)
from shared.platform.suppliers.polls import CountedPolls, block_of, lendable, own_room
from shared.platform.suppliers.port import Allowance, Asker, BudgetSpentError, Haste, Waiting
from shared.platform.vault.port import IndexKey
from shared.platform.vault.uses import Use
from tests.fakes import FakeClock, MemoryDocuments
from tests.memory_platform import MemoryPlatform

MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)
EVENING = MIDNIGHT + timedelta(hours=23, minutes=59)


def _keys() -> IndexKey:
    return MemoryPlatform().keyring(Use.BUDGETS)


class Region:
    """One region's counters, and as many instances as a test wants."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.documents, self.clock = MemoryDocuments(), FakeClock(now)

    def instance(self) -> CountedPolls:
        return CountedPolls(lambda: self.documents, self.clock)

    def counted(self) -> int:
        """Return how many calls are counted as made."""
        found = self.documents.stored.values()
        return sum(int(str(one.fields["calls"])) for one in found if "short" not in one.id.name)


@given(st.integers(0, 10_000_000))
def test_the_shares_of_a_day_add_up_to_it(daily: int) -> None:
    shares = [share_of(daily, asker) for asker in Asker]
    assert sum(shares) == daily
    assert min(shares) >= 0
    for share in shares:
        parts = [share_of_shard(share, one) for one in range(shards_of(share))]
        assert sum(parts) == share
        assert max(parts) <= 10_000


@given(st.integers(0, 5_000_000), st.integers(0, 1439))
def test_both_kinds_have_together_what_the_time_of_day_has_opened(share: int, minutes: int) -> None:
    now = MIDNIGHT + timedelta(minutes=minutes)
    own = {haste: own_room(share, haste, now) for haste in Haste}
    assert sum(own.values()) <= share + 1e-6
    assert own[Haste.URGENT] == pytest.approx(sum(own.values()) * 0.3)
    for haste in Haste:
        most = lendable(share, haste, now, others=0, others_lack=False)
        assert 0 <= most <= own[haste.other] + 1e-6


def test_the_urgent_have_up_to_half_if_the_others_lack_nothing() -> None:
    noon, is_open = MIDNIGHT + timedelta(hours=12), 1000 * (12 + 1.2) / 21
    more = lendable(1000, Haste.URGENT, noon, others=0, others_lack=False)
    assert own_room(1000, Haste.URGENT, noon) + more == pytest.approx(is_open / 2)
    assert lendable(1000, Haste.URGENT, noon, others=0, others_lack=True) == 0
    assert lendable(1000, Haste.OTHER, noon, others=0, others_lack=False) == 0


def test_in_the_last_quarter_what_one_kind_does_not_want_is_the_others() -> None:
    assert lendable(1000, Haste.OTHER, EVENING, others=10, others_lack=False) == 290
    assert lendable(1000, Haste.OTHER, EVENING, others=10, others_lack=True) == 215
    assert lendable(1000, Haste.OTHER, EVENING, others=290, others_lack=True) == 0
    assert lendable(1000, Haste.URGENT, EVENING, others=10, others_lack=False) == 690
    assert lendable(1000, Haste.URGENT, EVENING, others=600, others_lack=False) == 100
    assert lendable(1000, Haste.URGENT, EVENING, others=400, others_lack=False, lent=150) == 50


async def test_a_block_is_one_write_and_is_used_without_a_further_one() -> None:
    region = Region()
    polls = region.instance()
    assert await polls.take("dhl", daily=10_000, wanted=200, haste=Haste.OTHER) == 50
    assert region.documents.commits == 1
    budget = CountedBudget(lambda: region.documents, _keys, region.clock, polls)
    allowance = Allowance(10_000, per_subject=1)
    for _ in range(50):
        await budget.spend("dhl", asker=Asker.POLL, allowance=allowance, subject="N")
    assert region.documents.commits == 1
    await budget.spend("dhl", asker=Asker.POLL, allowance=allowance, subject="N")
    assert region.documents.commits == 2, "a try more than was taken"
    await budget.unspend("dhl", asker=Asker.POLL, subject="N")
    await polls.give_back("dhl", 50, haste=Haste.OTHER)
    assert region.counted() == 50


async def test_a_try_beyond_the_block_is_refused_if_the_day_is_spent() -> None:
    region = Region()
    polls = region.instance()
    while await polls.take("dhl", daily=100, wanted=1, haste=Haste.OTHER):
        assert polls.use("dhl", 1)
    budget = CountedBudget(lambda: region.documents, _keys, region.clock, polls)
    with pytest.raises(BudgetSpentError):
        await budget.spend("dhl", asker=Asker.POLL, allowance=Allowance(100), subject="")


async def test_what_nobody_took_for_a_poll_is_taken_as_it_is_needed() -> None:
    """An aggregator is asked for nothing, but that it is told of a number anew costs a call."""
    region = Region(MIDNIGHT + timedelta(hours=12))
    polls = region.instance()
    budget = CountedBudget(lambda: region.documents, _keys, region.clock, polls)
    is_open = int(own_room(share_of(1000, Asker.POLL), Haste.OTHER, region.clock.now()))

    async def registered(number: int) -> None:
        await budget.spend(
            "all", asker=Asker.POLL, allowance=Allowance(1000), subject="", cost=number
        )

    await registered(100)
    assert region.counted() == 100
    with pytest.raises(BudgetSpentError):
        await registered(is_open - 99)
    assert region.counted() == 100, "what does not do is given back"


async def test_who_gives_back_leaves_the_others_what_they_took() -> None:
    region = Region()
    polls = region.instance()
    for wanted in (5, 3):
        assert await polls.take("dhl", daily=10_000, wanted=wanted, haste=Haste.OTHER) == wanted
    assert polls.use("dhl", 4), "one is not needed"
    await polls.give_back("dhl", 5, haste=Haste.OTHER)
    assert region.counted() == 7
    assert all(polls.use("dhl", 1) for _ in range(3))
    await polls.give_back("dhl", 3, haste=Haste.OTHER)
    assert region.counted() == 7
    assert not polls.use("dhl", 1)


@pytest.mark.parametrize(("share", "block"), [(0, 1), (49, 1), (87, 1), (500, 10), (10**6, 50)])
def test_who_is_killed_loses_no_more_than_a_fiftieth(share: int, block: int) -> None:
    assert block_of(share) == block


async def test_however_many_take_at_once_no_more_than_the_share_is_given() -> None:
    region = Region()
    daily = 57
    share = share_of(daily, Asker.POLL)
    given = await asyncio.gather(
        *(
            region.instance().take("dhl", daily=daily, wanted=7, haste=haste)
            for _ in range(100)
            for haste in Haste
        )
    )
    assert sum(given) == region.counted()
    assert share - 2 <= sum(given) <= share


async def test_polls_take_nothing_from_a_click() -> None:
    region = Region()
    polls = region.instance()
    while await polls.take("dhl", daily=100, wanted=7, haste=Haste.OTHER):
        pass
    budget = CountedBudget(lambda: region.documents, _keys, region.clock, polls)
    for _ in range(share_of(100, Asker.FOLLOW)):
        await budget.spend("dhl", asker=Asker.FOLLOW, allowance=Allowance(100), subject="")


async def test_a_share_opens_with_the_day() -> None:
    region = Region(MIDNIGHT)
    polls, given = region.instance(), []
    for _ in range(24 * 12):
        given.append(await polls.take("dhl", daily=1000, wanted=50, haste=Haste.OTHER))
        region.clock.advance(timedelta(minutes=5))
    by_noon, share = sum(given[: 12 * 12]), share_of(1000, Asker.POLL)
    assert 0.3 * share < by_noon < 0.45 * share
    assert sum(given) == share


async def test_who_asked_in_vain_does_not_ask_again_at_once() -> None:
    region = Region(MIDNIGHT)
    polls = region.instance()
    while await polls.take("dhl", daily=1000, wanted=50, haste=Haste.OTHER):
        pass
    commits = region.documents.commits
    assert await polls.take("dhl", daily=1000, wanted=50, haste=Haste.OTHER) == 0
    assert region.documents.commits == commits


def _due(region: Region, *hours: int) -> dict[str, Waiting]:
    """Return what waits for so many hours, by these."""
    period, now = timedelta(hours=4), region.clock.now()
    return {str(one): Waiting(now - timedelta(hours=one), period) for one in hours}


async def test_while_a_day_does_nobody_has_to_wait() -> None:
    region = Region()
    polls = region.instance()
    due = _due(region, *range(4, 100))
    assert await polls.bar("dhl", due, daily=115, haste=Haste.OTHER) == 0
    await polls.take("dhl", daily=115, wanted=1, haste=Haste.OTHER)
    assert await polls.bar("dhl", due, daily=115, haste=Haste.OTHER) == 0


async def test_if_a_day_does_not_do_what_is_open_is_theirs_who_have_waited_longest() -> None:
    region = Region()
    polls, other = region.instance(), region.instance()
    taken = 0
    while await polls.take("dhl", daily=115, wanted=1, haste=Haste.OTHER):
        taken += 1
    assert taken == 40
    await polls.short("dhl", 44, haste=Haste.OTHER)
    await polls.give_back("dhl", 2, haste=Haste.OTHER)
    for instance in (polls, other):
        await instance.bar("dhl", _due(region, *range(4, 24)), daily=115, haste=Haste.OTHER)
        late = _due(region, 40, 12, 8)
        assert await instance.bar("dhl", late, daily=115, haste=Haste.OTHER) == 23 / 4
    polls.asked("dhl", ["40"], haste=Haste.OTHER)
    assert await polls.bar("dhl", {}, daily=115, haste=Haste.OTHER) == 22 / 4
    never = {"never": Waiting(None, timedelta(hours=4))}
    assert await polls.bar("dhl", never, daily=115, haste=Haste.OTHER) == 23 / 4
    await polls.bar("dhl", _due(region, 23), daily=115, haste=Haste.URGENT)
    assert await polls.bar("dhl", {}, daily=115, haste=Haste.OTHER) == 22 / 4, "it is urgent now"
    assert await polls.bar("dhl", never, daily=115, haste=Haste.URGENT) == 0
    region.clock.advance(2 * DAY)
    assert await region.instance().bar("dhl", never, daily=115, haste=Haste.OTHER) == 0


async def test_what_comes_up_no_more_does_not_wait_before_all_others() -> None:
    """Parcels that were delivered, stopped or asked for elsewhere."""
    region = Region(MIDNIGHT + timedelta(hours=12))
    polls = region.instance()
    await polls.short("dhl", 1_000, haste=Haste.URGENT)
    await polls.bar("dhl", _due(region, *range(40, 90)), daily=115, haste=Haste.URGENT)
    assert await polls.bar("dhl", _due(region, 5), daily=115, haste=Haste.URGENT) > 5
    region.clock.advance(timedelta(hours=17))
    await polls.short("dhl", 1_000, haste=Haste.URGENT)
    assert await polls.bar("dhl", _due(region, 5), daily=115, haste=Haste.URGENT) <= 5


async def test_the_urgent_leave_the_others_theirs_while_they_are_short_of_calls() -> None:
    region = Region(MIDNIGHT + timedelta(hours=12))
    polls = region.instance()
    await polls.short("dhl", 1, haste=Haste.OTHER)
    urgent = 0
    while await polls.take("dhl", daily=1150, wanted=1, haste=Haste.URGENT):
        urgent += 1
    assert urgent == int(own_room(share_of(1150, Asker.POLL), Haste.URGENT, region.clock.now()))


class Counting(MemoryDocuments):
    """Counts how often each document is written to in each minute."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.writes: Counter[tuple[str, int]] = Counter()

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Count, and write."""
        minute = int(self.clock.now().timestamp() // 60)
        self.writes.update((one.id.name, minute) for one in writes if isinstance(one, Add))
        return await super().commit(writes)


async def test_no_document_is_written_to_more_than_once_a_second_at_a_million_follows() -> None:
    """Four minutes of a peak of four times the mean: 76 polls and 46 clicks a second, one supplier.

    A million follows are polled 1.64 times a day, and each is opened once by somebody, half of them
    by visitors; four instances.
    """
    clock, daily = FakeClock(midnight(EVENING) + timedelta(hours=17)), 4_700_000
    documents = Counting(clock)
    polls = [CountedPolls(lambda: documents, clock) for _ in range(4)]
    budgets = [CountedBudget(lambda: documents, _keys, clock, one) for one in polls]
    chance = random.Random(1)  # noqa: S311 - a simulation
    for second in range(240):
        for _ in range(2):
            await chance.choice(polls).take("dhl", daily=daily, wanted=38, haste=Haste.OTHER)
        for click in range(46):
            asker = Asker.VISITOR if click % 2 else Asker.FOLLOW
            budget = chance.choice(budgets)
            await budget.spend("dhl", asker=asker, allowance=Allowance(daily), subject="")
        clock.advance(timedelta(seconds=1))
        assert second or documents.writes
    assert sum(documents.writes.values()) >= 240 * 48
    assert max(documents.writes.values()) <= 60
