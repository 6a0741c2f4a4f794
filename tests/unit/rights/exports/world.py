"""One region's exports in memory, with somebody whose data is to be exported."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from functions.export_worker.entry import contents_of
from functions.export_worker.use_case import Preparing
from shared.people.person.model import Person
from shared.platform.records.write_batch import Writing
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export
from tests.unit.people.region import Region

ADA = "ada0" * 8


class ExportRegion(Region):
    """A region with buckets and mail."""

    def __init__(self) -> None:
        super().__init__()
        self.sealed, self.archives = self.platform.objects, self.platform.archives
        self.mailbox = self.platform.outbox

    def told(self) -> list[tuple[str, str]]:
        """Return who was written to, and about what."""
        return [(to, message.subject) for to, message in self.mailbox.sent]

    def exports(self) -> Exports:
        """Return the exports as one more instance sees them."""
        return self.instance().exports

    def worker(self) -> Preparing:
        """Return one more worker."""
        one = self.instance()
        return Preparing(
            one.exports,
            one.archives,
            one.profiles,
            one.notices,
            lambda person: contents_of(person, one),
        )

    async def register(self, person: str = ADA, **more: Any) -> None:  # noqa: ANN401 - fields
        """Register somebody."""
        one = self.instance()
        await one.person_keys.make(person)
        told = {"email": f"{person}@example.org", "country": "DE", "policy_version": "1", **more}
        await one.people.create(person, person, Person(created=self.clock.now(), **told))

    async def ask(self, person: str = ADA) -> Export:
        """Ask for an export."""
        return await self.exports().ask(person, begun=nothing)

    async def found(self, person: str = ADA) -> Export:
        """Return the export, which is there."""
        export = await self.exports().of(person)
        assert export is not None
        return export

    def archive(self) -> "Archive":
        """Return the one archive that lies in the bucket."""
        (content,) = self.archives.stored.values()
        return Archive(content)


class Archive:
    """A finished archive, opened."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None

    def json(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return a file of it, parsed."""
        return json.loads(self.zip.read(path))

    def items(self, kind: str) -> list[dict[str, Any]]:
        """Return the items of a kind."""
        found: list[dict[str, Any]] = self.json(f"data/{kind}.json")["items"]
        return found


async def nothing() -> Sequence[Writing]:
    """Write nothing beside it."""
    return ()


def at(text: str) -> datetime:
    """Return a time."""
    return datetime.fromisoformat(text)
