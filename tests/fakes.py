"""Small honest twins of what the code needs from outside, with knobs. Never deployed."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.kernel.clock import Deadline
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.parcels.carriers.model import Asked, Report
from shared.parcels.carriers.port import Pushed
from shared.platform.jobs.message import encoded
from shared.platform.jobs.port import Topic
from shared.platform.records import ahead
from shared.platform.records.port import (
    MOST_VALUES,
    Add,
    Committed,
    ContendedError,
    Create,
    Delete,
    Document,
    DocumentId,
    Due,
    Fields,
    Replace,
    Set,
    Value,
    Version,
    Write,
)
from shared.platform.suppliers.port import Asker, SupplierError, SupplierStanding

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class FakeClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at, self._ticks = at, 1000.0

    def now(self) -> datetime:
        """Return the time."""
        return self._at

    def ticks(self) -> float:
        """Return the ticks."""
        return self._ticks

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._at += span
        self._ticks += span.total_seconds()


class MemoryDocuments:
    """A document database in memory, held to the same contract as Firestore."""

    def __init__(self, root: str = "projects/test/databases/eu-shipments") -> None:
        self.stored: dict[DocumentId, Document] = {}
        self.reads = self.commits = 0
        self.down = False
        """Every call fails without an effect."""
        self.lose_answers = 0
        """How many commits are still to be applied without an answer."""
        self._root, self._version = root, 0

    @property
    def root(self) -> str:
        """Return the database's name."""
        return self._root

    async def get(self, ids: Sequence[DocumentId]) -> list[Document | None]:
        """Return the documents."""
        await self._pass()
        self.reads += len(ids)
        return [self.stored.get(one) for one in ids]

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Apply all writes or none."""
        ahead.written(self._root, [write.id for write in writes])
        await self._pass()
        for write in writes:
            self._check(write)
        self.commits += 1
        done = [self._apply(write) for write in writes]
        if self.lose_answers:
            self.lose_answers -= 1
            raise UnavailableError
        return done

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        """Return documents with this value in the order of their names."""
        await self._pass()
        found = [one for one in self._with(collection, field, value) if one.id.name > after]
        return sorted(found, key=lambda one: one.id.name)[:limit]

    async def having_any(
        self, collection: str, field: str, values: Sequence[str], *, limit: int
    ) -> list[Document]:
        """Return documents with one of these values in the order of their names."""
        assert 0 < len(values) <= MOST_VALUES
        await self._pass()
        found = [one for value in values for one in self._with(collection, field, value)]
        return sorted(found, key=lambda one: one.id.name)[:limit]

    async def listed(self, collection: str, *, after: str = "", limit: int) -> list[Document]:
        """Return a collection's documents in the order of their names."""
        await self._pass()
        found = [
            one
            for one in self.stored.values()
            if one.id.collection == collection and one.id.name > after
        ]
        return sorted(found, key=lambda one: one.id.name)[:limit]

    async def count(self, collection: str, field: str, value: str) -> int:
        """Return how many documents have this value."""
        await self._pass()
        return len(self._with(collection, field, value))

    def _with(self, collection: str, field: str, value: str) -> list[Document]:
        return [
            one
            for one in self.stored.values()
            if one.id.collection == collection and one.fields.get(field) == value
        ]

    async def due(  # noqa: PLR0913 - as the port says
        self,
        collection: str,
        first: str,
        last: str,
        *,
        after: Due | None = None,
        limit: int,
        field: str = "due",
    ) -> list[Due]:
        """Return documents whose field lies between the two."""
        await self._pass()
        found = [
            Due(one.id, one.version, str(one.fields[field]))
            for one in self.stored.values()
            if one.id.collection == collection and first <= str(one.fields.get(field, "")) <= last
        ]
        behind = ("", "") if after is None else (after.value, after.id.name)
        ordered = sorted((one.value, one.id.name, one) for one in found)
        return [one for *place, one in ordered if tuple(place) > behind][:limit]

    async def _pass(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise UnavailableError

    def _check(self, write: Write) -> None:
        there = self.stored.get(write.id)
        if isinstance(write, Create) and there is not None:
            raise ContendedError
        if isinstance(write, Set) and there is None:
            raise ContendedError
        seen = write.version if isinstance(write, Replace | Delete) else None
        if seen is not None and (there is None or there.version != seen):
            raise ContendedError

    def _apply(self, write: Write) -> Committed:
        self._version += 1
        version = Version((self._version, 0))
        if isinstance(write, Delete):
            self.stored.pop(write.id, None)
            return Committed(version)
        if isinstance(write, Add):
            before = self.stored.get(write.id)
            old: Mapping[str, Value] = before.fields if before else {}
            count = old.get(write.number, 0)
            total = write.by + (count if isinstance(count, int) else 0)
            fields: Fields = {**old, **write.beside, write.number: total}
            self.stored[write.id] = Document(write.id, fields, version)
            return Committed(version, total)
        there = self.stored.get(write.id)
        whole = dict(write.fields)
        if isinstance(write, Set) and there is not None:
            whole = {**there.fields, **whole}
        if there is not None and there.fields == whole:
            return Committed(there.version)
        self.stored[write.id] = Document(write.id, whole, version)
        return Committed(version)


class FakeKeyService:
    """A key service that wraps by looking up: nobody else's ciphertext opens."""

    def __init__(self) -> None:
        self.calls = 0
        self.down = False
        self._wrapped: dict[bytes, tuple[bytes, bytes]] = {}

    async def encrypt(self, plaintext: bytes, *, bound_to: bytes) -> bytes:
        """Return a ticket for the plaintext."""
        await self._pass()
        ticket = f"ticket-{len(self._wrapped)}".encode()
        self._wrapped[ticket] = (plaintext, bound_to)
        return ticket

    async def decrypt(self, ciphertext: bytes, *, bound_to: bytes) -> bytes:
        """Return the plaintext of a ticket."""
        await self._pass()
        plaintext, original = self._wrapped.get(ciphertext, (b"", b"\x00no ticket"))
        if original != bound_to:
            raise IntegrityError
        return plaintext

    async def _pass(self) -> None:
        await asyncio.sleep(0)
        self.calls += 1
        if self.down:
            raise UnavailableError


Story = Callable[[Asked], Awaitable[Report]]


@dataclass
class ScriptedCarrier:
    """A carrier that does what the test says, and counts."""

    story: Story
    code: str = "dhl"
    daily_budget: int | None = None
    standing: SupplierStanding = SupplierStanding.OPEN
    asked: list[Asked] = field(default_factory=list)
    askers: list[Asker] = field(default_factory=list)

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Tell the story."""
        del deadline
        self.asked.append(asked)
        self.askers.append(asker)
        return await self.story(asked)

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Forget nothing."""


@dataclass
class ScriptedAggregator:
    """An aggregator that does what the test says; it stores what it was asked for."""

    story: Story
    code: str = "seventeen_track"
    standing: SupplierStanding = SupplierStanding.OPEN
    kept: list[tuple[str, Asked]] = field(default_factory=list)
    down: bool = False

    def of(self, carrier: str) -> ScriptedCarrier:
        """Return one carrier as this aggregator answers for it."""
        del carrier
        return ScriptedCarrier(self.story, code=self.code, standing=self.standing)

    def pushed(self, message: bytes, signature: str) -> Pushed | None:
        """Push nothing."""

    async def stored(self, *, deadline: Deadline) -> Sequence[tuple[str, Asked]]:
        """Return what it stores."""
        if self.down or deadline.passed:
            raise SupplierError
        return tuple(self.kept)

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        """Delete."""
        if self.down or deadline.passed:
            raise SupplierError
        for one in parcels:
            self.kept.remove(one)


class MemoryObjects:
    """A bucket in memory, held to the same contract as Cloud Storage."""

    def __init__(self, root: str = "buckets/agogopost-eu") -> None:
        self.root = root
        self.stored: dict[str, bytes] = {}
        self.down = False
        self._versions: dict[str, tuple[int, bytes]] = {}
        self._version = 0

    async def get(self, name: str) -> bytes | None:
        """Return an object."""
        await self.pass_()
        return self.stored.get(name)

    async def version(self, name: str) -> int | None:
        """Return an object's version."""
        await self.pass_()
        return self._seen(name)

    async def put(self, name: str, content: bytes, *, version: int | None = None) -> None:
        """Write an object."""
        await self.pass_()
        if version is not None and self._seen(name) != version:
            raise ConflictError
        self.stored[name] = content

    def _seen(self, name: str) -> int | None:
        """Return the version of what is there; content that nobody has seen gets a new one."""
        content = self.stored.get(name)
        if content is None:
            self._versions.pop(name, None)
            return None
        known = self._versions.get(name)
        if known is None or known[1] is not content:
            self._version += 1
            known = self._versions[name] = self._version, content
        return known[0]

    @asynccontextmanager
    async def creating(
        self, name: str, *, media_type: str, most_bytes: int
    ) -> AsyncIterator["MemoryWriting"]:
        """Write an object piece by piece."""
        del media_type
        writing = MemoryWriting(self, most_bytes)
        yield writing
        await self.pass_()
        if name in self.stored:
            raise ConflictError
        self.stored[name] = b"".join(writing.pieces)

    async def names(self, prefix: str) -> list[str]:
        """Return the names that begin so."""
        await self.pass_()
        return sorted(name for name in self.stored if name.startswith(prefix))

    async def delete(self, name: str) -> bool:
        """Delete an object."""
        await self.pass_()
        return self.stored.pop(name, None) is not None

    async def pass_(self) -> None:
        """Let others go first, and fail if it is down."""
        await asyncio.sleep(0)
        if self.down:
            raise UnavailableError


class MemoryWriting:
    """An object while it is being written in memory."""

    def __init__(self, objects: MemoryObjects, most_bytes: int) -> None:
        self.pieces: list[bytes] = []
        self._objects, self._left = objects, most_bytes

    async def write(self, chunk: bytes) -> None:
        """Write the next piece."""
        await self._objects.pass_()
        self._left -= len(chunk)
        if self._left < 0:
            msg = "the object would be longer than was allowed"
            raise ValueError(msg)
        self.pieces.append(chunk)


class MemoryJobs:
    """Topics in memory, held to the same contract as Pub/Sub; nothing is pushed by itself."""

    def __init__(self) -> None:
        self.published: list[tuple[Topic, dict[str, str]]] = []
        self.down = False
        self.lose_answers = 0
        """How many messages are still to be taken without an answer."""

    async def publish(self, topic: Topic, message: Mapping[str, str]) -> None:
        """Take a message."""
        await asyncio.sleep(0)
        if self.down:
            raise UnavailableError
        taken: dict[str, str] = json.loads(encoded(message))
        self.published.append((topic, taken))
        if self.lose_answers:
            self.lose_answers -= 1
            raise UnavailableError
