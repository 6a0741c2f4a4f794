"""The port ``Documents``: the fake and both emulators of Firestore keep the same contract."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import grpc.aio
import pytest

from infra.local.stack.parts import PROJECT
from infra.local.stack.programs import EMULATORS
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import (
    MAX_WRITES,
    Add,
    Create,
    Delete,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Set,
    Version,
)
from tests.contract.conftest import Emulators
from tests.fakes import MemoryDocuments

FIELDS: Fields = {
    "text": "ü",
    "whole": -7,
    "true": True,
    "bytes": b"\x00\xff",
    "none": None,
    "at": datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
    "map": {"inner": {"deep": 1}, "empty": {}},
}


@pytest.fixture(
    params=["memory", *(pytest.param(one, marks=pytest.mark.stack) for one in EMULATORS)]
)
async def documents(request: pytest.FixtureRequest) -> AsyncIterator[Documents]:
    """Return an empty database."""
    if request.param == "memory":
        yield MemoryDocuments()
        return
    emulators: Emulators = request.getfixturevalue("emulators")
    address = emulators.address("firestore", request.param)
    async with grpc.aio.insecure_channel(address) as channel:
        database = f"test-{secrets.token_hex(4)}"
        yield FirestoreDocuments(channel, project=PROJECT, database=database)


def fresh(collection: str = "things") -> DocumentId:
    """Return a place where nothing is."""
    return DocumentId(collection, secrets.token_hex(8))


async def test_what_was_created_is_read_back_value_by_value(documents: Documents) -> None:
    place = fresh()
    done = await documents.commit([Create(place, FIELDS)])
    found = (await documents.get([place]))[0]
    assert found is not None
    assert dict(found.fields) == FIELDS
    assert (found.id, found.version) == (place, done[0].version)


async def test_documents_come_in_the_order_asked_and_absent_ones_as_none(
    documents: Documents,
) -> None:
    places = [fresh() for _ in range(5)]
    await documents.commit([Create(place, {"n": n}) for n, place in enumerate(places)])
    asked = [places[3], fresh(), places[0], places[3]]
    found = await documents.get(asked)
    assert [one and one.fields["n"] for one in found] == [3, None, 0, 3]
    assert await documents.get([]) == []


async def test_what_exists_cannot_be_created_again(documents: Documents) -> None:
    place = fresh()
    await documents.commit([Create(place, {"n": 1})])
    with pytest.raises(ConflictError):
        await documents.commit([Create(place, {"n": 2})])


async def test_a_commit_with_one_conflict_writes_nothing(documents: Documents) -> None:
    taken, free = fresh(), fresh()
    await documents.commit([Create(taken, {"n": 1})])
    with pytest.raises(ConflictError):
        await documents.commit([Create(free, {"n": 1}), Create(taken, {"n": 2})])
    assert await documents.get([free]) == [None]


async def test_only_what_is_as_it_was_seen_is_replaced(documents: Documents) -> None:
    place = fresh()
    first = (await documents.commit([Create(place, {"n": 1, "old": True})]))[0].version
    second = (await documents.commit([Replace(place, {"n": 2}, first)]))[0].version
    with pytest.raises(ConflictError):
        await documents.commit([Replace(place, {"n": 3}, first)])
    found = (await documents.get([place]))[0]
    assert found is not None
    assert dict(found.fields) == {"n": 2}
    assert found.version == second != first


async def test_what_is_gone_cannot_be_replaced(documents: Documents) -> None:
    place = fresh()
    version = (await documents.commit([Create(place, {"n": 1})]))[0].version
    await documents.commit([Delete(place)])
    with pytest.raises(ConflictError):
        await documents.commit([Replace(place, {"n": 2}, version)])


async def test_a_delete_of_what_was_seen_spares_what_was_changed(documents: Documents) -> None:
    place = fresh()
    seen = (await documents.commit([Create(place, {"n": 1})]))[0].version
    changed = (await documents.commit([Replace(place, {"n": 2}, seen)]))[0].version
    with pytest.raises(ConflictError):
        await documents.commit([Delete(place, seen)])
    await documents.commit([Delete(place, changed)])
    assert await documents.get([place]) == [None]
    await documents.commit([Delete(place)])


async def test_of_eight_at_once_one_wins(documents: Documents) -> None:
    place = fresh()
    seen = (await documents.commit([Create(place, {"n": 0})]))[0].version
    tries = (documents.commit([Replace(place, {"n": n}, seen)]) for n in range(1, 9))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(end, list) for end in ends) == 1
    assert sum(isinstance(end, ConflictError) for end in ends) == 7


async def test_a_write_that_changes_nothing_keeps_the_version(documents: Documents) -> None:
    place = fresh()
    seen = (await documents.commit([Create(place, {"n": 0})]))[0].version
    assert (await documents.commit([Replace(place, {"n": 0}, seen)]))[0].version == seen


async def test_adding_counts_every_time_and_says_the_total(documents: Documents) -> None:
    place = fresh()
    totals = []
    for _ in range(3):
        done = await documents.commit([Add(place, "count", beside={"due": "aa20260301"})])
        totals.append(done[0].total)
    at_once = (documents.commit([Add(place, "count", by=2)]) for _ in range(5))
    totals += [done[0].total for done in await asyncio.gather(*at_once)]
    assert sorted(total or 0 for total in totals) == [1, 2, 3, 5, 7, 9, 11, 13]
    found = (await documents.get([place]))[0]
    assert found is not None
    assert dict(found.fields) == {"count": 13, "due": "aa20260301"}


async def test_what_is_due_is_found_by_its_range_and_no_other(documents: Documents) -> None:
    dues = {"7f20260228": True, "7f20260301": True, "7f20260302": False, "8020260101": False}
    places = {due: DocumentId("ending", f"d-{due}") for due in dues}
    other = DocumentId("lasting", "d")
    writes = [Create(place, {"due": due}) for due, place in places.items()]
    await documents.commit([*writes, Create(other, {"due": "7f20260228"})])
    found = await documents.due("ending", "7f00000000", "7f20260301", limit=10)
    assert [(one.id, one.value) for one in found] == [
        (places[due], due) for due, is_due in dues.items() if is_due
    ]
    await documents.commit([Delete(one.id, one.version) for one in found])
    assert await documents.due("ending", "7f00000000", "7f20260301", limit=10) == []
    assert len(await documents.due("ending", "00", "ff", limit=1)) == 1


async def test_one_query_finds_the_documents_of_several_values(documents: Documents) -> None:
    owners = {f"v{n}": f"owner{n % 4}" for n in range(12)}
    writes = [
        Create(DocumentId("valued", name), {"owner_id": owner}) for name, owner in owners.items()
    ]
    await documents.commit(writes)
    values = ["owner1", "owner3", *(f"nobody{n}" for n in range(28))]
    found = await documents.having_any("valued", "owner_id", values, limit=100)
    expected = sorted(name for name, owner in owners.items() if owner in {"owner1", "owner3"})
    assert [one.id.name for one in found] == expected
    assert len(await documents.having_any("valued", "owner_id", values, limit=4)) == 4


async def test_what_is_due_comes_in_pages_also_within_one_day(documents: Documents) -> None:
    places = [DocumentId("paged", f"p{n}") for n in range(7)]
    await documents.commit([Create(one, {"due": "7f20260301"}) for one in places])
    seen: list[DocumentId] = []
    page = await documents.due("paged", "7f00000000", "7f20260301", limit=3)
    while page:
        seen += [one.id for one in page]
        after = page[-1]
        page = await documents.due("paged", "7f00000000", "7f20260301", after=after, limit=3)
    assert seen == places


@pytest.mark.stack
async def test_a_database_that_is_not_there_is_unavailable_within_the_deadline() -> None:
    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        documents = FirestoreDocuments(channel, project=PROJECT, database="eu-data")
        with pytest.raises(UnavailableError):
            await documents.get([fresh()])
        with pytest.raises(UnavailableError):
            await documents.commit([Create(fresh(), {})])


async def test_more_writes_than_a_commit_takes_are_refused_here() -> None:
    async with grpc.aio.insecure_channel("127.0.0.1:1") as channel:
        documents = FirestoreDocuments(channel, project=PROJECT, database="eu-data")
        with pytest.raises(ValueError, match="at most 500"):
            await documents.commit([Delete(fresh(), Version((0, 0)))] * (MAX_WRITES + 1))


async def test_documents_with_a_value_are_listed_by_name_page_by_page(documents: Documents) -> None:
    mine = [DocumentId("notes", f"n-{n:02}") for n in range(7)]
    writes = [Create(place, {"owner_id": "a", "text": place.name}) for place in mine]
    others = [
        Create(DocumentId("notes", "n-035"), {"owner_id": "b"}),
        Create(DocumentId("notes", "n-036"), {"text": "nobody's"}),
        Create(DocumentId("letters", "n-00"), {"owner_id": "a"}),
    ]
    await documents.commit([*writes, *others])
    seen: list[DocumentId] = []
    after = ""
    while page := await documents.having("notes", "owner_id", "a", after=after, limit=3):
        assert len(page) <= 3
        assert [dict(one.fields) for one in page] == [
            {"owner_id": "a", "text": one.id.name} for one in page
        ]
        seen += [one.id for one in page]
        after = page[-1].id.name
    assert seen == mine
    assert await documents.having("notes", "owner_id", "c", limit=3) == []
    assert await documents.count("notes", "owner_id", "a") == 7
    assert await documents.count("notes", "owner_id", "c") == 0
    assert await documents.count("notes", "text", "a") == 0
    (first,) = await documents.having("notes", "owner_id", "b", limit=3)
    await documents.commit([Replace(first.id, {"owner_id": "b", "text": "new"}, first.version)])


async def test_all_documents_of_a_collection_are_listed_by_name_page_by_page(
    documents: Documents,
) -> None:
    mine = [DocumentId("notes", f"n-{n:02}") for n in range(5)]
    await documents.commit([*(Create(one, {"text": one.name}) for one in mine)])
    await documents.commit([Create(DocumentId("letters", "n-00"), {"text": "another"})])
    seen: list[DocumentId] = []
    while page := await documents.listed("notes", after=seen[-1].name if seen else "", limit=2):
        assert len(page) <= 2
        assert [one.fields["text"] for one in page] == [one.id.name for one in page]
        seen += [one.id for one in page]
    assert seen == mine
    assert await documents.listed("nothing", limit=2) == []


async def test_some_fields_are_set_and_the_others_stay(documents: Documents) -> None:
    place = fresh()
    seen = (await documents.commit([Create(place, {"a": 1, "b": 1})]))[0].version
    done = await documents.commit([Set(place, {"b": 2, "c": None})])
    assert done[0].version != seen
    found = (await documents.get([place]))[0]
    assert found is not None
    assert dict(found.fields) == {"a": 1, "b": 2, "c": None}
    with pytest.raises(ConflictError):
        await documents.commit([Set(fresh(), {"a": 1}), Set(place, {"a": 9})])
    found = (await documents.get([place]))[0]
    assert found is not None
    assert found.fields["a"] == 1
