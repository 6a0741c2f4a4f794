"""The data map: every field of every record class, made from the descriptions.

It is what ``GET /v1/data-map`` publishes, and what the tests hold every stored byte against.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.kernel.clock import DAY
from shared.privacy.describe import Description, Erase, Operational, Personal, Record


@dataclass(frozen=True, slots=True)
class Line:
    """One field as the data map shows it."""

    database: str
    collection: str
    field: str
    owner: str
    kind: str
    """One of the policy's kinds, or ``operational``: says nothing about anyone."""
    holds: str
    purpose: str | None
    basis: str | None
    retention: str
    retention_days: float
    counted_from: str
    protection: str
    """``sealed``, or ``clear: <why>``."""
    erasure: str


def lines(records: Iterable[type[Record]]) -> list[Line]:
    """Return the map of some record classes, in their order."""
    return [
        line
        for record in records
        for name, about in record.described.items()
        for line in _lines_of(record, name, about)
    ]


def lookup_collection(record: type[Record], field: str) -> str:
    """Return the collection that holds the blind index of a field."""
    return f"{record.collection}_by_{field}"


def _lines_of(record: type[Record], name: str, about: Description) -> list[Line]:
    if isinstance(about, Operational):
        return [_operational(record, name, about)]
    line = _personal(record, name, about)
    if not about.lookup:
        return [line]
    index = replace(
        line,
        collection=lookup_collection(record, name),
        field="ref",
        holds=f"which record has this {name}",
        protection="keyed blind index (HMAC-SHA-256)",
    )
    return [line, index]


def _personal(record: type[Record], name: str, about: Personal) -> Line:
    return Line(
        database=record.database,
        collection=record.collection,
        field=name,
        owner=record.owner,
        kind=about.kind,
        holds=about.holds,
        purpose=about.purpose.id,
        basis=about.purpose.basis,
        retention=about.keep.id,
        retention_days=about.keep.period / DAY,
        counted_from=about.keep.since,
        protection="sealed" if about.clear is None else f"clear: {about.clear}",
        erasure=about.erase,
    )


def _operational(record: type[Record], name: str, about: Operational) -> Line:
    return Line(
        database=record.database,
        collection=record.collection,
        field=name,
        owner=record.owner,
        kind="operational",
        holds=about.why,
        purpose=None,
        basis=None,
        retention=about.keep.id,
        retention_days=about.keep.period / DAY,
        counted_from=about.keep.since,
        protection="clear: says nothing about anyone",
        erasure=Erase.DROP,
    )
