"""Delete what has ended: range queries by shard, bounded commits, conditional on what was seen."""

from collections.abc import Iterable, Mapping, Sequence

from shared.kernel.errors import ConflictError
from shared.platform.records.port import MAX_WRITES, Delete, Documents, Due
from shared.privacy.describe import Database, Record
from shared.privacy.retention import ends_by_itself
from shared.rights.exports.model import Export
from shared.rights.retention.archives import LEFT
from shared.rights.retention.shard import ShardWork


class Ended:
    """The stage that deletes every record that ended by itself."""

    name = "ended"

    def __init__(
        self, databases: Mapping[Database, Documents], records: Iterable[type[Record]]
    ) -> None:
        self._databases = databases
        self._records = [one for one in records if ends_by_itself(one)]

    async def run(self, work: ShardWork) -> None:
        """Delete them. An export whose archive could not be deleted stays, to name it."""
        kept = {Export.collection} if work.counted(LEFT) else set()
        for database, documents in self._databases.items():
            ending = [one.collection for one in self._records if one.database is database]
            wanted = [one for one in ending if one not in kept]
            async for page in work.pages(documents, *wanted, size=MAX_WRITES):
                if work.dry:
                    work.count(f"deleted.{page[0].id.collection}", len(page))
                else:
                    await _delete(documents, page, work)


async def _delete(documents: Documents, found: Sequence[Due], work: ShardWork) -> None:
    """Delete documents as they were seen; what was changed meanwhile has a new end, and stays."""
    try:
        await documents.commit([Delete(one.id, one.version) for one in found])
    except ConflictError:
        collection = found[0].id.collection
        if len(found) == 1:
            work.count(f"changed.{collection}")
            return
        middle = len(found) // 2
        await _delete(documents, found[:middle], work)
        await _delete(documents, found[middle:], work)
    else:
        work.count(f"deleted.{found[0].id.collection}", len(found))
