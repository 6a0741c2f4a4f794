"""Erasing a person with ever more records: time, and what Firestore bills."""

import secrets
import statistics
import time
from datetime import timedelta
from functools import partial
from typing import Any

from google.cloud.firestore import AsyncClient

from infra.local.tools.bill import Billed
from shared.kernel.clock import DAY, Deadline
from shared.parcels.follows.model import Follow
from shared.people.accounts.devices import Device
from shared.people.person.disclosures import Disclosure, What
from shared.people.usage.model import Interests, Traces
from shared.platform.records.port import Write
from shared.platform.records.sealed import Slot
from shared.privacy.describe import Record
from shared.rights.erasure.model import ErasureStage, Why
from shared.setup.erasure import ErasureParts
from shared.setup.settings import Settings
from tests.bench import people
from tests.bench.baselines.erasing import KEYS, Erasing
from tests.bench.billing import BilledCloud
from tests.bench.measure import (
    Figure,
    Goal,
    Measure,
    Row,
    Sample,
    Samples,
    alternately,
    compared,
)
from tests.bench.plots import plot
from tests.bench.stand import Stand

TITLE = "erasing a person with d records"
_SIZES = {10: 7, 100: 5, 1000: 3}
"""Records, and in how many rounds."""
_IN_ONE_COMMIT = 100
TIME, _CPU = Measure("ms", "ms", "time"), Measure("cpu", "ms", "CPU")
SOON = Goal("<=", 1.2)
_BUCKETS = "plain, buckets"
_STEPS = len(ErasureStage)


async def run(stand: Stand) -> Row:
    """Measure it from the tombstone to the receipt's end, without the pause in between."""
    settings = Settings.of({**stand.environment, "DELETION_SETTLE": "0"})
    parts = ErasureParts(platform := BilledCloud(settings))
    erasing = _Erasing(stand, parts, platform)
    figures: list[Figure] = []
    counts: dict[str, dict[str, float]] = {}
    lines: dict[str, dict[str, list[tuple[float, float]]]] = {"ms": {}, "reads": {}}
    for size, rounds in _SIZES.items() if not stand.tiny else {10: 1}.items():
        sides = {
            "ours": partial(erasing.ours, size),
            "plain": partial(erasing.plain, size),
            _BUCKETS: partial(erasing.plain, size, buckets=True),
        }
        for side in sides.values():
            await side()  # warm
        samples = await alternately(sides, rounds)
        figures += _figures(size, samples, erasing.mapped)
        counts |= _extension(samples["ours"][0]["there"])
        for key, by_side in lines.items():
            for name, came in samples.items():
                middle = statistics.median(one[key] for one in came)
                by_side.setdefault(name, []).append((size, middle))
    plots = {
        "erase-time.svg": plot("Erasing a person", "records", "ms", lines["ms"]),
        "erase-reads.svg": plot("Erasing a person", "records", "reads billed", lines["reads"]),
    }
    notes = [*_EXTENSION, f"Firestore: {stand.emulators}"]
    return Row("erase", TITLE, figures, notes, counts, plots)


class _Erasing:
    """Makes people with records and erases them, one side at a time."""

    def __init__(self, stand: Stand, parts: ErasureParts, platform: BilledCloud) -> None:
        self._parts, self._platform = parts, platform
        self._buckets = stand.plain_buckets()
        self._database: AsyncClient = stand.plain_database()
        self._collections = [one.record.collection for one in parts.subject_data if one.by_owner]

    @property
    def mapped(self) -> int:
        """How many collections the data map has of people's records."""
        return len(self._parts.subject_data)

    async def ours(self, records: int) -> Sample:
        """Make somebody with so many further records and erase them."""
        parts, bill = self._parts, self._platform.bill
        (somebody,) = await people.ours(parts, 1)
        await fill(parts, somebody.id, records)
        there = sum((await parts.erasure_steps.count(somebody.id)).values())
        before, cpu, began = bill.total, time.process_time(), time.perf_counter()
        receipt, _ = await parts.erasures.begin(somebody.id, Why.ASKED)
        await parts.erasure_worker.run(receipt, Deadline.after(parts.clock, timedelta(minutes=5)))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        billed = bill.total - before
        assert not await parts.erasure_steps.count(somebody.id)
        return _sample(took, cpu, billed, there)

    async def plain(self, records: int, *, buckets: bool = False) -> Sample:
        """Do the same plainly; with or without a look into the buckets."""
        (somebody,) = await people.plain(self._database, 1)
        spread = [one for one in self._collections if one in {kind.collection for kind in _KINDS}]
        batch = self._database.batch()
        batch.set(self._database.collection(KEYS).document(somebody.id), {"key": b"0" * 60})
        for number in range(records):
            place = self._database.collection(spread[number % len(spread)])
            record = {"owner_id": somebody.id, "told": "t" * 200}
            batch.set(place.document(secrets.token_hex(16)), record)
        await batch.commit()
        erasing = Erasing(
            self._database, somebody.id, self._collections, self._buckets if buckets else ()
        )
        cpu, began = time.process_time(), time.perf_counter()
        await erasing.run()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        tally = erasing.tally
        return _sample(took, cpu, Billed(tally.reads, tally.writes, tally.deletes), records + 3)


