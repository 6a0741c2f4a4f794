"""A person's records, by the data map.

Deleting needs no key: a record is found by whose it is, a blind index by the record that it names.
Only what stays as evidence is opened.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from itertools import chain

from shared.kernel.errors import ConflictError, UnavailableError
from shared.kernel.together import together
from shared.people.accounts.devices import Device
from shared.people.accounts.stored_replies import StoredReply
from shared.people.person.model import Session
from shared.people.person.subject_data import Store
from shared.platform.records.port import Create, Delete, Document, DocumentId, Documents, Write
from shared.platform.records.query_batching import BatchedQueries
from shared.privacy.data_map import lookup_collection
from shared.privacy.describe import Record
from shared.rights.erasure.evidence import UnlinkedEvidence
from shared.rights.erasure.steps import Found, Hold

LETTING_IN = (Session, Device, StoredReply)
"""What lets somebody in, or reaches them: it goes first."""
_PAGE = 500
"""Records of one class that are read at once."""
_IN_ONE_COMMIT = 100
"""Writes, if what belongs together is not more."""
_AT_ONCE = 6
"""Commits at the same time, of all whose records are erased."""

_Pages = Mapping[str, Sequence[Document]]
"""Documents by their collection: only those that have any."""


class RecordsStep:
    """The records of some classes; a person's own record goes last."""

    def __init__(
        self,
        stores: Sequence[Store],
        data: Documents,
        queries: BatchedQueries,
        evidence: UnlinkedEvidence,
    ) -> None:
        self._owned = [one for one in stores if one.by_owner]
        self._own = [one for one in stores if not one.by_owner]
        self._data, self._queries, self._evidence = data, queries, evidence
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    @property
    def kinds(self) -> Sequence[str]:
        """The names of their collections."""
        return [one.record.collection for one in (*self._owned, *self._own)]

    async def find(self, person: str) -> Found:
        """Return how many there are of each class, and the first of them. Raises UnavailableError.

        An index that has outlived the person's own record counts as one.
        """
        pages = await self._everything(person)
        counts = {kind: len(page) for kind, page in pages.items() if kind in self.kinds}
        full = [one.record.collection for one in self._full(pages)]
        numbers = [self._queries.count(kind, "owner_id", person) for kind in full]
        counts |= dict(zip(full, await together(*numbers), strict=True))
        for store in self._own:
            indexes = sum(len(pages.get(one, ())) for one in _indexes_of(store.record))
            counts.setdefault(store.record.collection, indexes)
        return Found(counts, pages)

    async def erase(self, person: str, receipt: str, hold: Hold, found: Found | None) -> None:
        """Erase them, as many together as go into one commit.

        Raises:
            UnavailableError: Not all are erased: say it again.
        """
        pages = found.pages if found is not None else await self._everything(person)
        own = [write for store in self._own for write in _gone(store.record, pages)]
        while True:
            full = self._full(pages)
            asked = [
                self._writes(one, person, pages[one.record.collection], receipt)
                for one in self._owned
                if one.record.collection in pages
            ]
            owned = chain.from_iterable(await together(*asked))
            await self._commit_all([*owned, [] if full else own], hold)
            if not full:
                return
            pages = await self._of_owner(full, person)

    async def _everything(self, person: str) -> _Pages:
        """Return the first page of each class, and the indexes of the person's own records."""
        owned, own = await together(self._of_owner(self._owned, person), self._named(person))
        return {**owned, **own}

    async def _of_owner(self, stores: Sequence[Store], person: str) -> _Pages:
        """Return a page of each of these classes."""
        return await _each(
            {
                one.record.collection: self._queries.having(
                    one.record.collection, "owner_id", person, _PAGE
                )
                for one in stores
            }
        )

    async def _named(self, person: str) -> _Pages:
        """Return the records named by the person, and their indexes: also of one that is not there.

        The records are one read.
        """
        records = [one.record for one in self._own]
        indexes = [name for one in records for name in _indexes_of(one)]
        there, pages = await together(
            self._data.get([DocumentId(one.collection, person) for one in records]),
            _each({name: self._naming(name, person) for name in indexes}),
        )
        return {**pages, **{one.id.collection: [one] for one in there if one is not None}}

    async def _naming(self, indexes: str, name: str) -> list[Document]:
        return await self._queries.having(indexes, "ref", name, _PAGE)

    def _full(self, pages: _Pages) -> list[Store]:
        """Return the classes of which there may be more."""
        return [one for one in self._owned if len(pages.get(one.record.collection, ())) == _PAGE]

    async def _writes(
        self, store: Store, person: str, page: Sequence[Document], receipt: str
    ) -> list[list[Write]]:
        """Return what deletes each record with its indexes, and keeps what is kept of it.

        Of what is evidence only what was read is deleted: nothing else was kept.
        """
        groups = [await self._indexes(store.record, one.id.name) for one in page]
        if not self._evidence.keeps(store.record):
            return [[*group, Delete(one.id)] for group, one in zip(groups, page, strict=True)]
        for group, one in zip(groups, page, strict=True):
            slot = await store.records.opened(person, one, store.purpose)
            group.extend(await self._evidence.writes(slot, person, receipt))
            group.append(Delete(one.id, one.version))
        return groups

    async def _indexes(self, record: type[Record], name: str) -> list[Write]:
        """Return what deletes the indexes of a record."""
        pages = [await self._naming(one, name) for one in _indexes_of(record)]
        return _as_read(chain.from_iterable(pages))

    async def _commit_all(self, groups: Iterable[Sequence[Write]], hold: Hold) -> None:
        """Apply writes, each group whole; the last of them when all others are through."""
        *others, last = _packed(groups)
        for first in range(0, len(others), _AT_ONCE):
            await together(*(self._commit(one) for one in others[first : first + _AT_ONCE]))
            await hold()
        await self._commit(last)
        await hold()

    async def _commit(self, writes: Sequence[Write]) -> None:
        """Apply writes; evidence that is there already, from a try before, is left as it is.

        Raises:
            UnavailableError: They were not applied: say it again.
        """
        if not writes:
            return
        try:
            async with self._at_once:
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


def _indexes_of(record: type[Record]) -> list[str]:
    """Return the collections of a class's blind indexes."""
    return [lookup_collection(record, field) for field in record.lookup_fields()]


def _gone(record: type[Record], pages: _Pages) -> list[Write]:
    """Return what deletes a person's own record and its indexes."""
    indexes = chain.from_iterable(pages.get(kind, ()) for kind in _indexes_of(record))
    return [*_as_read(indexes), *(Delete(one.id) for one in pages.get(record.collection, ()))]


def _as_read(indexes: Iterable[Document]) -> list[Write]:
    """Return what deletes blind indexes, only as they are.

    Whoever registers meanwhile takes over the one of their address.
    """
    return [Delete(one.id, one.version) for one in indexes]


async def _each(asked: Mapping[str, Awaitable[Sequence[Document]]]) -> _Pages:
    """Return what was answered, by name; nothing of what is empty."""
    answers = zip(asked, await together(*asked.values()), strict=True)
    return {name: answer for name, answer in answers if answer}


def _packed(groups: Iterable[Sequence[Write]]) -> list[list[Write]]:
    """Return commits that take all groups in their order, none of them parted; at least one."""
    commits: list[list[Write]] = [[]]
    for group in groups:
        if len(commits[-1]) + len(group) > _IN_ONE_COMMIT:
            commits.append([])
        commits[-1] += group
    return commits
