"""A counter in the database: added to without being read, and ended like any other record."""

from datetime import datetime

from shared.platform.records.port import Add, DocumentId, Fields
from shared.privacy.retention import due


def count(place: DocumentId, number: str, *, ends: datetime, shard: int, by: int = 1) -> Add:
    """Return the write that adds to a counter and sets when it ends.

    Args:
        place: Of the counter, which need not exist yet.
        number: The field's name.
        ends: From then on it is unreadable, and due.
        shard: Of ``due``; the same at every addition.
        by: How much.
    """
    beside: Fields = {"v": 1, "expires": ends, "due": due(ends, shard=shard)}
    return Add(place, number, by=by, beside=beside)
