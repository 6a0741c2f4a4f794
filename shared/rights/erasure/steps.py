"""What is erased of a person, by the data map: each step can be repeated, and says what it found.

Deleting needs no key: a record is found by whose it is, a blind index by the record that it names.
Only what stays as evidence is opened, and sealed anew under a key that leads to nobody.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.people.accounts.devices import Device
from shared.people.accounts.stored_replies import StoredReply
from shared.people.person.keys import PersonKey, PersonKeys
from shared.people.person.model import WHILE_ACCOUNT, Person, Session
from shared.people.person.subject_data import Store
from shared.people.portraits.model import Portrait
from shared.people.portraits.portraits import Portraits
from shared.platform.records.port import Create, Delete, Document, DocumentId, Documents, Write
from shared.platform.records.query_batching import BatchedQueries
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.derive import blind_index
from shared.privacy.data_map import lookup_collection
from shared.privacy.describe import Erase, Personal, Record
from shared.privacy.retention import SHARDS, due
from shared.rights.erasure.model import UNLINKED, Evidence
from shared.rights.exports.exports import Exports
from shared.rights.statistics.contributions import Leaving

Hold = Callable[[], Awaitable[None]]
"""Says that somebody is still at work; raises if somebody else has taken over."""

_PAGE = 100
"""Records in one commit: each may bring indexes and evidence along."""
_FIRST = (Session, Device, StoredReply)
"""What lets somebody in, or reaches them."""


class Steps:
    """Everything that one region holds about people."""

    def __init__(  # noqa: PLR0913 - each is one place where something of a person lies
        self,
        *,
        stores: Sequence[Store],
        data: Documents,
        queries: BatchedQueries,
        keys: Documents,
        person_keys: PersonKeys,
        portraits: Portraits,
        exports: Exports,
        evidence: SealedRecords[str, Evidence],
        leaving: Leaving,
        clock: Clock,
    ) -> None:
        self._data, self._queries = data, queries
        self._keys, self._person_keys = keys, person_keys
        self._portraits, self._exports, self._evidence = portraits, exports, evidence
        self._leaving, self._clock = leaving, clock
        self._first = [one for one in stores if one.record in _FIRST]
        own = [one for one in stores if not one.by_owner]
        self._stores = [*self._first, *(s for s in stores if s not in [*self._first, *own]), *own]

    async def count(self, person: str) -> dict[str, int]:
        """Return how much there is of each kind. Raises UnavailableError."""
        numbers = await asyncio.gather(*(self._number(one, person) for one in self._stores))
        kinds = (one.record.collection for one in self._stores)
        found = dict(zip(kinds, numbers, strict=True))
        found[Portrait.collection] = int(await self._portraits.exists(person))
        found["archives"] = await self._exports.archives(person)
        found[PersonKey.collection] = int(await self.has_key(person))
        return {kind: number for kind, number in found.items() if number}

    async def is_back(self, person: str, asked: datetime) -> bool:
        """Tell whether somebody who had stayed away used their account since they were told.

        Args:
            person: Whom.
            asked: When their erasure was begun for it.

        Raises:
            UnavailableError: Nobody knows.
        """
        found = (await self._data.get([DocumentId(Person.collection, person)]))[0]
        used = found.fields.get("used") if found is not None else None
        return isinstance(used, datetime) and used > asked - WHILE_ACCOUNT.period

    async def leave(self, person: str, receipt: str, asked: datetime) -> None:
        """Keep what may survive of somebody who stayed away. Raises UnavailableError."""
        await self._leaving.leave(person, receipt, asked.date())

    async def stay(self, receipt: str, asked: datetime) -> None:
        """Take back what ``leave`` kept: its person is not gone. Raises UnavailableError."""
        await self._leaving.take_back(receipt, asked.date())

    async def sessions(self, person: str, receipt: str, hold: Hold) -> dict[str, int]:
        """Erase what lets somebody in, or reaches them. Raises UnavailableError."""
        return await self._erase_all(self._first, person, receipt, hold)

    async def archives(self, person: str) -> dict[str, int]:
        """Erase a person's export and portrait. Raises UnavailableError."""
        gone = await self._exports.erase(person)
        try:
            await self._portraits.delete(person)
        except NotFoundError:
            return {"archives": gone}
        return {"archives": gone, Portrait.collection: 1}

    async def records(self, person: str, receipt: str, hold: Hold) -> dict[str, int]:
        """Erase every record by the map, the person's own last. Raises UnavailableError."""
        return await self._erase_all(self._stores, person, receipt, hold)

    async def key(self, person: str) -> None:
        """Destroy the person's key: nothing under it opens any more. Raises UnavailableError."""
        await self._person_keys.destroy(person)

    async def has_key(self, person: str) -> bool:
        """Tell whether anything of a person can be opened at all. Raises UnavailableError."""
        place = DocumentId(PersonKey.collection, person)
        return (await self._keys.get([place]))[0] is not None

    async def _number(self, store: Store, person: str) -> int:
        """Return how many records of a class there are; one index without a record counts too."""
        collection = store.record.collection
        if store.by_owner:
            return await self._queries.count(collection, "owner_id", person)
        alone = (await self._data.get([DocumentId(collection, person)]))[0]
        return int(alone is not None) or len(await self._indexes(store.record, [person]))

    async def _erase_all(
        self, stores: Sequence[Store], person: str, receipt: str, hold: Hold
    ) -> dict[str, int]:
        """Erase what there is of some classes: all are looked for at once, most have nothing."""
        pages = await asyncio.gather(*(self._page(one, person) for one in stores))
        gone: dict[str, int] = {}
        for store, page in zip(stores, pages, strict=True):
            gone[store.record.collection] = await self._erase(store, page, person, receipt, hold)
        return gone

    async def _erase(
        self, store: Store, first: list[Document], person: str, receipt: str, hold: Hold
    ) -> int:
        gone, page = 0, first
        if not store.by_owner and not page:
            orphans = await self._indexes(store.record, [person])
            if orphans:
                await self._commit(orphans)
        while page:
            writes = await self._writes(store, person, page, receipt)
            await self._commit(writes)
            gone += len(page)
            await hold()
            page = await self._page(store, person) if len(page) == _PAGE else []
        return gone

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
        kept = _unlinked(store.record)
        for one in page if kept else ():
            slot = await store.records.opened(person, one, store.purpose)
            if slot.record is not None:
                told = slot.record.model_dump_json(include=kept)
                writes += await self._kept(store.record, person, slot, told, receipt)
        return writes

    async def _kept(
        self, record: type[Record], person: str, slot: Slot[Record], told: str, receipt: str
    ) -> Sequence[Write]:
        """Return what keeps a record as evidence, under a name that leads to nobody."""
        name = secrets.token_hex(16) if person in slot.name else slot.name
        ends = self._clock.now() + UNLINKED.period
        index = await self._person_keys.index_key()
        evidence = Evidence(
            of=record.collection,
            whose=blind_index(index, "evidence", receipt)[:32],
            record=told,
            expires=ends,
            due=due(ends, shard=secrets.randbelow(SHARDS)),
        )
        place: Slot[Evidence] = Slot(name, None, None)
        return (await self._evidence.writing(name, place, evidence)).writes

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


def _unlinked(record: type[Record]) -> set[str]:
    """Return the fields of a class that stay as evidence."""
    return {
        name
        for name, about in record.described.items()
        if isinstance(about, Personal) and about.erase is Erase.UNLINK
    }
