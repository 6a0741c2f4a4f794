"""Several records of one database, written all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.platform.records.port import (
    Committed,
    Create,
    Delete,
    Documents,
    Fields,
    Replace,
    Set,
    Version,
    Write,
)


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be written to one database."""

    root: str
    """The database's full name."""
    writes: tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is made or replaced, so that it can be taken back as it was."""

    write: Create | Replace
    before: Fields | None = None
    """What a ``Replace`` replaces."""

    def back(self, done: Version) -> Write:
        """Return the write that takes it back, if nobody has changed the document since."""
        if self.before is None:
            return Delete(self.write.id, done)
        return Replace(self.write.id, self.before, done)


async def commit_together(documents: Documents, writings: Iterable[Writing]) -> list[Committed]:
    """Apply several records' writes to their one database, all or nothing; return what each did.

    Raises:
        ValueError: One of them is another database's: it would land nowhere.
        ConflictError, UnavailableError: As for ``Documents.commit``.
    """
    listed = list(writings)
    if any(one.root != documents.root for one in listed):
        msg = f"not all of these writes belong to {documents.root}"
        raise ValueError(msg)
    return await documents.commit([write for one in listed for write in one.writes])


def handed_over(losing: Writing, gaining: Writing) -> Writing:
    """Return the writes of two records as one, where a lookup value goes from one to the other.

    Its blind index is then changed in place, because one commit cannot delete and create the same
    document. The record that loses the value must be written as it was seen, so that nobody else
    can have moved it meanwhile.

    Raises:
        ValueError: They are of two databases.
    """
    if losing.root != gaining.root:
        msg = f"not both of these writes belong to {gaining.root}"
        raise ValueError(msg)
    created = {one.id: one for one in gaining.writes if isinstance(one, Create)}
    moved = {one.id for one in losing.writes if isinstance(one, Delete)} & created.keys()
    kept = [one for one in (*losing.writes, *gaining.writes) if one.id not in moved]
    changed = [Set(place, created[place].fields) for place in sorted(moved, key=str)]
    return Writing(gaining.root, (*kept, *changed))
