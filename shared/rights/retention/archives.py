"""Delete the archives of exports that ended. Their documents go after them, with all that ends."""

from collections.abc import Callable

from shared.kernel.errors import UnavailableError
from shared.platform.objects.port import Objects
from shared.platform.records.port import Document, Documents, Due
from shared.rights.exports.model import Export
from shared.rights.retention.shard import ShardWork

LEFT = "left.archives"
_AT_ONCE = 100
"""Documents in one read."""


class Archives:
    """The stage that deletes archives by the names that their exports have in clear.

    A bucket that does not answer costs nothing but its own part: as long as an archive is left, the
    documents that name it must stay.
    """

    name = "archives"

    def __init__(self, data: Documents, archives: Callable[[], Objects]) -> None:
        self._data, self._archives = data, archives

    async def run(self, work: ShardWork) -> None:
        """Delete them."""
        async for page in work.pages(self._data, Export.collection, size=_AT_ONCE):
            stored = await self._data.get([one.id for one in page])
            for one, found in zip(page, stored, strict=True):
                if found is None or found.version != one.version:
                    continue  # asked for anew this moment: what it names now has not ended
                for name in _names(found):
                    await self._delete(name, one, work)

    async def _delete(self, name: str, one: Due, work: ShardWork) -> None:
        if work.dry:
            work.count("deleted.archives")
            return
        try:
            gone = await self._archives().delete(name)
        except UnavailableError:
            work.left("archives", one)
        else:
            work.count("deleted.archives", int(gone))


def _names(stored: Document) -> list[str]:
    """Return the archives that an export names: its own, and those before it."""
    fields = stored.fields
    told = [fields.get("archive"), *str(fields.get("former") or "").split(",")]
    return [name for name in told if isinstance(name, str) and name]
