"""What is read ahead: taken once, young, and never behind what was written meanwhile."""

import asyncio
import time
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from shared.kernel.errors import UnavailableError
from shared.platform.records import ahead
from shared.platform.records.port import Add, Create, Document, DocumentId, Set
from tests.fakes import MemoryDocuments

ONE, TWO, THREE = (DocumentId("things", name) for name in ("one", "two", "three"))


class Counted(MemoryDocuments):
    """Knows what each read asked for, and how many are under way."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = 0

    async def get(self, ids: Sequence[DocumentId]) -> list[Document | None]:
        """Return the documents, when the gate is open."""
        self.asked.append(tuple(one.name for one in ids))
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await super().get(ids)


@pytest.fixture
async def documents() -> Counted:
    there = Counted()
    await there.commit([Create(one, {"name": one.name}) for one in (ONE, TWO)])
    return there


def names(found: Sequence[Document | None]) -> list[object]:
    return [one.fields["name"] if one is not None else None for one in found]


async def test_what_is_wanted_together_is_one_read_and_taken_once(documents: Counted) -> None:
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE, TWO, THREE])
        assert names(await ahead.get(documents, [TWO])) == ["two"]
        assert names(await ahead.get(documents, [THREE, ONE])) == [None, "one"]
        assert documents.asked == [("one", "two", "three")]
        await ahead.get(documents, [ONE])
    assert documents.asked == [("one", "two", "three"), ("one",)], "a second look is a look"


async def test_what_was_not_expected_is_read_beside_what_was(documents: Counted) -> None:
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        assert names(await ahead.get(documents, [TWO, ONE])) == ["two", "one"]
    assert documents.asked == [("two",), ("one",)]


async def test_another_databases_document_of_the_same_name_is_another(documents: Counted) -> None:
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        elsewhere = MemoryDocuments("projects/test/databases/us-shipments")
        assert await ahead.get(elsewhere, [ONE]) == [None]


@pytest.mark.parametrize(
    "write", [Set(ONE, {"name": "new"}), Add(ONE, "count")], ids=["set", "add"]
)
async def test_what_is_written_meanwhile_is_read_anew(documents: Counted, write: Set | Add) -> None:
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE, TWO])
        await asyncio.sleep(0)
        (done,) = await documents.commit([write])
        (found,) = await ahead.get(documents, [ONE])
        assert found is not None
        assert found.version == done.version
        assert names(await ahead.get(documents, [TWO])) == ["two"]
        assert documents.asked == [("one", "two"), ("one",)]


async def test_what_was_asked_for_long_ago_is_read_anew(
    documents: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        later = time.monotonic() + ahead.FRESH.total_seconds() + 0.1
        monkeypatch.setattr(ahead, "time", SimpleNamespace(monotonic=lambda: later))
        await ahead.get(documents, [ONE])
    assert documents.asked.count(("one",)) == 2


async def test_nothing_goes_on_after_the_request(documents: Counted) -> None:
    documents.gate.clear()
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        ahead.expect(documents, [TWO])
        waiting = asyncio.create_task(ahead.get(documents, [ONE]))
        await asyncio.sleep(0)
        waiting.cancel()
    assert documents.cancelled == 2
    assert waiting.cancelled()


async def test_what_goes_on_behind_a_request_reads_for_itself(documents: Counted) -> None:
    async def behind() -> list[Document | None]:
        await over.wait()
        ahead.expect(documents, [TWO])
        return await ahead.get(documents, [ONE])

    over = asyncio.Event()
    documents.gate.clear()
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        flight = asyncio.create_task(behind())
        await asyncio.sleep(0)
    documents.gate.set()
    over.set()
    assert names(await flight) == ["one"]
    assert documents.asked == [("one",), ("one",)]


async def test_an_error_is_told_to_who_asks_and_to_nobody_else(documents: Counted) -> None:
    documents.down = True
    async with ahead.reading_ahead():
        ahead.expect(documents, [ONE])
        ahead.expect(documents, [TWO])
        with pytest.raises(UnavailableError):
            await ahead.get(documents, [ONE])


async def test_two_requests_share_nothing(documents: Counted) -> None:
    async def request() -> None:
        async with ahead.reading_ahead():
            ahead.expect(documents, [ONE])
            await ahead.get(documents, [ONE])

    await asyncio.gather(request(), request())
    assert documents.asked == [("one",), ("one",)]
    ahead.expect(documents, [ONE])
    assert len(documents.asked) == 2, "outside of a request nothing is read ahead"
