"""Delete what rested on a consent that was withdrawn. See ``shared/consents/model.py``."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from functions.anonymise_nightly.contract import WithdrawalsReport
from shared.clock import Deadline
from shared.consents.model import Withdrawal
from shared.errors import ConflictError
from shared.privacy.describe import Database, Record
from shared.privacy.retention import SHARDS, due_range
from shared.records.port import Delete, Document, Documents

_AT_ONCE = 300


async def sweep_withdrawals(
    data: Documents, records: Iterable[type[Record]], *, today: date, deadline: Deadline
) -> WithdrawalsReport:
    """Delete what is older than its consent's withdrawal; safe to run again, or twice at once.

    What was collected under a consent that was given anew since then stays.

    Raises:
        UnavailableError: The database does not answer. What was deleted stays deleted.
    """
    resting = [one for one in records if _rests_on_one(one)]
    done = deleted = left = 0
    for shard in range(SHARDS):
        first, last = due_range(shard, today)
        found = await data.due(Withdrawal.collection, first, last, limit=_AT_ONCE)
        if found and deadline.passed:
            left += len(found)
            continue
        for stored in await data.get([place for place, _ in found]) if found else ():
            if stored is None:
                continue
            gone = [await _delete(data, one, stored, deadline) for one in _of(resting, stored)]
            deleted += sum(number for number, _ in gone)
            if all(whole for _, whole in gone):
                await data.commit([Delete(stored.id)])
                done += 1
            else:
                left += 1
        left += len(found) == _AT_ONCE
    return WithdrawalsReport(withdrawals=done, deleted=deleted, left=left)


def _rests_on_one(record: type[Record]) -> bool:
    """Tell whether a class of records rests on one purpose alone, and says whose it is."""
    known = {"owner_id", "at"} <= record.described.keys()
    return known and record.database is Database.DATA and len(record.purposes()) == 1


def _of(resting: Iterable[type[Record]], stored: Document) -> list[type[Record]]:
    purposes = str(stored.fields.get("taken")).split(",")
    return [one for one in resting if one.purposes() <= set(purposes)]


async def _delete(
    data: Documents, record: type[Record], stored: Document, deadline: Deadline
) -> tuple[int, bool]:
    """Delete an owner's records of a class up to the withdrawal; tell whether all are gone."""
    owner, until = str(stored.fields.get("owner_id")), stored.fields.get("at")
    number, after = 0, ""
    while isinstance(until, datetime) and not deadline.passed:
        page = await data.having(record.collection, "owner_id", owner, after=after, limit=_AT_ONCE)
        old = [one for one in page if _at(one) <= until]
        try:
            await data.commit([Delete(one.id, one.version) for one in old])
        except ConflictError:
            return number, False
        number += len(old)
        if len(page) < _AT_ONCE:
            return number, True
        after = page[-1].id.name
    return number, False


def _at(found: Document) -> datetime:
    at = found.fields.get("at")
    return at if isinstance(at, datetime) else datetime.max.replace(tzinfo=UTC)
