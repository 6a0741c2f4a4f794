"""Delete the archives of exports that ended. Their documents go after them, with all that ends."""

from collections.abc import Callable
from datetime import date

from functions.anonymise_nightly.contract import ArchivesReport
from shared.clock import Deadline
from shared.errors import UnavailableError
from shared.exports.model import Export
from shared.objects.port import Objects
from shared.privacy.retention import SHARDS, due_range
from shared.records.port import Document, Documents

_AT_ONCE = 100
"""Documents in one read."""


async def sweep_archives(
    data: Documents, archives: Callable[[], Objects], *, today: date, deadline: Deadline
) -> ArchivesReport:
    """Delete archives by the names that their exports have in clear; safe to run again.

    A bucket that does not answer costs nothing but its own part: as long as an archive is left, the
    documents that name it must stay.

    Raises:
        UnavailableError: The database does not answer.
    """
    deleted = left = 0
    for shard in range(SHARDS):
        first, last = due_range(shard, today)
        found = await data.due(Export.collection, first, last, limit=_AT_ONCE)
        if found and deadline.passed:
            left += len(found)
            continue
        for stored in await data.get([place for place, _ in found]) if found else ():
            gone = await _delete(archives, stored)
            deleted += gone is True
            left += gone is None
        left += len(found) == _AT_ONCE
    return ArchivesReport(deleted=deleted, left=left)


async def _delete(archives: Callable[[], Objects], stored: Document | None) -> bool | None:
    """Delete an export's archive; false: it has none any more; None: it may still be there."""
    name = stored.fields.get("archive") if stored is not None else None
    if not isinstance(name, str) or not name:
        return False
    try:
        return await archives().delete(name)
    except UnavailableError:
        return None
