"""The nightly run over ever more people, of whom a tenth has something that has ended."""

import asyncio
import json
import secrets
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import grpc.aio

from infra.local.stack.parts import PROJECT
from infra.local.stack.process import ROOT
from shared.people.person.model import Person
from shared.people.usage.model import Traces
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import MAX_WRITES, Create, DocumentId, Fields
from shared.privacy.describe import Database
from shared.privacy.retention import SHARDS, due
from tests.bench.baselines.database import DATABASE
from tests.bench.load import BenchError
from tests.bench.measure import Figure, Goal, Measure, Row, Sample, Samples, alternately, compared
from tests.bench.plots import plot
from tests.bench.stand import REGION, Stand

TITLE = "the nightly run over n people, a tenth of whom has something that has ended"
_SIZES = {1_000: 3, 10_000: 3, 100_000: 3}
"""People, and in how many rounds."""
_TENTH = 10
_DOCS, _CPU = Measure("docs", "/s", "documents per second"), Measure("cpu", "ms", "CPU")
FAST, LEAN = Goal(">=", 0.8), 20.0
_SECONDS = 300.0


async def run(stand: Stand) -> Row:
    """Measure whole runs, each in a process of its own, on the embedded Firestore.

    That one finds by an index, as Firestore does; Google's emulator reads a whole collection for
    each query.
    """
    with Stand(tiny=stand.tiny, emulators="embedded") as own:
        return await _run(own)


async def _run(stand: Stand) -> Row:
    night, figures = _Night(stand), list[Figure]()
    lines: dict[str, dict[str, list[tuple[float, float]]]] = {"docs": {}, "memory": {}}
    stored = 0
    for people, rounds in _SIZES.items() if not stand.tiny else {100: 1}.items():
        await night.store(people - stored)
        stored = people
        sides = {"ours": night.ours, "plain": night.plain}
        night.due = people // _TENTH
        samples = await alternately(sides, rounds)
        figures += _figures(people, samples)
        for key, by_side in lines.items():
            for name, came in samples.items():
                middle = statistics.median(one[key] for one in came)
                by_side.setdefault(name, []).append((people, middle))
    figures.append(_memory(lines["memory"]["ours"]))
    plots = {
        "sweep-docs.svg": plot("The nightly run", "people", "documents per second", lines["docs"]),
        "sweep-memory.svg": plot("The nightly run", "people", "MB at most", lines["memory"]),
    }
    return Row("sweep", TITLE, figures, [f"Firestore: {stand.emulators}"], plots=plots)


class _Night:
    """Runs one side at a time, each over documents of its own."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        channel = grpc.aio.insecure_channel(stand.stack.ports.host_of("firestore"))
        names = {"ours": f"{REGION}-{Database.DATA}", "plain": DATABASE}
        self._databases = {
            side: FirestoreDocuments(channel, project=PROJECT, database=name)
            for side, name in names.items()
        }
        self._ranges: Sequence[Sequence[str]] = ()
        self.due = 0
        """How many documents are due each night."""

    async def store(self, people: int) -> None:
        """Store so many people more, with a record each that is not due yet."""
        later = datetime.now(UTC) + timedelta(days=60)
        for documents in self._databases.values():
            for collection in (Person.collection, Traces.collection):
                await _fill(documents, (_made(collection, later, n) for n in range(people)))

    async def ours(self) -> Sample:
        """Have what is due deleted by our run of today."""
        await self._make_due("ours")
        today = datetime.now(UTC).date().isoformat()
        told = await _told("tests.bench.sweeping", today, self._stand.environment)
        self._ranges = told.pop("ranges")
        return self._sample(told)

    async def plain(self) -> Sample:
        """Have the same deleted by the same queries and commits."""
        await self._make_due("plain")
        with TemporaryDirectory() as folder:
            file = Path(folder) / "ranges.json"
            _put(self._ranges, file)
            module = "tests.bench.baselines.sweeping"
            return self._sample(await _told(module, str(file), self._stand.plain_environment))

    async def _make_due(self, side: str) -> None:
        past = datetime.now(UTC) - timedelta(days=3)
        made = (_made(Traces.collection, past, n) for n in range(self.due))
        await _fill(self._databases[side], made)

    def _sample(self, told: Mapping[str, float]) -> Sample:
        if told["deletes"] != self.due:
            message = f"{told['deletes']} were deleted, and {self.due} were due"
            raise BenchError(message)
        return {**told, "docs": self.due / told["seconds"], "cpu": told["cpu"] * 1000}


def _made(collection: str, ends: datetime, number: int) -> Create:
    """Return a document as it looks from outside; nobody opens it."""
    fields: Fields = {
        "v": 1,
        "owner_id": secrets.token_hex(16),
        "sealed": {"traces": secrets.token_bytes(120)},
        "at": ends - timedelta(days=90),
        "expires": ends,
        "due": due(ends, shard=number % SHARDS),
    }
    return Create(DocumentId(collection, secrets.token_hex(16)), fields)


async def _fill(documents: FirestoreDocuments, made: Iterable[Create]) -> None:
    batch: list[Create] = []
    for one in made:
        batch.append(one)
        if len(batch) == MAX_WRITES:
            await documents.commit(batch)
            batch = []
    if batch:
        await documents.commit(batch)


async def _told(module: str, argument: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run a program and return what the last line of its standard error tells, as JSON."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, argument, cwd=ROOT, env={**_ENVIRONMENT, **environment},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, told = await asyncio.wait_for(process.communicate(), _SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        message = f"{module} failed: {told.decode()[-500:]}"
        raise BenchError(message)
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


_ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def _put(ranges: Sequence[Sequence[str]], file: Path) -> None:
    file.write_text(json.dumps(ranges), encoding="utf-8")


def _figures(people: int, samples: Samples) -> list[Figure]:
    what = f"{people:,} people"
    first, plain = samples["ours"][0], samples["plain"][0]
    return [
        compared(what, samples, "plain", _DOCS, FAST),
        compared(what, samples, "plain", _CPU),
        *(
            Figure(f"{what}: {key}", "", first[key], "plain", plain[key])
            for key in ("reads", "writes", "deletes")
        ),
    ]


def _memory(line: Sequence[tuple[float, float]]) -> Figure:
    (least, before), (most, after) = line[0], line[-1]
    what = f"memory at {most:,} people, over that at {least:,}"
    return Figure(what, "MB", after - before, goal=Goal("<=", LEAN))
