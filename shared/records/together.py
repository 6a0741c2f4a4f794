"""Several records of one database, written all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.records.port import Documents, Write


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be written to one database."""

    root: str
    """The database's full name."""
    writes: tuple[Write, ...]


async def commit_together(documents: Documents, writings: Iterable[Writing]) -> None:
    """Apply several records' writes to their one database, all or nothing.

    Raises:
        ValueError: One of them is another database's: it would land nowhere.
        ConflictError, UnavailableError: As for ``Documents.commit``.
    """
    listed = list(writings)
    if any(one.root != documents.root for one in listed):
        msg = f"not all of these writes belong to {documents.root}"
        raise ValueError(msg)
    await documents.commit([write for one in listed for write in one.writes])
