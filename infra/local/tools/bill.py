"""What Firestore would bill for: counted in a gateway, read by whoever started it.

A gateway that is started with GATEWAY_PLUGIN=infra.local.tools.bill counts into its region's file
in the folder BILLS: a few bytes of shared memory, which can be read at any time. Prices: a document
read, also one that is not there; a query at least one; a count one for every thousand; a write or
delete each one (https://cloud.google.com/firestore/pricing).
"""

import mmap
import os
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import Delete, Write

_FORM = struct.Struct("<3q")
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


def read_bill(file: Path) -> Billed:
    """Return what a gateway has counted until now."""
    return Billed(*_FORM.unpack(file.read_bytes()))


def new_bill(folder: Path, region: str) -> Path:
    """Make the file that a region's gateway counts into."""
    file = folder / region
    file.write_bytes(_FORM.pack(0, 0, 0))
    return file


def _bill(file: Path) -> None:
    """Have every call of this process counted, once it is answered."""
    with file.open("r+b") as opened:
        memory = mmap.mmap(opened.fileno(), _FORM.size)

    def add(cost: Billed) -> None:
        total = Billed(*_FORM.unpack_from(memory)) + cost
        _FORM.pack_into(memory, 0, total.reads, total.writes, total.deletes)

    def billed(real: _Call, cost: Callable[[Any, Any], Billed]) -> _Call:
        async def call(of: FirestoreDocuments, *asked: Any, **named: Any) -> Any:  # noqa: ANN401 - any method's
            came = await real(of, *asked, **named)
            add(cost(asked[0], came))
            return came

        return call

    costs: dict[str, Callable[[Any, Any], Billed]] = {
        "get": lambda asked, _: Billed(reads=len(asked)),
        "commit": lambda asked, _: committed(asked),
        "count": lambda _, came: counted(came),
        **dict.fromkeys(("having", "having_any", "listed", "due"), lambda _, came: queried(came)),
    }
    for name, cost in costs.items():
        setattr(FirestoreDocuments, name, billed(getattr(FirestoreDocuments, name), cost))


if "BILLS" in os.environ:
    _bill(Path(os.environ["BILLS"]) / os.environ["REGION"])
