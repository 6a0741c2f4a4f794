"""Sealed records: described once, and everything else follows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.kernel.errors import ConflictError, IntegrityError, NotFoundError
from shared.platform.records.port import Document, DocumentId, Fields
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.derive import derived_key
from shared.platform.vault.port import DataKey
from shared.privacy.describe import (
    Database,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
    Upgrade,
)
from shared.privacy.mask import first_letter
from shared.privacy.purposes import PROTECTION, TRACKING
from shared.privacy.restriction import UNRESTRICTED, Standing
from tests.fakes import FakeClock, MemoryDocuments

KEEP = Retention("test", 30 * DAY, "the test")


class Friend(Record, collection="test_friends", database=Database.DATA, owner="a test", version=3):
    """A record with two purpose groups, a lookup, clear fields and a history of schemas."""

    name: Annotated[str, Personal(Kind.BASIC, purpose=TRACKING, keep=KEEP, mask=first_letter)]
    mail: Annotated[str | None, Personal(Kind.CONTACT, purpose=TRACKING, keep=KEEP, lookup=True)]
    note: Annotated[str | None, Personal(Kind.SERVICE, purpose=PROTECTION, keep=KEEP)] = None
    country: Annotated[
        str, Personal(Kind.BASIC, purpose=TRACKING, keep=KEEP, clear="routing needs it")
    ]
    expires: Annotated[AwareDatetime, Operational(keep=KEEP, why="when it ends")]

    upgrades: ClassVar[Mapping[int, Upgrade]] = {
        1: lambda old: {**old, "country": "DE"},
        2: lambda old: {**{k: v for k, v in old.items() if k != "email"}, "mail": old["email"]},
    }


class TestKeys:
    """Keys from a name; as the vault gives them, without a vault."""

    __test__ = False

    async def newest(self, owner: str) -> DataKey:
        return await self.by_id(owner, b"epoch-01")

    async def by_id(self, owner: str, key_id: bytes) -> DataKey:
        if key_id != b"epoch-01":
            raise IntegrityError
        return derived_key(DataKey(key_id, bytes(32)), "test", owner)

    async def index_key(self) -> bytes:
        return bytes(32)

    async def standing(self, owner: str) -> Standing:  # noqa: ARG002 - nobody's
        return UNRESTRICTED


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def documents() -> MemoryDocuments:
    return MemoryDocuments()


@pytest.fixture
def friends(documents: MemoryDocuments, clock: FakeClock) -> SealedRecords[str, Friend]:
    return SealedRecords(Friend, documents, TestKeys(), clock)


def friend(clock: FakeClock, **changes: Any) -> Friend:  # noqa: ANN401 - any field
    given = {"name": "Ada", "mail": "ada@example.org", "country": "DE", "note": "kind", **changes}
    return Friend(expires=clock.now() + 30 * DAY, **given)


async def test_what_was_put_is_got_back(
    friends: SealedRecords[str, Friend], clock: FakeClock
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    assert (await friends.get("ada", "f1", TRACKING)).record == friend(clock)


async def test_sealed_fields_are_one_blob_for_each_purpose_and_nothing_shows(
    friends: SealedRecords[str, Friend], documents: MemoryDocuments, clock: FakeClock
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    fields = documents.stored[DocumentId("test_friends", "f1")].fields
    assert set(fields) == {"v", "sealed", "country", "expires"}
    sealed = fields["sealed"]
    assert isinstance(sealed, Mapping)
    assert set(sealed) == {"tracking", "protection"}
    everything = repr(list(documents.stored.values()))
    assert not any(text in everything for text in ("Ada", "ada@", "kind"))


async def test_absent_anothers_and_ended_look_alike(
    friends: SealedRecords[str, Friend], clock: FakeClock
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    with pytest.raises(NotFoundError):
        await friends.get("ada", "f2", TRACKING)
    clock.advance(30 * DAY + timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        await friends.get("ada", "f1", TRACKING)


async def test_anothers_record_does_not_open_and_does_not_cost_the_rest(
    friends: SealedRecords[str, Friend], clock: FakeClock
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    await friends.put("bob", Slot("f2", None, None), friend(clock, name="Bob", mail=None))
    with pytest.raises(IntegrityError):
        await friends.get("bob", "f1", TRACKING)
    slots = await friends.look([("ada", "f1"), ("ada", "f2"), ("ada", "f3")], TRACKING)
    assert [slot.damaged for slot in slots] == [False, True, False]
    assert [slot.record is None for slot in slots] == [False, True, True]


class Note(Record, collection="test_notes", database=Database.DATA, owner="a test"):
    """A record that says in clear whose it is."""

    owner_id: Annotated[str, Operational(keep=KEEP, why="whose it is")]
    text: Annotated[str, Personal(Kind.SERVICE, purpose=TRACKING, keep=KEEP)]


async def test_where_it_stands_in_clear_whose_it_is_anothers_is_as_absent(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    notes: SealedRecords[str, Note] = SealedRecords(Note, documents, TestKeys(), clock)
    await notes.put("ada", Slot("n1", None, None), Note(owner_id="ada", text="hers"))
    assert (await notes.get("ada", "n1", TRACKING)).record == Note(owner_id="ada", text="hers")
    with pytest.raises(NotFoundError):
        await notes.get("bob", "n1", TRACKING)
    (slot,) = await notes.look([("bob", "n1")], TRACKING)
    assert slot == Slot("n1", None, None)
    with pytest.raises(ConflictError):
        await notes.put("bob", slot, Note(owner_id="bob", text="his"))


async def test_an_owners_records_are_listed_by_one_query(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    notes: SealedRecords[str, Note] = SealedRecords(Note, documents, TestKeys(), clock)
    for owner, name in (("ada", "n1"), ("bob", "n2"), ("ada", "n3")):
        await notes.put(owner, Slot(name, None, None), Note(owner_id=owner, text=name))
    reads = documents.reads
    slots = await notes.owned("ada", TRACKING, limit=9)
    assert documents.reads == reads
    assert [slot.record and slot.record.text for slot in slots] == ["n1", "n3"]
    assert slots[0] == (await notes.look([("ada", "n1")], TRACKING))[0]
    assert [slot.name for slot in await notes.owned("ada", TRACKING, after="n1", limit=9)] == ["n3"]
    with pytest.raises(ValueError, match="not held for"):
        await notes.owned("ada", PROTECTION, limit=9)


async def test_a_purpose_that_the_record_does_not_serve_reads_nothing() -> None:
    class Other(Record, collection="test_others", database=Database.DATA, owner="a test"):
        name: Annotated[str, Personal(Kind.BASIC, purpose=PROTECTION, keep=KEEP)]

    others: SealedRecords[str, Other] = SealedRecords(
        Other, MemoryDocuments(), TestKeys(), FakeClock()
    )
    with pytest.raises(ValueError, match="not held for tracking"):
        await others.look([("ada", "f1")], TRACKING)


async def test_a_lookup_finds_the_record_by_the_exact_value_only(
    friends: SealedRecords[str, Friend], documents: MemoryDocuments, clock: FakeClock
) -> None:
    slot = await friends.put("ada", Slot("f1", None, None), friend(clock))
    assert await friends.find("mail", "ada@example.org") == "f1"
    assert await friends.find("mail", "ada@example.or") is None
    slot = await friends.put("ada", slot, friend(clock, mail="new@example.org"))
    assert await friends.find("mail", "ada@example.org") is None
    assert await friends.find("mail", "new@example.org") == "f1"
    await friends.delete(slot)
    assert documents.stored == {}


async def test_a_lookup_value_belongs_to_one_record(
    friends: SealedRecords[str, Friend], documents: MemoryDocuments, clock: FakeClock
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    with pytest.raises(ConflictError):
        await friends.put("bob", Slot("f2", None, None), friend(clock, name="Bob"))
    assert DocumentId("test_friends", "f2") not in documents.stored


async def test_a_stale_slot_writes_nothing(
    friends: SealedRecords[str, Friend], clock: FakeClock
) -> None:
    first = await friends.put("ada", Slot("f1", None, None), friend(clock))
    await friends.put("ada", first, friend(clock, name="Ada L."))
    with pytest.raises(ConflictError):
        await friends.put("ada", first, friend(clock, name="Eve"))
    with pytest.raises(ConflictError):
        await friends.delete(first)


async def test_old_schemas_are_upgraded_on_read_and_newer_ones_refused(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    class First(Record, collection="test_old", database=Database.DATA, owner="a test"):
        name: Annotated[str, Personal(Kind.BASIC, purpose=TRACKING, keep=KEEP)]
        email: Annotated[str | None, Personal(Kind.CONTACT, purpose=TRACKING, keep=KEEP)]
        note: Annotated[str | None, Personal(Kind.SERVICE, purpose=PROTECTION, keep=KEEP)]
        expires: Annotated[AwareDatetime, Operational(keep=KEEP, why="when it ends")]

    First.collection = Friend.collection
    old: SealedRecords[str, First] = SealedRecords(First, documents, TestKeys(), clock)
    record = First(name="Ada", email="a@b.c", note=None, expires=clock.now() + DAY)
    await old.put("ada", Slot("f1", None, None), record)
    friends: SealedRecords[str, Friend] = SealedRecords(Friend, documents, TestKeys(), clock)
    read = (await friends.get("ada", "f1", TRACKING)).record
    assert read is not None
    assert (read.name, read.mail, read.country) == ("Ada", "a@b.c", "DE")

    await friends.put("bob", Slot("f2", None, None), friend(clock))
    with pytest.raises(IntegrityError):
        await old.get("bob", "f2", TRACKING)


async def test_a_record_of_a_newer_release_is_never_guessed_at(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    class Newer(Friend, collection="test_newer", database=Database.DATA, owner="a test", version=4):
        """The same fields, with another meaning."""

        upgrades: ClassVar[Mapping[int, Upgrade]] = {**Friend.upgrades, 3: lambda old: old}

    Newer.collection = Friend.collection
    newer: SealedRecords[str, Newer] = SealedRecords(Newer, documents, TestKeys(), clock)
    await newer.put("ada", Slot("f1", None, None), Newer(**friend(clock).model_dump()))
    friends: SealedRecords[str, Friend] = SealedRecords(Friend, documents, TestKeys(), clock)
    with pytest.raises(IntegrityError):
        await friends.get("ada", "f1", TRACKING)


SWAPS = {
    "into another record": ("test_friends", "f2"),
    "into another collection": ("test_others", "f1"),
}


@pytest.mark.parametrize("place", SWAPS.values(), ids=SWAPS)
async def test_a_document_that_was_copied_elsewhere_does_not_open(
    documents: MemoryDocuments, clock: FakeClock, place: tuple[str, str]
) -> None:
    friends: SealedRecords[str, Friend] = SealedRecords(Friend, documents, TestKeys(), clock)
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    _copy(documents, documents, place)
    moved: SealedRecords[str, Friend] = SealedRecords(_in(place[0]), documents, TestKeys(), clock)
    with pytest.raises(IntegrityError):
        await moved.get("ada", place[1], TRACKING)


async def test_a_document_that_was_copied_to_another_region_does_not_open(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    friends: SealedRecords[str, Friend] = SealedRecords(Friend, documents, TestKeys(), clock)
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    us = MemoryDocuments("projects/test/databases/us-shipments")
    _copy(documents, us, ("test_friends", "f1"))
    with pytest.raises(IntegrityError):
        await SealedRecords(Friend, us, TestKeys(), clock).get("ada", "f1", TRACKING)


async def test_a_blob_that_was_swapped_between_groups_does_not_open(
    documents: MemoryDocuments, clock: FakeClock
) -> None:
    friends: SealedRecords[str, Friend] = SealedRecords(Friend, documents, TestKeys(), clock)
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    place = DocumentId("test_friends", "f1")
    kept = documents.stored[place]
    sealed = kept.fields["sealed"]
    assert isinstance(sealed, Mapping)
    swapped: Fields = {
        **kept.fields,
        "sealed": {"tracking": sealed["protection"], "protection": sealed["tracking"]},
    }
    documents.stored[place] = Document(place, swapped, kept.version)
    with pytest.raises(IntegrityError):
        await friends.get("ada", "f1", TRACKING)


def _in(collection: str) -> type[Friend]:
    class Elsewhere(
        Friend, collection="test_elsewhere", database=Database.DATA, owner="a test", version=3
    ):
        """The same record in another collection."""

    Elsewhere.collection = collection
    return Elsewhere


def _copy(source: MemoryDocuments, target: MemoryDocuments, place: tuple[str, str]) -> None:
    kept = source.stored[DocumentId("test_friends", "f1")]
    there = DocumentId(*place)
    target.stored[there] = Document(there, kept.fields, kept.version)


@pytest.mark.parametrize(
    "around",
    [
        lambda stored: {**stored, "note": "forged"},
        lambda stored: {**stored, "name": "Eve"},
        lambda stored: {**stored, "unheard_of": 1},
        lambda stored: {**stored, "sealed": {"tracking": stored["sealed"]["tracking"]}},
        lambda stored: {k: v for k, v in stored.items() if k != "sealed"} | {"name": "Eve"},
    ],
    ids=["beside its blob", "over its blob", "off the map", "a blob left out", "no blob at all"],
)
async def test_what_was_written_around_the_seal_does_not_open(
    friends: SealedRecords[str, Friend],
    documents: MemoryDocuments,
    clock: FakeClock,
    around: Any,  # noqa: ANN401 - a function of the stored fields
) -> None:
    await friends.put("ada", Slot("f1", None, None), friend(clock))
    place = DocumentId("test_friends", "f1")
    stored = documents.stored[place]
    documents.stored[place] = Document(place, around(dict(stored.fields)), stored.version)
    with pytest.raises(IntegrityError):
        await friends.get("ada", "f1", TRACKING)
