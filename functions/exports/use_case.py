"""Fetch an export."""

from shared.kernel.errors import NotFoundError
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export


async def find_export(person: str, id_: str, *, exports: Exports) -> Export:
    """Return a person's export. Raises NotFoundError if there is none with this id any more."""
    export = await exports.of(person)
    if export is None or export.id != id_:
        raise NotFoundError
    return export
