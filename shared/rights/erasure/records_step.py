"""A person's records, by the data map.

Deleting needs no key: a record is found by whose it is, a blind index by the record that it names.
Only what stays as evidence is opened.
"""

import asyncio
from collections.abc import Mapping, Sequence

from shared.kernel.errors import ConflictError, UnavailableError
from shared.people.accounts.devices import Device
from shared.people.accounts.stored_replies import StoredReply
from shared.people.person.model import Session
from shared.people.person.subject_data import Store
from shared.platform.records.port import Create, Delete, Document, DocumentId, Documents, Write
from shared.platform.records.query_batching import BatchedQueries
from shared.privacy.data_map import lookup_collection
from shared.privacy.describe import Record
from shared.rights.erasure.evidence import UnlinkedEvidence
from shared.rights.erasure.steps import Hold

LETTING_IN = (Session, Device, StoredReply)
"""What lets somebody in, or reaches them: it goes first."""
_PAGE = 100
"""Records in one commit: each may bring indexes and evidence along."""


class RecordsStep:
    """The records of some classes; a person's own record goes last."""

    def __init__(
        self,
        stores: Sequence[Store],
        data: Documents,
        queries: BatchedQueries,
        evidence: UnlinkedEvidence,
    ) -> None:
        self._stores = sorted(stores, key=lambda one: not one.by_owner)
        self._data, self._queries, self._evidence = data, queries, evidence

    async def count(self, person: str) -> Mapping[str, int]:
        """Return how many there are of each class. Raises UnavailableError."""
        numbers = await asyncio.gather(*(self._number(one, person) for one in self._stores))
        kinds = (one.record.collection for one in self._stores)
        return dict(zip(kinds, numbers, strict=True))

    async def erase(self, person: str, receipt: str, hold: Hold) -> None:
        """Erase them: all are looked for at once, of most there are none.

        Raises:
            UnavailableError: Not all are erased: say it again.
        """
        pages = await asyncio.gather(*(self._page(one, person) for one in self._stores))
        for store, page in zip(self._stores, pages, strict=True):
            await self._erase(store, page, person, receipt, hold)

    async def _number(self, store: Store, person: str) -> int:
        """Return how many records of a class there are; one index without a record counts too."""
        collection = store.record.collection
        if store.by_owner:
            return await self._queries.count(collection, "owner_id", person)
        alone = (await self._data.get([DocumentId(collection, person)]))[0]
        return int(alone is not None) or len(await self._indexes(store.record, [person]))

    async def _erase(
        self, store: Store, first: list[Document], person: str, receipt: str, hold: Hold
    ) -> None:
        page = first
        if not store.by_owner and not page:
            orphans = await self._indexes(store.record, [person])
            if orphans:
                await self._commit(orphans)
        while page:
            writes = await self._writes(store, person, page, receipt)
            await self._commit(writes)
            await hold()
            page = await self._page(store, person) if len(page) == _PAGE else []

    async def _commit(self, writes: Sequence[Write]) -> None:
        """Apply writes; evidence that is there already, from a try before, is left as it is.

        Raises:
            UnavailableError: They were not applied: say it again.
        """
        try:
            await self._data.commit(writes)
        except ConflictError as e:
            made = [one.id for one in writes if isinstance(one, Create)]
            there = {one.id for one in await self._data.get(made) if one is not None}
            left = [one for one in writes if not (isinstance(one, Create) and one.id in there)]
            if not there:
                raise UnavailableError from e
            await self._again(left)

    async def _again(self, writes: Sequence[Write]) -> None:
        try:
            await self._data.commit(writes)
        except ConflictError as e:
            raise UnavailableError from e

    async def _page(self, store: Store, person: str) -> list[Document]:
        collection = store.record.collection
        if store.by_owner:
            return await self._queries.having(collection, "owner_id", person, _PAGE)
        found = await self._data.get([DocumentId(collection, person)])
        return [one for one in found if one is not None]

    async def _writes(
        self, store: Store, person: str, page: Sequence[Document], receipt: str
    ) -> list[Write]:
        writes: list[Write] = [Delete(one.id) for one in page]
        names = [one.id.name for one in page]
        writes += await self._indexes(store.record, names)
        for one in page if self._evidence.keeps(store.record) else ():
            slot = await store.records.opened(person, one, store.purpose)
            writes += await self._evidence.writes(slot, person, receipt)
        return writes

    async def _indexes(self, record: type[Record], names: Sequence[str]) -> list[Write]:
        """Return what deletes the blind indexes that name some records.

        Only as they are: whoever registers meanwhile takes over the one of their address.
        """
        found: list[Write] = []
        for field in record.lookup_fields():
            for name in names:
                collection = lookup_collection(record, field)
                page = await self._queries.having(collection, "ref", name, _PAGE)
                found += [Delete(one.id, one.version) for one in page]
        return found
