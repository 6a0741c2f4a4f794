"""One region's exports in memory, with somebody whose data is to be exported."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from functions.export_worker.use_case import Preparing
from shared.kernel.errors import UnavailableError
from shared.people.accounts.notices import Notices
from shared.people.accounts.profiles import Profiles
from shared.people.messages.port import Message
from shared.people.person.address import Address
from shared.people.person.model import Person
from shared.people.person.rate_limits import CountedLimits
from shared.people.person.subject_data import stores
from shared.people.portraits.portraits import Portraits
from shared.platform.records.sealed import SealedRecords
from shared.platform.suppliers.register import register
from shared.privacy.notice import current
from shared.rights.exports.contents import Contents
from shared.rights.exports.exports import Exports
from shared.rights.exports.facts import facts
from shared.rights.exports.model import Export
from shared.rights.inventory import records
from tests.fakes import MemoryObjects
from tests.unit.people.region import Region

ADA = "ada0ada0ada0ada0"


class Mailbox:
    """Takes mail; ``down``: it cannot be reached."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down = False

    def serves(self, to: Address) -> bool:
        """Serve everybody."""
        return bool(to.value)

    async def send(self, to: Address, message: Message) -> None:
        """Take a message."""
        if self.down:
            raise UnavailableError
        self.sent.append((to.value, message.subject))


class ExportRegion(Region):
    """A region with buckets and mail."""

    def __init__(self) -> None:
        super().__init__()
        self.sealed, self.archives = MemoryObjects(), MemoryObjects("buckets/agogopost-eu-exports")
        self.mailbox = Mailbox()

    def exports(self) -> Exports:
        """Return the exports as one more instance sees them."""
        keys = self.instance().keys
        records_: SealedRecords[str, Export] = SealedRecords(Export, self.data, keys, self.clock)
        return Exports(records_, lambda: self.archives, keys, self.clock)

    def worker(self) -> Preparing:
        """Return one more worker."""
        keys = self.instance().keys
        people: SealedRecords[str, Person] = SealedRecords(Person, self.data, keys, self.clock)
        notices = Notices(
            lambda: self.instance().sender(self.mailbox),
            CountedLimits(self.data, keys, self.clock),
            self.clock,
            mail_per_hour=1000,
            sms_per_hour=10,
        )
        profiles = Profiles(people, self.instance().used, self.data, keys)

        def contents_of(person: str) -> Contents:
            return Contents(
                person,
                stores(records(), self.data, keys, self.clock),
                Portraits(self.sealed, keys),
                facts(
                    records(),
                    register().values(),
                    current().texts["en"],
                    region="eu",
                    language="en",
                ),
                self.clock.now(),
                "en",
            )

        return Preparing(self.exports(), self.archives, profiles, notices, contents_of)

    async def register(self, person: str = ADA, **more: Any) -> None:  # noqa: ANN401 - fields
        """Register somebody."""
        keys = self.instance().keys
        await keys.make(person)
        people: SealedRecords[str, Person] = SealedRecords(Person, self.data, keys, self.clock)
        told = {"email": f"{person}@example.org", "country": "DE", "policy_version": "1", **more}
        await people.create(person, person, Person(created=self.clock.now(), **told))

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


async def nothing() -> None:
    """Admit everybody."""


def at(text: str) -> datetime:
    """Return a time."""
    return datetime.fromisoformat(text)
