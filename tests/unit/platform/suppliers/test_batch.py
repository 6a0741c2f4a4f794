"""One call for those who ask at about the same time, and each gets their own answer."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from shared.kernel.clock import Deadline, SystemClock
from shared.platform.suppliers.batch import Batches
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError


class Calls:
    """Counts what is asked together; a number above 900 has an error of its own."""

    def __init__(self) -> None:
        self.made: list[tuple[tuple[int, ...], Asker]] = []
        self.gate: asyncio.Event | None = None
        self.error: SupplierError | None = None

    async def __call__(
        self, wanted: Sequence[int], asker: Asker, deadline: Deadline
    ) -> Mapping[int, str | SupplierError]:
        """Answer, as told."""
        assert not deadline.passed
        self.made.append((tuple(wanted), asker))
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        bad = SupplierError(outcome=FetchOutcome.BAD_ANSWER)
        return {one: bad if one > 900 else f"answer {one}" for one in wanted if one != 800}


@pytest.fixture
def calls() -> Calls:
    return Calls()


async def ask(
    batches: Batches[int, str], one: int, asker: Asker = Asker.VISITOR, within: float = 5.0
) -> str:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=within))
    return await batches.ask(one, asker=asker, deadline=deadline)


async def test_what_is_asked_together_is_one_call(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    found = await asyncio.gather(*(ask(batches, one) for one in (1, 2, 3, 2)))
    assert found == ["answer 1", "answer 2", "answer 3", "answer 2"]
    assert calls.made == [((1, 2, 3), Asker.VISITOR)]


async def test_no_call_asks_for_more_than_the_supplier_takes(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    found = await asyncio.gather(*(ask(batches, one) for one in range(100)))
    assert found == [f"answer {one}" for one in range(100)]
    assert [len(wanted) for wanted, _ in calls.made] == [40, 40, 20]


async def test_a_full_call_does_not_wait_for_company(calls: Calls) -> None:
    batches = Batches(calls, most=2)
    loop = asyncio.get_running_loop()
    before = loop.time()
    for first in range(0, 40, 2):
        await asyncio.gather(ask(batches, first), ask(batches, first + 1))
    assert loop.time() - before < 0.2, "twenty calls, none of which waited 20 ms"


async def test_what_is_asked_later_is_another_call(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    await ask(batches, 1)
    await ask(batches, 1)
    assert len(calls.made) == 2


async def test_visitors_and_follows_are_not_mixed(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    await asyncio.gather(ask(batches, 1), ask(batches, 2, Asker.FOLLOW))
    assert (
        sorted(calls.made) == [((1,), Asker.VISITOR), ((2,), Asker.FOLLOW)]
        or sorted(calls.made) == [((1,), Asker.VISITOR), ((2,), Asker.FOLLOW)][::-1]
    )


async def test_one_that_fails_costs_the_others_nothing(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    found = await asyncio.gather(
        ask(batches, 1), ask(batches, 901), ask(batches, 800), return_exceptions=True
    )
    assert found[0] == "answer 1"
    assert isinstance(found[1], SupplierError)
    assert found[1].outcome is FetchOutcome.BAD_ANSWER
    assert isinstance(found[2], SupplierError), "left out of the answer"
    assert found[2].outcome is FetchOutcome.UNAVAILABLE


async def test_a_call_that_fails_fails_for_all_of_it_and_for_nobody_later(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    calls.error = SupplierError(outcome=FetchOutcome.REFUSED)
    found = await asyncio.gather(ask(batches, 1), ask(batches, 2), return_exceptions=True)
    assert [type(one) for one in found] == [SupplierError, SupplierError]
    calls.error = None
    assert await ask(batches, 1) == "answer 1"


async def test_whoever_leaves_takes_the_answer_from_nobody(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    calls.gate = asyncio.Event()
    first, second = (asyncio.create_task(ask(batches, one)) for one in (1, 2))
    await asyncio.sleep(0.05)
    first.cancel()
    calls.gate.set()
    assert await second == "answer 2"


async def test_nobody_waits_beyond_their_own_deadline(calls: Calls) -> None:
    batches = Batches(calls, most=40)
    calls.gate = asyncio.Event()
    patient = asyncio.create_task(ask(batches, 2))
    with pytest.raises(SupplierError):
        await ask(batches, 1, within=0.05)
    calls.gate.set()
    assert await patient == "answer 2"
