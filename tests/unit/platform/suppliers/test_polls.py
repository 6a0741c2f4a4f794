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
from shared.platform.suppliers.polls import CountedPolls, block_of, own_room, room
from shared.platform.suppliers.port import Allowance, Asker, BudgetSpentError, Haste
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


@given(st.integers(0, 5_000_000), st.integers(0, 1439), st.integers(0, 5_000_000))
def test_no_kind_has_more_than_the_time_of_day_has_opened(
    share: int, minutes: int, others: int
) -> None:
    now = MIDNIGHT + timedelta(minutes=minutes)
    for haste in Haste:
        assert own_room(share, haste, now) <= room(share, haste, now, others) <= share
    own = [own_room(share, haste, now) for haste in Haste]
    assert sum(own) <= share


def test_the_urgent_have_three_tenths_and_up_to_half() -> None:
    noon = MIDNIGHT + timedelta(hours=12)
    is_open = int(1000 * 0.55)
    assert own_room(1000, Haste.URGENT, noon) == is_open * 3 // 10
    assert room(1000, Haste.URGENT, noon, is_open * 7 // 10) == is_open - is_open * 7 // 10
    assert room(1000, Haste.URGENT, noon, 0) == is_open // 2
    assert room(1000, Haste.OTHER, noon, 0) == is_open * 7 // 10


def test_in_the_last_quarter_what_one_kind_does_not_want_is_the_others() -> None:
    assert room(1000, Haste.OTHER, EVENING, 10) == 990
    assert room(1000, Haste.URGENT, EVENING, 10) == 990
    assert room(1000, Haste.URGENT, EVENING, 600) == 400, "at most half while others want theirs"


async def test_a_block_is_one_write_and_is_used_without_a_further_one() -> None:
    region = Region()
    polls = region.instance()
    assert await polls.take("dhl", daily=10_000, wanted=200, haste=Haste.OTHER) == 50
    assert region.documents.commits == 1
    budget = CountedBudget(lambda: region.documents, _keys, region.clock, polls)
    allowance = Allowance(10_000, per_subject=1)
    for _ in range(50):
        await budget.spend("dhl", asker=Asker.POLL, allowance=allowance, subject="N")
    with pytest.raises(BudgetSpentError):
        await budget.spend("dhl", asker=Asker.POLL, allowance=allowance, subject="N")
    assert region.documents.commits == 1
    await budget.unspend("dhl", asker=Asker.POLL, subject="N")
    await polls.give_back("dhl", 50, haste=Haste.OTHER)
    assert region.counted() == 49


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


async def test_looks_are_further_apart_by_what_was_due_and_not_paid_for() -> None:
    region = Region()
    polls = region.instance()
    assert await polls.stretch("dhl", daily=1000, haste=Haste.OTHER) == 1.0
    await polls.take("dhl", daily=1000, wanted=7, haste=Haste.OTHER)
    await polls.short("dhl", 21, haste=Haste.OTHER)
    assert await polls.stretch("dhl", daily=1000, haste=Haste.OTHER) == 4.0
    assert await polls.stretch("dhl", daily=1000, haste=Haste.URGENT) == 1.0
    region.clock.advance(timedelta(minutes=16))
    assert await region.instance().stretch("dhl", daily=1000, haste=Haste.OTHER) == 4.0
    region.clock.advance(DAY)
    assert await region.instance().stretch("dhl", daily=1000, haste=Haste.OTHER) == 1.0


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
