"""Blind indexes: finding a record by a sealed field's exact value, without storing the value.

An index entry is a document of its own, named by the keyed hash of the value (HMAC-SHA-256), that
names the record. Creating it makes the value unique; erasing it alone makes the value unfindable.
"""

from collections.abc import Iterable, Sequence

from shared.platform.records import ahead
from shared.platform.records.port import (
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Write,
)
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.data_map import lookup_collection
from shared.privacy.describe import Record


class BlindIndexes:
    """The blind indexes of one record class."""

    def __init__(self, record: type[Record], documents: Documents, keys: IndexKey) -> None:
        self._class, self._documents, self._keys = record, documents, keys

    async def find(self, field: str, value: str) -> str | None:
        """Return the name of the record whose lookup field has exactly this value, if any."""
        return ref_of(await self.entry(field, value))

    async def entry(self, field: str, value: str) -> Document | None:
        """Return the index entry of a lookup field's value as it lies there, if any."""
        return (await ahead.get(self._documents, [await self.place(field, value)]))[0]

    async def writes(
        self,
        name: str,
        seen: Record | None,
        record: Record | None,
        over: Sequence[Document] = (),
    ) -> list[Write]:
        """Return the writes that bring the indexes from the seen record to the new one.

        Args:
            name: The record's.
            seen: The record before.
            record: The record after.
            over: Entries of records that nobody opens any more: taken over, if they are as seen.
        """
        free = {one.id: one.version for one in over}
        writes: list[Write] = []
        for field in self._class.lookup_fields():
            before, after = getattr(seen, field, None), getattr(record, field, None)
            if before == after:
                continue
            writes += [Delete(await self.place(field, v)) for v in _given(before)]
            entry: Fields = {"v": 1, "ref": name}
            for place in [await self.place(field, v) for v in _given(after)]:
                taken = free.get(place)
                writes.append(
                    Create(place, entry) if taken is None else Replace(place, entry, taken)
                )
        return writes

    async def place(self, field: str, value: str) -> DocumentId:
        """Return where the entry of a value is."""
        collection = lookup_collection(self._class, field)
        return DocumentId(collection, blind_index(await self._keys.index_key(), collection, value))


def ref_of(entry: Document | None) -> str | None:
    """Return the name of the record that an index entry names."""
    ref = entry.fields.get("ref") if entry is not None else None
    return ref if isinstance(ref, str) else None


def _given(value: object) -> Iterable[str]:
    return () if value is None else (str(value),)
