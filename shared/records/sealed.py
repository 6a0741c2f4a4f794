"""Described records in a document database: sealed, opened, found and ended by their description.

A stored document has: ``v`` (the record's schema version), ``sealed`` (one blob for each purpose
group, AES-256-GCM, see ``shared/vault/seal.py``), and the fields that are clear, by name. A blob is
bound to database | collection | name | purpose group | schema version, so it opens nowhere else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from shared.clock import Clock
from shared.errors import IntegrityError, NotFoundError, UnavailableError
from shared.privacy.describe import Record
from shared.privacy.purposes import Purpose
from shared.records.indexes import BlindIndexes
from shared.records.port import (
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Value,
    Version,
    Write,
)
from shared.records.together import Writing
from shared.vault.port import DataKey
from shared.vault.seal import bind, key_id_of, seal, unseal

O = TypeVar("O")  # noqa: E741 - the owner
O_contra = TypeVar("O_contra", contravariant=True)
R = TypeVar("R", bound=Record)


class OwnerKeys(Protocol[O_contra]):
    """Where the keys of a record's owner come from."""

    async def newest(self, owner: O_contra) -> DataKey:
        """Return the key that seals for this owner."""
        ...

    async def by_id(self, owner: O_contra, key_id: bytes) -> DataKey:
        """Return the owner's key with this id.

        Raises:
            IntegrityError: The owner has no such key.
        """
        ...

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes (32 bytes)."""
        ...


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
        self._class, self._documents, self._keys, self._clock = record, documents, keys, clock
        self._groups = record.sealed_fields()
        self._clear = set(record.clear_fields())
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
            purpose: Why. One of the purposes that the record's fields are described with.

        Raises:
            UnavailableError: The database or the key service did not answer.
        """
        self._check(purpose)
        found = await self._documents.get([self._id(name) for _, name in wanted])
        return [
            Slot(name, None, None) if document is None else await self._seen(owner, name, document)
            for (owner, name), document in zip(wanted, found, strict=True)
        ]

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
            UnavailableError: See ``look``.
        """
        self._check(purpose)
        found = await self._documents.having(
            self._class.collection, "owner_id", owner, after=after, limit=limit
        )
        return [await self._seen(owner, one.id.name, one) for one in found]

    async def put(self, owner: O, slot: Slot[R], record: R) -> Slot[R]:
        """Write a record to the place as it was seen, with its blind indexes, all or nothing.

        Raises:
            ConflictError: The place is not as it was seen any more, or another record has the
                same value of a lookup field.
            UnavailableError: No answer: it may or may not be written.
        """
        writing = await self.writing(owner, slot, record)
        done = await self._documents.commit(writing.writes)
        return Slot(slot.name, record, done[0].version)

    async def create(self, owner: O, name: str, record: R) -> Slot[R]:
        """Write a record under a new random name; a lost answer is settled by reading.

        Raises:
            ConflictError: Another record has the same value of a lookup field.
            UnavailableError: No answer, and what is there could not be read.
        """
        try:
            return await self.put(owner, Slot(name, None, None), record)
        except UnavailableError:
            document = (await self._documents.get([self._id(name)]))[0]
            if document is None:
                raise
            return await self._seen(owner, name, document)

    async def writing(self, owner: O, slot: Slot[R], record: R) -> Writing:
        """Return what ``put`` would write, to be committed together with other records."""
        fields = await self._seal(owner, slot.name, record)
        write: Write
        if slot.version is None:
            write = Create(self._id(slot.name), fields)
        else:
            write = Replace(self._id(slot.name), fields, slot.version)
        return Writing(
            self._documents.root,
            (write, *await self._indexes.writes(slot.name, slot.record, record)),
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

    def _check(self, purpose: Purpose) -> None:
        if purpose.id not in self._class.purposes():
            msg = f"{self._class.__name__} is not held for {purpose.id}"
            raise ValueError(msg)

    def _id(self, name: str) -> DocumentId:
        return DocumentId(self._class.collection, name)

    def _bound_to(self, name: str, group: str, schema: int) -> bytes:
        return bind(self._documents.root, self._class.collection, name, group, str(schema))

    async def _seal(self, owner: O, name: str, record: R) -> Fields:
        fields: dict[str, Value] = {"v": self._class.version}
        fields |= record.model_dump(include=self._clear)
        if self._groups:
            key = await self._keys.newest(owner)
            fields["sealed"] = {
                group: seal(
                    key,
                    record.model_dump_json(include=set(names)).encode(),
                    bound_to=self._bound_to(name, group, self._class.version),
                )
                for group, names in self._groups.items()
            }
        return fields

    async def _seen(self, owner: O, name: str, document: Document) -> Slot[R]:
        if document.fields.get("owner_id", owner) != owner:  # as if nothing were there
            return Slot(name, None, None)
        if self._ended(document.fields):
            return Slot(name, None, document.version)
        try:
            return Slot(name, await self._open(owner, name, document), document.version)
        except IntegrityError:
            return Slot(name, None, document.version, damaged=True)

    async def _open(self, owner: O, name: str, document: Document) -> R:
        fields = dict(document.fields)
        schema, sealed = fields.pop("v", None), fields.pop("sealed", {})
        if not isinstance(schema, int) or not isinstance(sealed, Mapping):
            raise IntegrityError
        values: dict[str, Any] = dict(fields)
        for group, blob in sealed.items():
            values |= await self._unseal(owner, name, group, schema, blob)
        if schema == self._class.version:
            self._check_form(fields, sealed)
        return self._validated(values, schema)

    def _check_form(self, clear: Fields, sealed: Mapping[str, Value]) -> None:
        """Refuse what was written around us: a sealed field in clear, or a blob left out.

        Who can write to the database but has no key could otherwise put words into a record.
        """
        if clear.keys() - self._clear or sealed.keys() != self._groups.keys():
            raise IntegrityError

    async def _unseal(
        self, owner: O, name: str, group: str, schema: int, blob: Value
    ) -> dict[str, Any]:
        if not isinstance(blob, bytes):
            raise IntegrityError
        key = await self._keys.by_id(owner, key_id_of(blob))
        opened = unseal(key, blob, bound_to=self._bound_to(name, group, schema))
        values: dict[str, Any] = json.loads(opened)
        return values

    def _validated(self, values: dict[str, Any], schema: int) -> R:
        """Upgrade a record to the current schema and check it."""
        if schema > self._class.version:  # written by a newer release: never guess
            raise IntegrityError
        for step in range(schema, self._class.version):
            values = self._class.upgrades[step](values)
        try:
            return self._class.model_validate(values)
        except ValidationError as e:
            raise IntegrityError from e

    def _ended(self, fields: Fields) -> bool:
        ends = fields.get("expires")
        return ends is not None and ends <= self._clock.now()  # type: ignore[operator]  # a time
