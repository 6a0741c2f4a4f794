"""Records of people as plain documents: whose they are is looked at, changes go by If-Match.

That is: read, compare whose it is, write under the precondition that nobody wrote since.
"""

from datetime import datetime
from typing import Any

from google.cloud.firestore import AsyncClient, AsyncDocumentReference, DocumentSnapshot

from tests.bench.baselines.database import TRACES
from tests.bench.baselines.tally import Tally


class NotTheirsError(Exception):
    """There is no such record, or it is somebody else's."""


class PlainRecords:
    """The records of one collection."""

    def __init__(self, database: AsyncClient) -> None:
        self._database = database
        self.tally = Tally()

    async def read(self, owner: str, name: str) -> list[str]:
        """Return what a record says."""
        seen: list[str] = (await self._own(owner, name)).get("seen")
        return seen

    async def read_metadata(self, owner: str, name: str) -> dict[str, Any]:
        """Return what is said about a record."""
        found = await self._own(owner, name, ["owner_id", "at", "expires"])
        return {"at": found.get("at"), "expires": found.get("expires")}

    async def update(self, owner: str, name: str, seen: list[str]) -> None:
        """Change what a record says."""
        await self._change(owner, name, {"seen": seen})

    async def update_metadata(self, owner: str, name: str, ends: datetime) -> None:
        """Change until when a record is kept."""
        await self._change(owner, name, {"expires": ends})

    async def delete(self, owner: str, name: str) -> None:
        """Delete a record as it was seen."""
        found = await self._own(owner, name, ["owner_id"])
        as_seen = self._database.write_option(last_update_time=found.update_time)
        await found.reference.delete(as_seen)
        self.tally.deletes += 1

    async def create(
        self, owner: str, name: str, seen: list[str], at: datetime, ends: datetime
    ) -> None:
        """Write a record that is not there yet."""
        record = {"owner_id": owner, "seen": seen, "at": at, "expires": ends}
        await self._place(name).create(record)
        self.tally.writes += 1

    async def _change(self, owner: str, name: str, changed: dict[str, Any]) -> None:
        found = await self._own(owner, name)
        as_seen = self._database.write_option(last_update_time=found.update_time)
        await found.reference.update(changed, option=as_seen)
        self.tally.writes += 1

    async def _own(
        self, owner: str, name: str, fields: list[str] | None = None
    ) -> DocumentSnapshot[Any]:
        found = await self._place(name).get(fields)
        self.tally.reads += 1
        if not found.exists or found.get("owner_id") != owner:
            raise NotTheirsError(name)
        return found

    def _place(self, name: str) -> AsyncDocumentReference:
        return self._database.collection(TRACES).document(name)
