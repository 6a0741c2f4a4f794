"""The open months: rows of what people leave, under a key that is destroyed with the month."""

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import date

from shared.kernel.clock import Clock, midnight_of
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.platform.records.contention import retry_contended
from shared.platform.records.paging import each_having
from shared.platform.records.port import Create, Delete, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.unsealed import fields_of, read
from shared.platform.vault.derive import blind_index
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.keys_of_nobody import KeysOfNobody
from shared.privacy.purposes import ANONYMOUS_STATISTICS
from shared.privacy.retention import due, shard_of
from shared.rights.statistics.model import (
    CELLS,
    OPEN_MONTH,
    Cells,
    Contribution,
    CountedParcel,
    MonthKey,
    begin_of,
    month_of,
)

_PAGE = 300
_SALT_BYTES = 32
_TOKEN_CHARACTERS = 32
_TRIES = 5


class MonthKeys(KeysOfNobody[str]):
    """Keys of open months: HKDF(epoch key, salt)."""

    def __init__(self, keyring: KeyringHolder, documents: Documents) -> None:
        super().__init__(keyring, "month")
        self._documents = documents

    async def parts(self, owner: str) -> Sequence[str]:
        """Return a month's salt. Raises IntegrityError if it has none, or not any more."""
        return (await self._salt(owner),)

    async def token(self, month: str, *parts: str) -> str:
        """Return the keyed hash of something, which is another one in every month."""
        salt, index = await self._salt(month), await self.index_key()
        return blind_index(index, "month", salt, *parts)[:_TOKEN_CHARACTERS]

    async def open(self, month: str) -> None:
        """Make a month's salt unless it is there. Raises UnavailableError."""
        begin = midnight_of(begin_of(month))
        ends, place = begin + OPEN_MONTH.period, _key(month)
        if (await self._documents.get([place]))[0] is not None:
            return
        salt = secrets.token_bytes(_SALT_BYTES)
        record = MonthKey(salt=salt, expires=ends, due=due(ends, shard=0))
        try:
            await self._documents.commit([Create(place, fields_of(record))])
        except ConflictError:  # somebody else has opened it
            return

    async def months(self) -> list[str]:
        """Return the months that are open. Raises UnavailableError."""
        found = await self._documents.listed(MonthKey.collection, limit=_PAGE)
        return [one.id.name for one in found]

    async def destroy(self, month: str) -> None:
        """Destroy a month's key: no row of it opens any more. Raises UnavailableError."""
        await self._documents.commit([Delete(_key(month))])

    async def _salt(self, month: str) -> str:
        found = (await self._documents.get([_key(month)]))[0]
        salt = found.fields.get("salt") if found else None
        if not isinstance(salt, bytes):
            raise IntegrityError
        return salt.hex()


class Months:
    """The cells of one region."""

    def __init__(
        self,
        rows: SealedRecords[str, Contribution],
        documents: Documents,
        keys: MonthKeys,
        clock: Clock,
    ) -> None:
        self._rows, self._documents, self._keys, self._clock = rows, documents, keys, clock

    async def add(self, mark: str, day: date, parcels: Sequence[tuple[str, CountedParcel]]) -> bool:
        """Write what one person leaves; a mark that is there already is not counted again.

        Args:
            mark: What this person's end is known by; it leads to a row only under our key.
            day: When it was begun, which decides on the month.
            parcels: Each with what identifies it, which is kept as a hash only.

        Returns:
            Whether it counts: False, if the month is closed.

        Raises:
            UnavailableError: Say it again.
        """
        month = month_of(day)
        if not parcels or await self.closed(month) is not None:
            return False
        await self._keys.open(month)
        name = await self._row(mark)
        ends = midnight_of(begin_of(month)) + OPEN_MONTH.period
        row = Contribution(
            month=month,
            parcels=tuple([await self._hashed(month, *one) for one in parcels]),
            expires=ends,
            due=due(ends, shard=shard_of(name)),
        )
        try:
            await self._rows.put(month, Slot(name, None, None), row)
        except ConflictError:  # it is there
            return True
        return True

    @retry_contended(tries=_TRIES)
    async def add_one(self, person: str, day: date, what: str, parcel: CountedParcel) -> bool:
        """Write one parcel that somebody leaves: each once, and one row for all of a month.

        Args:
            person: Whose. It leads to the row only while the month is open, and under our key.
            day: When it ended, which decides on the month.
            what: What identifies the parcel, which is kept as a hash only.
            parcel: The parcel.

        Returns:
            Whether it counts: False, if the month is closed.

        Raises:
            UnavailableError: Say it again.
        """
        month = month_of(day)
        if await self.closed(month) is not None:
            return False
        await self._keys.open(month)
        name = await self._keys.token(month, "person", person)
        (slot,) = await self._rows.look([(month, name)], ANONYMOUS_STATISTICS)
        before = slot.record.parcels if slot.record is not None else ()
        hashed = await self._hashed(month, what, parcel)
        if any(one.token == hashed.token for one in before):
            return True
        ends = midnight_of(begin_of(month)) + OPEN_MONTH.period
        ending = {"expires": ends, "due": due(ends, shard=shard_of(name))}
        await self._rows.put(
            month, slot, Contribution(month=month, parcels=(*before, hashed), **ending)
        )
        return True

    async def remove(self, mark: str, day: date) -> None:
        """Remove what one person left, unless the month is closed: then it is counted.

        Raises:
            UnavailableError: Say it again.
        """
        if await self.closed(month_of(day)) is None:
            place = DocumentId(Contribution.collection, await self._row(mark))
            await self._documents.commit([Delete(place)])

    async def closed(self, month: str) -> dict[str, int] | None:
        """Return the cells of a closed month; None: it is not closed. Raises UnavailableError."""
        found = (await self._documents.get([_cells(month)]))[0]
        return None if found is None else read(Cells, found).counts

    async def rows(self, month: str) -> AsyncIterator[tuple[CountedParcel, ...] | None]:
        """Yield the parcels of each row of a month; None: of one that does not open."""
        stored = each_having(self._documents, Contribution.collection, "month", month)
        async for one in stored:
            slot = await self._rows.opened(month, one, ANONYMOUS_STATISTICS)
            yield None if slot.record is None else slot.record.parcels

    async def close(self, month: str, counts: dict[str, int]) -> None:
        """Write a month's cells, once; then nothing is left of what they were counted from.

        Raises:
            UnavailableError: Say it again.
        """
        begin = midnight_of(begin_of(month))
        ends = begin + CELLS.period
        cells = Cells(counts=counts, expires=ends, due=due(ends, shard=begin.month))
        if await self.closed(month) is None:
            try:
                await self._documents.commit([Create(_cells(month), fields_of(cells))])
            except ConflictError as e:  # somebody else is closing it
                raise UnavailableError from e
        await self._keys.destroy(month)
        while page := await self._documents.having(
            Contribution.collection, "month", month, limit=_PAGE
        ):
            await self._documents.commit([Delete(one.id) for one in page])

    async def _row(self, mark: str) -> str:
        return blind_index(await self._keys.index_key(), Contribution.collection, mark)[:32]

    async def _hashed(self, month: str, what: str, parcel: CountedParcel) -> CountedParcel:
        return parcel.model_copy(update={"token": await self._keys.token(month, what)})


def _key(month: str) -> DocumentId:
    return DocumentId(MonthKey.collection, month)


def _cells(month: str) -> DocumentId:
    return DocumentId(Cells.collection, month)
