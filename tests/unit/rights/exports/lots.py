"""Somebody about whom a lot is held: made while it is read, and never all at once."""

import hashlib
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.people.person.keys import PersonKeys
from shared.people.usage.model import Traces
from shared.platform.records.port import Document, DocumentId, Version
from shared.platform.records.sealing import Form
from shared.privacy.describe import Database
from tests.fakes import MemoryDocuments, MemoryObjects, MemoryWriting
from tests.unit.rights.exports.world import ADA, ExportRegion

IN_A_BATCH = 10
_LONG = "-" * 500
"""So that all of them together would take far more memory than is allowed."""


class Endless(MemoryDocuments):
    """A database that makes a person's traces up as they are read, sealed as they would be."""

    def __init__(self, root: str, events: int) -> None:
        super().__init__(root)
        self.batches = events // IN_A_BATCH
        self.keys: PersonKeys | None = None
        self.at: Any = None

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        """Return a page."""
        if collection != Traces.collection:
            return await super().having(collection, field, value, after=after, limit=limit)
        first = int(after) + 1 if after else 0
        return [await self._made(n) for n in range(first, min(first + limit, self.batches))]

    async def _made(self, number: int) -> Document:
        assert self.keys is not None
        form: Form[str, Traces] = Form(Traces, self.root, self.keys)
        seen = tuple(
            hashlib.sha256(f"{number}-{one}".encode()).hexdigest() + _LONG
            for one in range(IN_A_BATCH)
        )
        ends = self.at.replace(year=2099)
        record = Traces(owner_id=ADA, seen=seen, at=self.at, expires=ends, due="")
        name = f"{number:08}"
        fields = await form.fields(ADA, name, record)
        return Document(DocumentId(Traces.collection, name), fields, Version((1, 0)))


class FileObjects(MemoryObjects):
    """A bucket whose archive goes to a file, as a real one's goes away."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    @asynccontextmanager
    async def creating(
        self, name: str, *, media_type: str, most_bytes: int
    ) -> AsyncIterator[MemoryWriting]:
        """Write to the file."""
        del name, media_type, most_bytes
        with self.path.open("wb") as file:

            class ToFile(MemoryWriting):
                async def write(self, chunk: bytes) -> None:
                    file.write(chunk)

            yield ToFile(self, 0)


async def export(events: int) -> dict[str, int]:
    """Export somebody with so many events; return what the archive holds."""
    region = ExportRegion()
    endless = Endless(region.data.root, events)
    region.data = region.platform.stores[Database.DATA] = endless
    endless.keys, endless.at = region.instance().person_keys, region.clock.now()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        region.archives = region.platform.archives = FileObjects(path)
        await region.register()
        assert await region.worker().prepare(ADA, (await region.ask()).id)
        return _counted(path)


def _counted(path: Path) -> dict[str, int]:
    """Return how many events an archive has, without unpacking it at once."""
    events = unpacked = 0
    with zipfile.ZipFile(path) as archive, archive.open("data/traces.json") as file:
        for line in file:
            unpacked += len(line)
            events += len(re.findall(rb'"[0-9a-f]{64}-+"', line))
    return {"events": events, "unpacked": unpacked}
