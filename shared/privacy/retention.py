"""When a record's time is over, as something a database can search cheaply.

A record that ends carries ``due``: two hexadecimal digits of a random shard and the day after
which it goes (``0f20270301``). It is the only indexed field. Finding what is due is one range query
per shard and costs what is due, not what is stored; and because the shard comes first, writes of
one day spread over the index instead of piling up at its end.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from shared.privacy.describe import Record, Retention

SHARDS = 16
"""Enough for 8,000 writes a second to a collection, at 500 for each; a night asks for each of every
collection, so more of them cost more whatever is due."""
_FLOOR = timedelta(hours=1)


def due(ends: datetime, *, shard: int) -> str:
    """Return the value of ``due`` for a record that ends then. ``shard`` is chance: 0 to 15."""
    return f"{shard % SHARDS:02x}{ends:%Y%m%d}"


def shard_of(name: str) -> int:
    """Return the shard of a record whose name is a keyed hash in hex: chance enough."""
    return int(name[:2], 16)


def due_range(shard: int, today: date) -> tuple[str, str]:
    """Return the first and the last value of ``due`` that lie before a day."""
    prefix = f"{shard % SHARDS:02x}"
    return f"{prefix}00000000", f"{prefix}{today - timedelta(days=1):%Y%m%d}"


def retentions(record: type[Record]) -> Iterator[Retention]:
    """Yield every retention that a record class names.

    Raises:
        ValueError: One is shorter than an hour: surely a mistyped setting, and it would erase all.
    """
    for about in record.described.values():
        if about.keep.period < _FLOOR:
            msg = f"{record.__name__}: {about.keep.id} is under the floor of {_FLOOR}"
            raise ValueError(msg)
        yield about.keep


def ends_by_itself(record: type[Record]) -> bool:
    """Tell whether a record class has an end that the nightly run finds by ``due``.

    One with ``due`` alone is found by it too, but by a job of its own, which looks before it acts.
    """
    return {"due", "expires"} <= record.described.keys()
