"""Many who ask the same at the same time: few queries, and each gets what they would alone."""

import asyncio

import pytest

from shared.kernel.errors import UnavailableError
from shared.platform.records.port import MOST_VALUES, Create, Document, DocumentId
from shared.platform.records.query_batching import BatchedQueries
from tests.fakes import MemoryDocuments


class Counted(MemoryDocuments):
    """A database that counts how it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.alone = self.together = 0

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        self.alone += 1
        return await super().having(collection, field, value, after=after, limit=limit)

    async def having_any(self, collection, field, values, *, limit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - as it is
        self.together += 1
        return await super().having_any(collection, field, values, limit=limit)


async def filled(owners: int, each: int) -> Counted:
    """Return a database in which each owner has so many documents."""
    documents = Counted()
    for owner in range(owners):
        for number in range(each):
            place = DocumentId("things", f"{owner}-{number}")
            await documents.commit([Create(place, {"owner_id": f"o{owner}"})])
    return documents


async def test_a_hundred_who_ask_at_once_ask_four_times_and_get_their_own() -> None:
    documents = await filled(100, 3)
    queries = BatchedQueries(documents)
    asked = (queries.having("things", "owner_id", f"o{n}", 100) for n in range(100))
    found = await asyncio.gather(*asked)
    assert [{one.fields["owner_id"] for one in some} for some in found] == [
        {f"o{n}"} for n in range(100)
    ]
    assert {len(some) for some in found} == {3}
    assert (documents.together, documents.alone) == (-(-100 // MOST_VALUES), 0)


async def test_who_is_alone_asks_as_ever() -> None:
    documents = await filled(2, 3)
    queries = BatchedQueries(documents)
    assert len(await queries.having("things", "owner_id", "o1", 100)) == 3
    assert await queries.count("things", "owner_id", "o0") == 3
    assert await queries.count("things", "owner_id", "nobody") == 0
    assert documents.together == 0


async def test_who_has_much_is_asked_for_alone_and_gets_a_page() -> None:
    documents = await filled(1, 450)
    more = [Create(DocumentId("things", f"x{n}"), {"owner_id": "o9"}) for n in range(120)]
    await documents.commit(more)
    queries = BatchedQueries(documents)
    found, number, few = await asyncio.gather(
        queries.having("things", "owner_id", "o0", 100),
        queries.count("things", "owner_id", "o0"),
        queries.count("things", "owner_id", "o9"),
    )
    assert (len(found), number, few) == (100, 450, 120)


async def test_a_database_that_is_down_is_an_error_for_each_and_later_they_are_answered() -> None:
    documents = await filled(5, 1)
    queries = BatchedQueries(documents)
    documents.down = True
    asked = (queries.count("things", "owner_id", f"o{n}") for n in range(5))
    came = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, UnavailableError) for one in came)
    documents.down = False
    assert await queries.count("things", "owner_id", "o1") == 1


async def test_one_who_gives_up_costs_the_others_nothing() -> None:
    documents = await filled(5, 1)
    queries = BatchedQueries(documents)
    tasks = [asyncio.ensure_future(queries.count("things", "owner_id", f"o{n}")) for n in range(5)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    assert await asyncio.gather(*(tasks[:2] + tasks[3:])) == [1, 1, 1, 1]
    with pytest.raises(asyncio.CancelledError):
        await tasks[2]


async def test_who_comes_while_no_query_is_free_is_asked_for_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents, free, queries = await filled(10, 1), asyncio.Event(), 0
    real = documents.having_any

    async def slow(collection, field, values, *, limit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as it is
        nonlocal queries
        queries += collection == "things"
        if collection != "things":
            await free.wait()
        return await real(collection, field, values, limit=limit)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(documents, "having_any", slow)
    batched = BatchedQueries(documents)
    busy = [batched.count(f"busy-{n % 6}", "owner_id", f"o{n}") for n in range(12)]
    tasks = [asyncio.ensure_future(one) for one in busy]
    for n in range(0, 10, 2):
        await asyncio.sleep(0.001)
        two = (batched.count("things", "owner_id", f"o{m}") for m in (n, n + 1))
        tasks += [asyncio.ensure_future(one) for one in two]
    await asyncio.sleep(0.001)
    free.set()
    assert (await asyncio.gather(*tasks))[12:] == [1] * 10
    assert queries == 1
