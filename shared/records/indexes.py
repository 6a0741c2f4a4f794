"""Blind indexes: finding a record by a sealed field's exact value, without storing the value.

An index entry is a document of its own, named by the keyed hash of the value (HMAC-SHA-256), that
names the record. Creating it makes the value unique; erasing it alone makes the value unfindable.
"""

from collections.abc import Iterable

from shared.privacy.datamap import lookup_collection
from shared.privacy.describe import Record
from shared.records.port import Create, Delete, DocumentId, Documents, Fields, Write
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey


class BlindIndexes:
    """The blind indexes of one record class."""

    def __init__(self, record: type[Record], documents: Documents, keys: IndexKey) -> None:
        self._class, self._documents, self._keys = record, documents, keys

    async def find(self, field: str, value: str) -> str | None:
        """Return the name of the record whose lookup field has exactly this value, if any."""
        found = (await self._documents.get([await self.place(field, value)]))[0]
        ref = found.fields.get("ref") if found else None
        return ref if isinstance(ref, str) else None

    async def writes(self, name: str, seen: Record | None, record: Record | None) -> list[Write]:
        """Return the writes that bring the indexes from the seen record to the new one."""
        writes: list[Write] = []
        for field in self._class.lookup_fields():
            before, after = getattr(seen, field, None), getattr(record, field, None)
            if before == after:
                continue
            writes += [Delete(await self.place(field, v)) for v in _given(before)]
            entry: Fields = {"v": 1, "ref": name}
            writes += [Create(await self.place(field, v), entry) for v in _given(after)]
        return writes

    async def place(self, field: str, value: str) -> DocumentId:
        """Return where the entry of a value is."""
        collection = lookup_collection(self._class, field)
        return DocumentId(collection, blind_index(await self._keys.index_key(), collection, value))


def _given(value: object) -> Iterable[str]:
    return () if value is None else (str(value),)
