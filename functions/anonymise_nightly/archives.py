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
            for name in _names(stored):
                gone = await _delete(archives, name)
                deleted += gone is True
                left += gone is None
        left += len(found) == _AT_ONCE
    return ArchivesReport(deleted=deleted, left=left)


def _names(stored: Document | None) -> list[str]:
    """Return the archives that an export names: its own, and those before it."""
    fields = stored.fields if stored is not None else {}
    told = [fields.get("archive"), *str(fields.get("former") or "").split(",")]
    return [name for name in told if isinstance(name, str) and name]


async def _delete(archives: Callable[[], Objects], name: str) -> bool | None:
    """Delete an archive; false: it is not there any more; None: it may still be."""
    try:
        return await archives().delete(name)
    except UnavailableError:
        return None
