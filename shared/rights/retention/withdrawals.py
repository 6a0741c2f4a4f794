"""Delete what rested on a consent that was withdrawn. See ``shared/people/consents/model.py``."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from shared.kernel.errors import ConflictError
from shared.people.consents.model import Withdrawal
from shared.platform.records.port import Delete, Document, Documents, Due
from shared.privacy.describe import Database, Record
from shared.rights.retention.shard import ShardWork

_AT_ONCE = 100


class Withdrawals:
    """The stage that deletes what is older than its consent's withdrawal.

    What was collected under a consent that was given anew since then stays.
    """

    name = "withdrawals"

    def __init__(self, data: Documents, records: Iterable[type[Record]]) -> None:
        self._data = data
        self._resting = [one for one in records if _rests_on_one(one)]

    async def run(self, work: ShardWork) -> None:
        """Carry out each withdrawal, and forget it."""
        async for page in work.pages(self._data, Withdrawal.collection, size=_AT_ONCE):
            stored = await self._data.get([one.id for one in page])
            for one, found in zip(page, stored, strict=True):
                if found is not None:
                    await self._carry_out(one, found, work)

    async def _carry_out(self, one: Due, found: Document, work: ShardWork) -> None:
        owner, until = found.fields.get("owner_id"), found.fields.get("at")
        if not isinstance(owner, str) or not isinstance(until, datetime):
            work.set_aside(Withdrawal.collection, one)
            return
        purposes = set(str(found.fields.get("taken")).split(","))
        try:
            for record in [one for one in self._resting if one.purposes() <= purposes]:
                await self._delete(record, owner, until, work)
        except ConflictError:  # one of them was changed at this moment
            work.left(Withdrawal.collection, one)
            return
        if not work.dry:
            with suppress(ConflictError):
                await self._data.commit([Delete(found.id, found.version)])
        work.count("deleted.withdrawals")

    async def _delete(
        self, record: type[Record], owner: str, until: datetime, work: ShardWork
    ) -> None:
        """Delete an owner's records of a class up to the withdrawal. Raises ConflictError."""
        collection, after, full = record.collection, "", True
        while full:
            page = await self._data.having(
                collection, "owner_id", owner, after=after, limit=_AT_ONCE
            )
            old = [one for one in page if _at(one) <= until]
            if not work.dry:
                await self._data.commit([Delete(one.id, one.version) for one in old])
            work.count(f"withdrawn.{collection}", len(old))
            await work.step()
            full = len(page) == _AT_ONCE
            after = page[-1].id.name if full else ""


def _rests_on_one(record: type[Record]) -> bool:
    """Tell whether a class of records rests on one purpose alone, and says whose it is."""
    known = {"owner_id", "at"} <= record.described.keys()
    return known and record.database is Database.DATA and len(record.purposes()) == 1


def _at(found: Document) -> datetime:
    at = found.fields.get("at")
    return at if isinstance(at, datetime) else datetime.max.replace(tzinfo=UTC)
