"""Delete what is due: range queries by shard, bounded commits, a truthful end."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from functions.anonymise_nightly.contract import (
    ArchivesReport,
    CollectionReport,
    OrphansReport,
    RetentionReport,
    WithdrawalsReport,
)
from shared.clock import Deadline
from shared.errors import ConflictError
from shared.privacy.describe import Database, Record
from shared.privacy.retention import SHARDS, due_range, ends_by_itself
from shared.records.port import MAX_WRITES, Delete, DocumentId, Documents, Version

_SHARDS_AT_ONCE = 16

Due = tuple[DocumentId, Version]


@dataclass(slots=True)
class _Tally:
    deleted: int = 0
    changed: int = 0
    left: int = 0


async def sweep(
    databases: Mapping[Database, Documents],
    records: Iterable[type[Record]],
    *,
    today: date,
    deadline: Deadline,
) -> RetentionReport:
    """Delete every record that ended before a day; safe to run again, or twice at once.

    Raises:
        UnavailableError: A database does not answer. What was deleted stays deleted.
    """
    tallies: dict[str, _Tally] = {}
    for record in filter(ends_by_itself, records):
        tally = tallies[record.collection] = _Tally()
        await _sweep_collection(databases[record.database], record, today, deadline, tally)
    left = sum(tally.left for tally in tallies.values())
    return RetentionReport(
        day=today.isoformat(),
        collections=tuple(
            CollectionReport(collection=name, deleted=tally.deleted, changed=tally.changed)
            for name, tally in tallies.items()
        ),
        deleted=sum(tally.deleted for tally in tallies.values()),
        left=left,
        orphans=OrphansReport(confirmed=0, deleted=0, left=0),
        withdrawals=WithdrawalsReport(withdrawals=0, deleted=0, left=0),
        archives=ArchivesReport(deleted=0, left=0),
        finished=left == 0,
    )


async def _sweep_collection(
    documents: Documents, record: type[Record], today: date, deadline: Deadline, tally: _Tally
) -> None:
    at_once = asyncio.Semaphore(_SHARDS_AT_ONCE)

    async def sweep_shard(shard: int) -> None:
        async with at_once:
            await _sweep_shard(documents, record, due_range(shard, today), deadline, tally)

    await asyncio.gather(*(sweep_shard(shard) for shard in range(SHARDS)))


async def _sweep_shard(
    documents: Documents,
    record: type[Record],
    span: tuple[str, str],
    deadline: Deadline,
    tally: _Tally,
) -> None:
    while found := await documents.due(record.collection, *span, limit=MAX_WRITES):
        if deadline.passed:
            tally.left += len(found)
            return
        changed = await _delete(documents, found, tally)
        if len(found) < MAX_WRITES or changed == len(found):
            return


async def _delete(documents: Documents, found: Sequence[Due], tally: _Tally) -> int:
    """Delete documents as they were seen; return how many were changed meanwhile and stay."""
    try:
        await documents.commit([Delete(name, version) for name, version in found])
    except ConflictError:
        if len(found) == 1:
            tally.changed += 1
            return 1
        middle = len(found) // 2
        return await _delete(documents, found[:middle], tally) + await _delete(
            documents, found[middle:], tally
        )
    tally.deleted += len(found)
    return 0
