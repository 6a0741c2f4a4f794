"""GDPRbench's mixes of a customer and of a controller (Shastri and others, VLDB 2020).

Over the records of people who have an account: a record's content is sealed, its metadata, until
when it is kept, stand in clear. Each operation is a request of its own.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from infra.local.tools.bill import Billed
from shared.kernel.clock import began, begun_at
from shared.people.usage.model import Traces
from shared.platform.records.ahead import reading_ahead
from shared.platform.records.port import Write
from shared.platform.records.sealed import Slot
from shared.privacy.purposes import ANALYTICS
from shared.privacy.retention import due, shard_of
from shared.setup.people import PeopleParts
from shared.setup.settings import Settings
from tests.bench.baselines.database import TRACES
from tests.bench.baselines.records import PlainRecords
from tests.bench.billing import BilledCloud
from tests.bench.measure import Figure, Goal, Measure, Row, Sample, Samples, alternately, compared
from tests.bench.stand import Stand

TITLE = "GDPRbench: records of people through the records layer"
CUSTOMER = {"read": 20, "read_metadata": 20, "update": 20, "update_metadata": 20, "delete": 20}
CONTROLLER = {"create": 25, "delete": 25, "update_metadata": 50}
_PEOPLE, _RECORDS, _OPERATIONS, _ROUNDS = 1_000, 10_000, 400, 9
_AT_ONCE = 8
_IN_ONE_COMMIT = 250
_OPS = Measure("ops", "/s", "operations per second")
_CPU = Measure("cpu", "ms", "CPU per operation")
ENOUGH = Goal(">=", 0.85)
_SEEN, _OTHER = ("page:home", "click:track"), ("page:parcel",)


class Mixed(Protocol):
    """Records that the mixes can be run over."""

    async def read(self, owner: str, name: str) -> None:
        """Read what a record says."""

    async def read_metadata(self, owner: str, name: str) -> None:
        """Read what is said about it."""

    async def update(self, owner: str, name: str) -> None:
        """Change what it says."""

    async def update_metadata(self, owner: str, name: str) -> None:
        """Change until when it is kept."""

    async def delete(self, owner: str, name: str) -> None:
        """Delete it."""

    async def create(self, owner: str, name: str) -> None:
        """Write one."""

    @property
    def billed(self) -> Billed:
        """What was billed until now."""


class _Ours:
    """Our records layer."""

    def __init__(self, platform: BilledCloud) -> None:
        self._platform, self._clock = platform, platform.clock
        self._parts = PeopleParts(platform)
        self._records = self._parts.of_people(Traces)

    @property
    def billed(self) -> Billed:
        return self._platform.bill.total

    async def store(self, owners: Sequence[str], named: Mapping[str, str]) -> None:
        """Make these people's keys, and write their records."""
        for some in _chunks(owners, _AT_ONCE):
            await asyncio.gather(*map(self._parts.person_keys.make, some))
            await asyncio.gather(*map(self._parts.person_keys.confirm, some))
        for names in _chunks(list(named), _IN_ONE_COMMIT):
            writes: list[Write] = []
            for name in names:
                record = self._made(named[name], name)
                place: Slot[Traces] = Slot(name, None, None)
                writing = await self._records.writing(named[name], place, record)
                writes += writing.writes
            await self._parts.data.commit(writes)

    async def read(self, owner: str, name: str) -> None:
        assert (await self._slot(owner, name)).record is not None

    async def read_metadata(self, owner: str, name: str) -> None:
        assert (await self._records.clear(name))["owner_id"] == owner

    async def update(self, owner: str, name: str) -> None:
        await self._change(owner, name, seen=_OTHER)

    async def update_metadata(self, owner: str, name: str) -> None:
        ends = self._ends() + timedelta(days=1)
        await self._change(owner, name, expires=ends, due=due(ends, shard=shard_of(name)))

    async def delete(self, owner: str, name: str) -> None:
        await self._records.delete(await self._slot(owner, name))

    async def create(self, owner: str, name: str) -> None:
        await self._records.create(owner, name, self._made(owner, name))

    async def _slot(self, owner: str, name: str) -> Slot[Traces]:
        return await self._records.get(owner, name, ANALYTICS)

    async def _change(self, owner: str, name: str, **new: object) -> None:
        """Change a record; the key is read beside it, as by every request that changes anything."""
        async with reading_ahead():
            self._parts.person_keys.expect(owner, since=began())
            slot = await self._slot(owner, name)
            assert slot.record is not None
            await self._records.put(owner, slot, slot.record.model_copy(update=new))

    def _made(self, owner: str, name: str) -> Traces:
        ends = self._ends()
        return Traces(
            owner_id=owner,
            seen=_SEEN,
            at=self._clock.now(),
            expires=ends,
            due=due(ends, shard=shard_of(name)),
        )

    def _ends(self) -> datetime:
        return self._clock.now() + timedelta(days=90)

    def request(self) -> float:
        """Return when a request begins now."""
        return self._clock.ticks()


