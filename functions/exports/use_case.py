"""Fetch an export."""

from shared.errors import NotFoundError
from shared.exports.exports import Exports
from shared.exports.model import Export


async def find_export(person: str, id_: str, *, exports: Exports) -> Export:
    """Return a person's export. Raises NotFoundError if there is none with this id any more."""
    export = await exports.of(person)
    if export is None or export.id != id_:
        raise NotFoundError
    return export