def _sample(seconds: float, cpu: float, billed: Billed, there: int) -> Sample:
    return {
        "ms": seconds * 1000,
        "cpu": cpu * 1000,
        "reads": billed.reads,
        "writes and deletes": billed.writes + billed.deletes,
        "there": there,
    }


_KINDS: tuple[type[Record], ...] = (Follow, Device, Traces, Interests, Disclosure)


async def fill(parts: ErasureParts, person: str, records: int) -> None:
    """Give somebody so many records, spread over five kinds."""
    now = parts.clock.now()
    ends = {"expires": now + 30 * DAY, "due": "0020991231"}
    left = {"rev": secrets.token_hex(8), "created": now, "updated": now}
    given = {"whom": "dhl", "data": "number", "subject": "account", "purpose": "tracking"}
    fields = {
        Follow: {"number": "7770000017", "carrier": "dhl", **left},
        Device: {"model": "Pixel 9", "added": now},
        Traces: {"seen": ("page:home",), "at": now, **ends},
        Interests: {"seen": ("habit:late",), "at": now, **ends},
        Disclosure: {"what": What.GIVEN, "at": now, "until": now, **given, **ends},
    }
    writes: list[Write] = []
    for number in range(records):
        kind = _KINDS[number % len(_KINDS)]
        record = kind.model_validate({"owner_id": person, **fields[kind]})
        place: Slot[Any] = Slot(secrets.token_hex(16), None, None)
        writes += (await parts.of_people(kind).writing(person, place, record)).writes
    for first in range(0, len(writes), _IN_ONE_COMMIT):
        await parts.data.commit(writes[first : first + _IN_ONE_COMMIT])


def _figures(size: int, samples: Samples, mapped: int) -> list[Figure]:
    """Return time, CPU, and what is billed: of ours by the bounds, and beside plain."""
    what, first = f"d = {size}", samples["ours"][0]
    there = first["there"]
    bounds = {
        "reads": Goal("<=", there + 3 * mapped + 10),
        "writes and deletes": Goal("<=", there + _STEPS + 8),
    }
    figures = [
        compared(what, samples, other, measure, goal)
        for other in ("plain", _BUCKETS)
        for measure, goal in ((TIME, SOON), (_CPU, None))
    ]
    for key, bound in bounds.items():
        ours, theirs = (
            statistics.median(one[key] for one in samples[side]) for side in ("ours", "plain")
        )
        told = f"{what}, {there:g} there in all: {key}"
        figures.append(Figure(told, "", ours, "plain", theirs, None, bound))
    return figures


_EXTENSION = (
    "delete-user-data keeps no receipt and looks at nothing again; by a field it lists and reads",
    "every document of every collection, so twice all that is stored of anybody comes to its reads",
)


def _extension(there: float) -> dict[str, dict[str, float]]:
    """Return what Firebase's delete-user-data would bill, as its source does it.

    Where each record lies below the person's document, mode ``recursive`` lists and deletes them.
    Where a field of a record says whose it is, it has to discover them: it lists and reads every
    document of every collection, and reads those that it finds once more.
    (https://github.com/firebase/extensions, ``delete-user-data/functions/src/index.ts``.)
    """
    what, told = f"delete-user-data, {there:g} there", {"reads": there, "deletes": there}
    return {f"{what}, below one path": told, f"{what}, by a field, beside all that is stored": told}
