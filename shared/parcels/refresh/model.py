"""How far the wheel has turned, and what is handed out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.lease import Lease
from shared.privacy.describe import Database, Operational, Record, Retention

TICKS = Retention(
    "refresh-tick", 4 * DAY, "the last tick: nothing is further apart than three days"
)
LEASE = Lease(timedelta(seconds=55))
"""How long one coordinator may take: longer than its request."""
AT_ONCE = 400
"""Follows of one message."""
_WHOLE = 1 << 32
_BEFORE_ALL, _BEHIND_ALL = "0", "g"
"""Names are hexadecimal, and longer."""


class RefreshTick(Record, collection="refresh_ticks", database=Database.DATA, owner="the service"):
    """The last tick whose follows were handed out."""

    done: Annotated[int, Operational(keep=TICKS, why="its number, in five minutes since 1970")]
    attempt: Annotated[str, Operational(keep=TICKS, why="who hands out right now")] = ""
    until: Annotated[
        AwareDatetime | None, Operational(keep=TICKS, why="until when nobody else does")
    ] = None
    expires: Annotated[AwareDatetime, Operational(keep=TICKS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=TICKS, why="when the nightly run deletes it")]


@dataclass(frozen=True, slots=True)
class Batch:
    """Follows that are due: those of one place whose names lie in a range."""

    wheel: str
    after: str
    """The name behind which it begins."""
    until: str
    """The name with which it ends."""

    @classmethod
    def all_of(cls, wheel: str, number: int) -> "Iterator[Batch]":
        """Yield the batches of a place at which so many follows stand.

        Their names are hashes, which are spread evenly.
        """
        if not number:
            return
        parts = -(-number // AT_ONCE)
        bounds = [f"{_WHOLE * part // parts:08x}" for part in range(1, parts)]
        for after, until in zip([_BEFORE_ALL, *bounds], [*bounds, _BEHIND_ALL], strict=True):
            yield cls(wheel, after, until)