class _Plain:
    """Plain documents."""

    def __init__(self, stand: Stand) -> None:
        self._database = stand.plain_database()
        self._records = PlainRecords(self._database)

    @property
    def billed(self) -> Billed:
        tally = self._records.tally
        return Billed(tally.reads, tally.writes, tally.deletes)

    async def store(self, named: Mapping[str, str]) -> None:
        now = datetime.now(UTC)
        for names in _chunks(list(named), _IN_ONE_COMMIT):
            batch = self._database.batch()
            for name in names:
                record = {"owner_id": named[name], "seen": list(_SEEN)}
                times = {"at": now, "expires": now + timedelta(days=90)}
                batch.create(self._database.collection(TRACES).document(name), record | times)
            await batch.commit()

    async def read(self, owner: str, name: str) -> None:
        assert await self._records.read(owner, name)

    async def read_metadata(self, owner: str, name: str) -> None:
        assert await self._records.read_metadata(owner, name)

    async def update(self, owner: str, name: str) -> None:
        await self._records.update(owner, name, list(_OTHER))

    async def update_metadata(self, owner: str, name: str) -> None:
        await self._records.update_metadata(owner, name, datetime.now(UTC) + timedelta(days=91))

    async def delete(self, owner: str, name: str) -> None:
        await self._records.delete(owner, name)

    async def create(self, owner: str, name: str) -> None:
        now = datetime.now(UTC)
        await self._records.create(owner, name, list(_SEEN), now, now + timedelta(days=90))


async def run(stand: Stand) -> Row:
    """Run both mixes over the records of existing people."""
    owners = [secrets.token_hex(16) for _ in range(stand.size(_PEOPLE, 5))]
    number = stand.size(_RECORDS, 100)
    ours, plain = _Ours(BilledCloud(Settings.of(stand.environment))), _Plain(stand)
    named = {secrets.token_hex(16): owners[n % len(owners)] for n in range(number)}
    await ours.store(owners, named)
    await plain.store(named)
    mixing = {"ours": _Mixing(ours, owners, named, ours.request)}
    mixing["plain"] = _Mixing(plain, owners, named, ours.request)
    figures: list[Figure] = []
    for name, mix in (("customer", CUSTOMER), ("controller", CONTROLLER)):
        size = stand.size(_OPERATIONS, 20)
        sides = {side: one.side(mix, size) for side, one in mixing.items()}
        for side in sides.values():
            await side()  # warm
        figures += _figures(name, await alternately(sides, stand.size(_ROUNDS, 1)))
    return Row("gdpr", TITLE, figures, [f"Firestore: {stand.emulators}"])


class _Mixing:
    """Runs mixes over one side's records: on both sides the same operations on the same ones."""

    def __init__(
        self,
        records: Mixed,
        owners: Sequence[str],
        named: Mapping[str, str],
        ticks: Callable[[], float],
    ) -> None:
        self._records, self._owners, self._ticks = records, owners, ticks
        self._named, self._chance = dict(named), random.Random(2020)  # noqa: S311 - no secret

    def side(self, mix: Mapping[str, int], size: int) -> Callable[[], Awaitable[Sample]]:
        """Return a side that does so many operations of a mix."""

        async def side() -> Sample:
            operations = iter(self._operations(mix, size))
            before = self._records.billed
            cpu, began = time.process_time(), time.perf_counter()
            await asyncio.gather(*(self._work(operations) for _ in range(_AT_ONCE)))
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
            billed = self._records.billed - before
            each = {"reads": billed.reads, "writes": billed.writes, "deletes": billed.deletes}
            per = {key: value / size for key, value in each.items()}
            return {"ops": size / seconds, "cpu": cpu * 1000 / size, **per}

        return side

    def _operations(self, mix: Mapping[str, int], size: int) -> list[tuple[str, str, str]]:
        """Return operations with owner and record; no record is in two of them."""
        kinds = [kind for kind, share in mix.items() for _ in range(share * size // 100)]
        self._chance.shuffle(kinds)
        names = self._chance.sample(list(self._named), len(kinds))
        chosen: list[tuple[str, str, str]] = []
        for kind, name in zip(kinds, names, strict=True):
            if kind == "create":
                fresh, owner = f"{self._chance.getrandbits(128):032x}", self._named[name]
                self._named[fresh] = owner
                chosen.append((kind, owner, fresh))
                continue
            chosen.append((kind, self._named[name], name))
            if kind == "delete":
                del self._named[name]
        return chosen

    async def _work(self, operations: Iterator[tuple[str, str, str]]) -> None:
        for kind, owner, name in operations:
            with begun_at(self._ticks()):
                await getattr(self._records, kind)(owner, name)


def _figures(name: str, samples: Samples) -> list[Figure]:
    figures = [
        compared(name, samples, "plain", _OPS, ENOUGH),
        compared(name, samples, "plain", _CPU),
    ]
    for key in ("reads", "writes", "deletes"):
        ours, theirs = (
            sum(one[key] for one in samples[side]) / len(samples[side])
            for side in ("ours", "plain")
        )
        figures.append(Figure(f"{name}: {key} per operation", "", ours, "plain", theirs))
    return figures


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]
