"""A lease: one at a time, renewed with each step, lost to whoever took over."""

from datetime import timedelta
from typing import Annotated

import pytest
from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.kernel.errors import UnavailableError
from shared.platform.records.lease import Lease
from shared.platform.records.leased_records import Held, LeasedRecords
from shared.platform.records.port import Create, Document, DocumentId
from shared.platform.records.unsealed import fields_of
from shared.privacy.describe import Database, Operational, Record, Retention
from tests.fakes import FakeClock, MemoryDocuments

KEEP = Retention("test", 30 * DAY, "the test")
LEASE = Lease(timedelta(minutes=2))


class Chore(Record, collection="test_chores", database=Database.DATA, owner="a test"):
    """Something that takes a while."""

    done: Annotated[int, Operational(keep=KEEP, why="how far it has come")] = 0
    attempt: Annotated[str, Operational(keep=KEEP, why="who works on it")] = ""
    until: Annotated[AwareDatetime | None, Operational(keep=KEEP, why="until when")] = None


PLACE = DocumentId(Chore.collection, "dishes")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def documents() -> MemoryDocuments:
    documents = MemoryDocuments()
    await documents.commit([Create(PLACE, fields_of(Chore()))])
    return documents


@pytest.fixture
def chores(documents: MemoryDocuments, clock: FakeClock) -> LeasedRecords[Chore]:
    return LeasedRecords(Chore, documents, LEASE, clock)


async def _found(documents: MemoryDocuments) -> Document:
    (found,) = await documents.get([PLACE])
    assert found is not None
    return found


async def _taken(chores: LeasedRecords[Chore], documents: MemoryDocuments) -> Held[Chore]:
    return await chores.take(await _found(documents))


async def test_who_takes_it_on_holds_it_and_each_step_renews_that(
    chores: LeasedRecords[Chore], documents: MemoryDocuments, clock: FakeClock
) -> None:
    held = await _taken(chores, documents)
    assert (held.name, held.record.until) == ("dishes", clock.now() + LEASE.length)
    clock.advance(timedelta(minutes=1))
    held = await chores.write(held, done=1)
    assert (await _found(documents)).fields == fields_of(held.record)
    assert (held.record.done, held.record.until) == (1, clock.now() + LEASE.length)


async def test_nobody_else_takes_it_on_before_the_lease_is_over(
    chores: LeasedRecords[Chore], documents: MemoryDocuments, clock: FakeClock
) -> None:
    first = await _taken(chores, documents)
    clock.advance(LEASE.length - timedelta(seconds=1))
    with pytest.raises(UnavailableError) as refused:
        await _taken(chores, documents)
    assert refused.value.retry_after == LEASE.length
    clock.advance(timedelta(seconds=1))
    assert (await _taken(chores, documents)).record.attempt != first.record.attempt


async def test_of_two_who_have_seen_the_same_one_takes_it_on(
    chores: LeasedRecords[Chore], documents: MemoryDocuments
) -> None:
    found = await _found(documents)
    await chores.take(found)
    with pytest.raises(UnavailableError):
        await chores.take(found)


async def test_who_has_lost_it_writes_nothing_more(
    chores: LeasedRecords[Chore], documents: MemoryDocuments, clock: FakeClock
) -> None:
    late = await _taken(chores, documents)
    clock.advance(LEASE.length)
    held = await _taken(chores, documents)
    for writing in (chores.write(late, done=9), chores.let_go(late), chores.replace(late, Chore())):
        with pytest.raises(UnavailableError):
            await writing
    assert (await _found(documents)).fields == fields_of(held.record)


async def test_what_is_let_go_is_taken_on_at_once(
    chores: LeasedRecords[Chore], documents: MemoryDocuments
) -> None:
    await chores.let_go(await chores.write(await _taken(chores, documents), done=3))
    assert (await _taken(chores, documents)).record.done == 3


def test_what_is_left_of_it_and_when_it_is_to_be_renewed(clock: FakeClock) -> None:
    until = LEASE.until(clock.now())
    assert LEASE.left(until, clock.now()) == LEASE.length
    assert not LEASE.is_aged(until, clock.now() + LEASE.length / 2)
    assert LEASE.is_aged(until, clock.now() + timedelta(seconds=61))
    assert LEASE.left(until, until) is None
    for none in (None, "", until - DAY):
        assert LEASE.left(none, clock.now()) is None
        assert LEASE.is_aged(none, clock.now())
