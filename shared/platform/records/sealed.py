"""Described records in a document database: found, opened, written and ended."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    ErasedError,
    IntegrityError,
    NotFoundError,
    RestrictedError,
    UnavailableError,
)
from shared.kernel.together import together
from shared.platform.records import ahead
from shared.platform.records.indexes import BlindIndexes
from shared.platform.records.port import (
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Version,
    Write,
)
from shared.platform.records.sealing import Form, OwnerKeys
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.describe import Record
from shared.privacy.purposes import PURPOSES, RIGHTS, Purpose

O = TypeVar("O")  # noqa: E741 - the owner
R = TypeVar("R", bound=Record)
_PAGE = 100
_AT_ONCE = 100
"""How many records of one owner may be made at the same time without being counted again."""


@dataclass(frozen=True, slots=True)
class Slot(Generic[R]):
    """A record's place as it was seen: what to hand back when writing to it."""

    name: str
    record: R | None
    """None: nothing is there, or its time is over."""
    version: Version | None
    """None: nothing is there."""
    damaged: bool = False
    """Something is there that does not open in this place."""


class SealedRecords(Generic[O, R]):
    """The records of one class."""

    def __init__(
        self, record: type[R], documents: Documents, keys: OwnerKeys[O], clock: Clock
    ) -> None:
        self._class, self._documents, self._clock, self._keys = record, documents, clock, keys
        self._form: Form[O, R] = Form(record, documents.root, keys)
        self._indexes = BlindIndexes(record, documents, keys)

    async def get(self, owner: O, name: str, purpose: Purpose) -> Slot[R]:
        """Return the owner's record.

        Raises:
            NotFoundError: Absent, ended, or another owner's.
            IntegrityError: It does not open in its place.
            UnavailableError: See ``look``.
        """
        slot = (await self.look([(owner, name)], purpose))[0]
        if slot.damaged:
            raise IntegrityError
        if slot.record is None:
            raise NotFoundError
        return slot

    async def look(self, wanted: Sequence[tuple[O, str]], purpose: Purpose) -> list[Slot[R]]:
        """Return the places of up to 100 records in the order asked, by one read.

        A record that does not open is marked as damaged, so that it does not cost the others.

        Args:
            wanted: Owner and name of each.
            purpose: Why. One of the purposes that the record's fields are described with, if any;
                or the person's own rights, which concern all that is held about them.

        Raises:
            RestrictedError: An owner has their data stored only, or objects to the purpose.
            UnavailableError: The database or the key service did not answer.
        """
        for owner in dict.fromkeys(owner for owner, _ in wanted):
            await self._admit(owner, purpose)
        found = await ahead.get(self._documents, [self._id(name) for _, name in wanted])
        return [
            Slot(name, None, None) if document is None else await self._seen(owner, name, document)
            for (owner, name), document in zip(wanted, found, strict=True)
        ]

    def expect(self, name: str) -> None:
        """Begin to read a record that will be looked at, if that is for a request."""
        ahead.expect(self._documents, [self._id(name)])

    async def owned(
        self: "SealedRecords[str, R]", owner: str, purpose: Purpose, *, after: str = "", limit: int
    ) -> list[Slot[R]]:
        """Return an owner's records in the order of their names, by one query.

        Args:
            owner: The id that stands in the clear field ``owner_id``.
            purpose: Why.
            after: The name of the last record that was seen; empty: from the first.
            limit: At most 500.

        Raises:
            RestrictedError, UnavailableError: See ``look``.
        """
        await self._admit(owner, purpose)
        found = await self._documents.having(
            self._class.collection, "owner_id", owner, after=after, limit=limit
        )
        return [await self._seen(owner, one.id.name, one) for one in found]

    async def each(
        self: "SealedRecords[str, R]", owner: str, purpose: Purpose
    ) -> AsyncIterator[Slot[R]]:
        """Yield all of an owner's records in the order of their names, page by page.

        Raises:
            UnavailableError: See ``look``.
        """
        after, full = "", True
        while full:
            page = await self.owned(owner, purpose, after=after, limit=_PAGE)
            for slot in page:
                yield slot
            full = len(page) == _PAGE
            after = page[-1].name if full else ""

    async def number(self: "SealedRecords[str, R]", owner: str) -> int:
        """Return how many records an owner has, counted by the database."""
        return await self._documents.count(self._class.collection, "owner_id", owner)

    async def clear(self, name: str) -> Fields:
        """Return what stands in clear in a record, ended or not; nothing, if there is none.

        Raises:
            UnavailableError: See ``look``.
        """
        found = (await self._documents.get([self._id(name)]))[0]
        return found.fields if found is not None else {}

    async def opened(self, owner: O, document: Document, purpose: Purpose) -> Slot[R]:
        """Return the place of a record whose document was just read, as ``look`` would."""
        await self._admit(owner, purpose)
        return await self._seen(owner, document.id.name, document)

    async def put(
        self,
        owner: O,
        slot: Slot[R],
        record: R,
        *,
        purpose: Purpose | None = None,
        beside: Sequence[Writing] = (),
    ) -> Slot[R]:
        """Write a record to the place as it was seen, with its blind indexes, all or nothing.

        Args:
            owner: Whose.
            slot: The place.
            record: What.
            purpose: Why; None: for what such records are held.
            beside: What else is written to this database by the same commit.

        Raises:
            RestrictedError: The owner has their data stored only, or objects to it.
            ConflictError: The place is not as it was seen any more, or another record has the
                same value of a lookup field.
            UnavailableError: No answer.
        """
        writing = await self.writing(owner, slot, record, purpose=purpose)
        done = await commit_together(self._documents, [writing, *beside])
        return Slot(slot.name, record, done[0].version)

    async def create(self, owner: O, name: str, record: R) -> Slot[R]:
        """Write a record under a name that is free; a lost answer is settled by reading.

        Raises:
            ConflictError: Another record has the same value of a lookup field.
            UnavailableError: No answer, and what is there could not be read.
        """
        try:
            return await self.put(owner, Slot(name, None, None), record)
        except UnavailableError:
            document = (await self._documents.get([self._id(name)]))[0]
            slot = await self._seen(owner, name, document) if document is not None else None
            if slot is None or slot.record != record:
                raise
            return slot

    async def within(
        self: "SealedRecords[str, R]", owner: str, writing: Awaitable[Slot[R]], *, most: int
    ) -> Slot[R] | None:
        """Have a record written, if its owner has no more than so many with it.

        They are counted while it is written, so that nobody waits for both; one too many is
        deleted again.

        Args:
            owner: Whose.
            writing: What ``create`` or ``put`` returns.
            most: How many.

        Returns:
            None: There is no room for it.

        Raises:
            ConflictError, UnavailableError: As for what writes it.
        """
        slot, number = await together(writing, self.number(owner))
        if number + _AT_ONCE < most or await self.number(owner) <= most:
            return slot
        await self.delete(slot)
        return None

    async def writing(
        self,
        owner: O,
        slot: Slot[R],
        record: R,
        *,
        purpose: Purpose | None = None,
        over: Sequence[Document] = (),
    ) -> Writing:
        """Return what ``put`` would write, to be committed together with other records.

        Args:
            owner: Whose.
            slot: The place.
            record: What.
            purpose: Why; None: for what such records are held.
            over: Blind indexes of records that nobody opens any more, which this one takes over.
        """
        fields = await self._form.fields(owner, slot.name, record)  # reads the key as it stands now
        await self._heed(owner, {purpose.id} if purpose else self._class.purposes())
        write: Write
        if slot.version is None:
            write = Create(self._id(slot.name), fields)
        else:
            write = Replace(self._id(slot.name), fields, slot.version)
        return Writing(
            self._documents.root,
            (write, *await self._indexes.writes(slot.name, slot.record, record, over)),
        )

    async def delete(self, slot: Slot[R]) -> None:
        """Delete a record as it was seen, with its blind indexes.

        Raises:
            ConflictError, UnavailableError: As for ``put``.
        """
        await self._documents.commit((await self.deleting(slot)).writes)

    async def deleting(self, slot: Slot[R]) -> Writing:
        """Return what ``delete`` would write, to be committed together with other records."""
        gone = Delete(self._id(slot.name), slot.version)
        return Writing(
            self._documents.root, (gone, *await self._indexes.writes(slot.name, slot.record, None))
        )

    async def find(self, field: str, value: str) -> str | None:
        """Return the name of the record whose lookup field has exactly this value, if any."""
        return await self._indexes.find(field, value)

    async def entry(self, field: str, value: str) -> Document | None:
        """Return the blind index of a lookup field's value as it lies there, if any."""
        return await self._indexes.entry(field, value)

    async def _admit(self, owner: O, purpose: Purpose) -> None:
        held_for = self._class.purposes()
        if held_for and purpose.id not in held_for | {RIGHTS.id}:  # without: about nobody
            msg = f"{self._class.__name__} is not held for {purpose.id}"
            raise ValueError(msg)
        await self._heed(owner, {purpose.id})

    async def _heed(self, owner: O, purposes: set[str]) -> None:
        """Refuse what an owner has restricted, or objects to; their key is read only if need be.

        Raises:
            RestrictedError: That is so.
        """
        if not purposes or any(PURPOSES[one].while_restricted for one in purposes):
            return
        if not (await self._keys.standing(owner)).allows_any(purposes):
            raise RestrictedError

    def _id(self, name: str) -> DocumentId:
        return DocumentId(self._class.collection, name)

    async def _seen(self, owner: O, name: str, document: Document) -> Slot[R]:
        if document.fields.get("owner_id", owner) != owner:  # as if nothing were there
            return Slot(name, None, None)
        if self._ended(document.fields):
            return Slot(name, None, document.version)
        try:
            return Slot(name, await self._form.record(owner, name, document), document.version)
        except ErasedError:  # the same
            return Slot(name, None, None)
        except IntegrityError:
            return Slot(name, None, document.version, damaged=True)

    def _ended(self, fields: Fields) -> bool:
        ends = fields.get("expires")
        return ends is not None and ends <= self._clock.now()  # type: ignore[operator]  # a time
