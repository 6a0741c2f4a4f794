"""What Firestore would bill for: counted in a gateway, read by whoever started it.

A gateway that is started with GATEWAY_PLUGIN=infra.local.tools.bill counts into its region's file
in the folder BILLS: a few bytes of shared memory, which can be read at any time, with a line for
each collection and one for its counts. Prices: a document read, also one that is not there; a query
at least one; a count one for every thousand; a write or delete each one
(https://cloud.google.com/firestore/pricing).
"""

import mmap
import os
import struct
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import Delete, DocumentId, Write

COUNTS_OF = "counts of "
"""Before the collection's name, in the line of its counts."""
_FORM = struct.Struct("<40s3q")
_LINES = 64
_COUNTED_AT_ONCE = 1000
_Call = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Billed:
    """Documents read, written and deleted."""

    reads: int = 0
    writes: int = 0
    deletes: int = 0

    def __add__(self, other: "Billed") -> "Billed":
        return Billed(
            self.reads + other.reads, self.writes + other.writes, self.deletes + other.deletes
        )

    def __sub__(self, other: "Billed") -> "Billed":
        return self + Billed(-other.reads, -other.writes, -other.deletes)

    def __str__(self) -> str:
        return f"{self.reads:,} reads, {self.writes:,} writes, {self.deletes:,} deletes"


def committed(writes: Sequence[Write]) -> Billed:
    """Return what a commit costs."""
    deletes = sum(isinstance(one, Delete) for one in writes)
    return Billed(writes=len(writes) - deletes, deletes=deletes)


def queried(came: Sequence[object]) -> Billed:
    """Return what a query costs."""
    return Billed(reads=max(1, len(came)))


def counted(number: int) -> Billed:
    """Return what a count costs."""
    return Billed(reads=max(1, -(-number // _COUNTED_AT_ONCE)))


def read_lines(file: Path) -> dict[str, Billed]:
    """Return what a gateway has counted until now, by collection; counts of one are apart."""
    rows = _FORM.iter_unpack(file.read_bytes())
    named = ((bytes(name).rstrip(b"\0").decode(), numbers) for name, *numbers in rows)
    return {name: Billed(*numbers) for name, numbers in named if name}


def read_bill(file: Path) -> Billed:
    """Return what a gateway has counted until now."""
    return sum(read_lines(file).values(), Billed())


def new_bill(folder: Path, region: str) -> Path:
    """Make the file that a region's gateway counts into."""
    file = folder / region
    file.write_bytes(bytes(_FORM.size * _LINES))
    return file


class _Lines:
    """A bill that is written to."""

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), _FORM.size * _LINES)
        self._places = {name: place for place, name in enumerate(read_lines(file))}

    def add(self, name: str, cost: Billed) -> None:
        """Add to a line, which is begun if there is none of the name."""
        place = _FORM.size * self._places.setdefault(name, len(self._places))
        _, *numbers = _FORM.unpack_from(self._memory, place)
        total = Billed(*numbers) + cost
        written = (name.encode(), total.reads, total.writes, total.deletes)
        _FORM.pack_into(self._memory, place, *written)


def _of_reads(ids: Sequence[DocumentId], _: object) -> Iterator[tuple[str, Billed]]:
    for one in ids:
        yield one.collection, Billed(reads=1)


def _of_commit(writes: Sequence[Write], _: object) -> Iterator[tuple[str, Billed]]:
    of: Mapping[str, list[Write]] = defaultdict(list)
    for one in writes:
        of[one.id.collection].append(one)
    yield from ((name, committed(some)) for name, some in of.items())


def _of_count(collection: str, came: int) -> Iterator[tuple[str, Billed]]:
    yield f"{COUNTS_OF}{collection}", counted(came)


def _of_query(collection: str, came: Sequence[object]) -> Iterator[tuple[str, Billed]]:
    yield collection, queried(came)


_Cost = Callable[[Any, Any], Iterator[tuple[str, Billed]]]
_COSTS: Mapping[str, _Cost] = {
    "get": _of_reads,
    "commit": _of_commit,
    "count": _of_count,
    **dict.fromkeys(("having", "having_any", "listed", "due"), _of_query),
}


def _bill(file: Path) -> None:
    """Have every call of this process counted, once it is answered."""
    lines = _Lines(file)

    def billed(real: _Call, cost: _Cost) -> _Call:
        async def call(of: FirestoreDocuments, *asked: Any, **named: Any) -> Any:  # noqa: ANN401 - any method's
            came = await real(of, *asked, **named)
            for name, one in cost(asked[0], came):
                lines.add(name, one)
            return came

        return call

    for name, cost in _COSTS.items():
        setattr(FirestoreDocuments, name, billed(getattr(FirestoreDocuments, name), cost))


if "BILLS" in os.environ:
    _bill(Path(os.environ["BILLS"]) / os.environ["REGION"])
