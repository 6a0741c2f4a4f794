"""A copy of an emulated database, and the database put back to it, as a restored backup is.

A restore makes a new database, so nothing of the one before is in it: what was deleted since is
back, what was written since is gone. What has to be taken over from the one before is said
(``infra/playbooks/restore.md``).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from infra.local.demo_client import Caller
from infra.local.parts import PROJECT

TAKEN_OVER = {"data": ("people_keyrings", "evidence"), "keys": ("stops", "erasures")}
"""Collections that are taken over from the database before, by the database's kind."""
_AT_ONCE = 200
_OK = 200
_AS_OWNER = {"Authorization": "Bearer owner"}
_Json = dict[str, Any]


class BackupError(Exception):
    """The emulator refused something."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a database held, as its REST API gives it."""

    database: str
    documents: Sequence[_Json]

    @classmethod
    def of(cls, firestore: Caller, database: str) -> "Backup":
        """Copy a database. Raises BackupError."""
        query = {"structuredQuery": {"from": [{"allDescendants": True}]}}
        rows = called(firestore, f"{root(database)}:runQuery", query)
        return cls(database, [row["document"] for row in rows if "document" in row])

    def restore(self, firestore: Caller, over: Collection[str] = ()) -> None:
        """Put the database back, but for some collections, which stay as they are.

        Raises:
            BackupError: The emulator refused it: the database is half restored.
        """
        there = Backup.of(firestore, self.database).names
        back = [one for one in self.documents if _collection(one["name"]) not in over]
        gone = there - {one["name"] for one in back}
        writes: list[_Json] = [{"delete": n} for n in sorted(gone) if _collection(n) not in over]
        writes += [{"update": {"name": d["name"], "fields": d.get("fields", {})}} for d in back]
        for page in _pages(writes):
            called(firestore, f"{root(self.database)}:commit", {"writes": page})

    @property
    def names(self) -> set[str]:
        """The full names of its documents."""
        return {one["name"] for one in self.documents}


def _collection(name: str) -> str:
    return name.split("/documents/")[1].split("/", maxsplit=1)[0]


def _pages(writes: Sequence[_Json]) -> Iterator[Sequence[_Json]]:
    for start in range(0, len(writes), _AT_ONCE):
        yield writes[start : start + _AT_ONCE]


def root(database: str) -> str:
    """Return the path of a database's documents in the REST API."""
    return f"/v1/projects/{PROJECT}/databases/{quote(database)}/documents"


def called(firestore: Caller, path: str, body: _Json) -> Any:  # noqa: ANN401 - JSON
    """Ask the emulator as its owner; return the answer's JSON. Raises BackupError."""
    reply = firestore.post(path, body, _AS_OWNER)
    if reply.status != _OK:
        message = f"Firestore answered {reply.status} to {path.rsplit(':', 1)[-1]}"
        raise BackupError(message)
    return reply.body
