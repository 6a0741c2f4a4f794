"""Many erasures in one call: they share their questions, and none of them holds up the others."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.kernel.clock import Deadline
from shared.kernel.errors import UnavailableError
from shared.parcels.follows.model import Follow
from shared.people.consents.choice import Choice, Method
from shared.rights.erasure import worker
from shared.rights.erasure.model import LEASE, ErasureStage, Why
from shared.rights.erasure.steps import Found, Hold, KeyStep
from tests.unit.rights.erasure.world import Erasing


@pytest.fixture
async def region() -> Erasing:
    """Return a region."""
    return Erasing()


async def begun(region: Erasing, names: list[str], why: Why = Why.ASKED) -> dict[str, str]:
    """Begin to erase people, of whom every other can be counted; return whose receipt is which."""
    people = [(await region.registered(name)).person_id for name in names]
    agreed, now = (
        Choice({"anonymous_statistics": True}, 1, "en", Method.SETTINGS),
        region.clock.now(),
    )
    for one in people[::2]:
        await region.consents().decide(one, agreed)
        parcel = Follow(
            owner_id=one, rev="r", created=now, updated=now, number=one[:12], carrier="dhl"
        )
        await region.records(Follow).create(one, one, parcel)
    region.clock.advance(timedelta(days=800))
    return {one: (await region.erasures().begin(one, why))[0] for one in people}


async def run_all(region: Erasing, receipts: list[str]) -> None:
    """Have one worker carry all of them out."""
    await region.workers().run_all(receipts, Deadline.after(region.clock, timedelta(minutes=7)))


async def finished(region: Erasing, receipt: str) -> bool:
    """Tell whether an erasure has ended."""
    return (await region.erasures().get(receipt)).stage is ErasureStage.FINISHED


def sluggish(real: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
    """Return a commit that takes now longer, now shorter."""
    delays = itertools.cycle((0.03, 0.0, 0.01, 0.05, 0.02, 0.002, 0.04))

    async def commit(writes: object) -> object:
        await asyncio.sleep(next(delays))
        return await real(writes)

    return commit


async def asked(region: Erasing, number: int, why: Why, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many queries it takes to erase so many people at once."""
    receipts = await begun(region, [f"one-of-{number}-{n}" for n in range(number)], why)
    queries = 0
    with monkeypatch.context() as patch:
        for method in ("having", "having_any", "count"):
            real = getattr(region.data, method)

            async def counted(*args: object, real=real, **named: object):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - any method's
                nonlocal queries
                queries += 1
                await asyncio.sleep(0.001)
                return await real(*args, **named)

            patch.setattr(region.data, method, counted)
        for database in (region.keys, region.data):
            patch.setattr(database, "commit", sluggish(database.commit))
        await run_all(region, list(receipts.values()))
    for receipt in receipts.values():
        assert await finished(region, receipt)
    return queries


@pytest.mark.parametrize("why", [Why.ASKED, Why.INACTIVE])
async def test_thirty_people_take_few_more_queries_than_one(
    region: Erasing, why: Why, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = await asked(region, 1, why, monkeypatch)
    together = await asked(region, 30, why, monkeypatch)
    assert together < 2 * alone


async def test_who_is_slow_holds_nobody_up(
    region: Erasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = await begun(region, ["ada", "bob", "cyd"])
    slow, go_on = next(iter(receipts)), asyncio.Event()
    real = KeyStep.erase

    async def key(
        step: KeyStep, person: str, receipt: str, hold: Hold, found: Found | None
    ) -> None:
        if person == slow:
            await go_on.wait()
        await real(step, person, receipt, hold, found)

    monkeypatch.setattr(worker, "_PATIENCE", 0.01)
    monkeypatch.setattr(KeyStep, "erase", key)
    running = asyncio.create_task(run_all(region, list(receipts.values())))
    others = [receipt for person, receipt in receipts.items() if person != slow]
    async with asyncio.timeout(10):
        while not all([await finished(region, one) for one in others]):  # noqa: ASYNC110 - looked at
            await asyncio.sleep(0.01)
    assert not await finished(region, receipts[slow])
    go_on.set()
    await running
    assert await finished(region, receipts[slow])


async def test_one_that_fails_is_told_and_let_go_and_the_others_end(
    region: Erasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = await begun(region, ["ada", "bob", "cyd"])
    failing = next(iter(receipts))
    real = KeyStep.erase

    async def key(
        step: KeyStep, person: str, receipt: str, hold: Hold, found: Found | None
    ) -> None:
        if person == failing:
            raise UnavailableError
        await real(step, person, receipt, hold, found)

    with monkeypatch.context() as patch:
        patch.setattr(KeyStep, "erase", key)
        with pytest.raises(UnavailableError):
            await run_all(region, list(receipts.values()))
    ended = {person: await finished(region, one) for person, one in receipts.items()}
    assert ended == {person: person != failing for person in receipts}
    assert (await region.erasures().get(receipts[failing])).until is None, "nobody holds it"
    await run_all(region, list(receipts.values()))
    assert await finished(region, receipts[failing])


def at_work() -> list[asyncio.Task[object]]:
    """Return the tasks of erasures."""
    return [one for one in asyncio.all_tasks() if "ErasureWorker" in repr(one.get_coro())]


async def test_a_call_that_is_given_up_leaves_nobody_at_work(
    region: Erasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = list((await begun(region, ["ada", "bob"])).values())
    started, never = asyncio.Event(), asyncio.Event()

    async def key(*_: object) -> None:
        started.set()
        await never.wait()

    with monkeypatch.context() as patch:
        patch.setattr(KeyStep, "erase", key)
        running = asyncio.create_task(run_all(region, receipts))
        await started.wait()
        assert len(at_work()) == 2
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await asyncio.sleep(0)
        assert at_work() == []
    region.clock.advance(LEASE.length)
    await run_all(region, receipts)
    assert all([await finished(region, one) for one in receipts])
