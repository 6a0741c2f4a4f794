"""People's exports: asked for, claimed by one worker at a time, finished once, erased.

Whoever prepares an export holds a lease that it renews; every step is a compare-and-set on the one
document, so that of two workers one goes on. An export whose document is gone belongs to nobody any
more: nothing can be finished, and nothing is ever written anew.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, StillRunningError
from shared.platform.objects.port import Objects
from shared.platform.records.contention import retry_contended
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import SHARDS
from shared.rights.exports.lease import ClaimedExport
from shared.rights.exports.model import (
    LEASE,
    PER_DAY,
    Chance,
    Export,
    ExportStatus,
    asked_for,
    check_number,
    claimed,
)

_TRIES = 4
Begun = Callable[[], Awaitable[Sequence[Writing]]]


class Exports:
    """The exports of one region's people."""

    def __init__(
        self,
        records: SealedRecords[str, Export],
        archives: Callable[[], Objects],
        keys: IndexKey,
        clock: Clock,
        *,
        per_day: int | None = PER_DAY,
    ) -> None:
        """Keep exports, of which a person may ask for so many in a day (UTC); None: for any."""
        self._records, self._archives, self._keys, self._clock = records, archives, keys, clock
        self._per_day = per_day

    async def of(self, person: str) -> Export | None:
        """Return the export that a person asked for last, if it has not ended."""
        return (await self._slot(person)).record

    @retry_contended(tries=_TRIES)  # somebody else has asked at the same moment
    async def ask(self, person: str, *, begun: Begun) -> Export:
        """Ask for an export; while one is being prepared, that one is returned.

        Args:
            person: Whose.
            begun: Returns what is written together with a new one.

        Raises:
            TooManyRequestsError: There were enough today. Counted with the export itself, so that
                however many ask at once it is one.
            UnavailableError: Ask again.
        """
        slot, now = await self._slot(person), self._clock.now()
        if slot.record is not None and slot.record.status(now) is ExportStatus.PREPARING:
            return slot.record
        if self._per_day is not None:
            check_number(slot.record, now, most=self._per_day)
        chance = Chance(secrets.token_hex(16), secrets.randbelow(SHARDS))
        former = "" if slot.record else await self._former(slot)
        fresh = asked_for(person, slot.record, now, chance, former=former)
        await self._records.put(person, slot, fresh, beside=await begun())
        return fresh

    async def claim(self, person: str, id_: str) -> ClaimedExport | None:
        """Take an export to work on it; None: nothing is left to do, or it is not there any more.

        Raises:
            StillRunningError: Somebody else works on it.
            UnavailableError: The database does not answer.
        """
        slot, now = await self._slot(person), self._clock.now()
        export = slot.record
        if export is None or export.id != id_ or export.told:
            return None
        if export.is_worked_on(now):
            raise StillRunningError(LEASE.length)
        try:
            archive = f"{await self._folder(person)}{secrets.token_hex(16)}.zip"
            taken = claimed(export, secrets.token_hex(16), archive, now)
            slot = await self._records.put(person, slot, taken)
        except ConflictError as e:
            raise StillRunningError(LEASE.length) from e
        return ClaimedExport(self._records, self._clock, person, slot)

    async def erase(self, person: str) -> int:
        """Erase a person's export and its archives; return how many archives there were.

        The document goes first, so that whoever is preparing the export cannot finish it and
        takes back what they wrote. Safe to repeat, and to be repeated once the longest call that
        was running is over: only then what such a one has left behind, if it was killed at the
        wrong moment, is surely found.

        Raises:
            UnavailableError: Not all may be erased: say it again.
        """
        await self._delete(person)
        return await self._erase_archives(person)

    @retry_contended(tries=_TRIES)  # it is being worked on
    async def _delete(self, person: str) -> None:
        slot = await self._slot(person)
        if slot.version is not None:
            await self._records.delete(slot)

    async def archives(self, person: str) -> int:
        """Return how many archives of a person there are, at most 1000."""
        return len(await self._archives().names(await self._folder(person)))

    async def _erase_archives(self, person: str) -> int:
        """Delete whatever lies in a person's folder. Neither their key nor a record is needed."""
        gone, folder = 0, await self._folder(person)
        while names := await self._archives().names(folder):
            for name in names:
                gone += await self._archives().delete(name)
        return gone

    async def _folder(self, person: str) -> str:
        hashed = blind_index(await self._keys.index_key(), "export", person)
        return f"{Export.collection}/{hashed[:32]}/"

    async def _former(self, slot: Slot[Export]) -> str:
        """Return the archives that an export names which has ended, and is about to be replaced."""
        clear = await self._records.clear(slot.name) if slot.version is not None else {}
        names = (clear.get("archive"), clear.get("former"))
        return ",".join(one for one in names if isinstance(one, str) and one)

    async def _slot(self, person: str) -> Slot[Export]:
        return (await self._records.look([(person, person)], ACCOUNT))[0]
