"""A copy of an emulated database, and the database put back to it, as a restored backup is.

A restore makes a new database, so nothing of the one before is in it: what was deleted since is
back, what was written since is gone. What has to be taken over from the one before is said
(``infra/playbooks/restore.md``).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from infra.local.emulators.owner import FirestoreOwner, Json

TAKEN_OVER = {"data": ("people_keyrings", "evidence"), "keys": ("stops", "erasures")}
"""Collections that are taken over from the database before, by the database's kind."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Backup:
    """What a database held."""

    database: str
    documents: Sequence[Json]

    @classmethod
    def of(cls, firestore: FirestoreOwner, database: str) -> "Backup":
        """Copy a database. Raises OwnerError."""
        return cls(database, firestore.dump(database))

    def restore(self, firestore: FirestoreOwner, over: Collection[str] = ()) -> None:
        """Put the database back, but for some collections, which stay as they are.

        Raises:
            OwnerError: The emulator refused it: the database is half restored.
        """
        there = Backup.of(firestore, self.database).names
        back = [one for one in self.documents if _collection(one["name"]) not in over]
        gone = there - {one["name"] for one in back}
        writes: list[Json] = [{"delete": n} for n in sorted(gone) if _collection(n) not in over]
        writes += [{"update": {"name": d["name"], "fields": d.get("fields", {})}} for d in back]
        for page in _pages(writes):
            firestore.commit(self.database, page)

    @property
    def names(self) -> set[str]:
        """The full names of its documents."""
        return {one["name"] for one in self.documents}


def _collection(name: str) -> str:
    return name.split("/documents/")[1].split("/", maxsplit=1)[0]


def _pages(writes: Sequence[Json]) -> Iterator[Sequence[Json]]:
    for start in range(0, len(writes), _AT_ONCE):
        yield writes[start : start + _AT_ONCE]
