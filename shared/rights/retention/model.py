"""What is kept of a nightly run: one document of the run, and one of each of its parts. Pure.

A run has a part for each shard of ``due`` (``privacy/retention.py``), which is worked on by one
worker at a time and remembers how far it has come. The next run takes the places
of the last one: nothing piles up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.lease import Lease
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.retention import SHARDS

LEASE = Lease(timedelta(minutes=2))
RUN = Retention("nightly-run", 2 * DAY, "its begin; the next run takes its place")


class RunState(StrEnum):
    """How far a run, or a part of it, has come."""

    RUNNING = "running"
    FINISHED = "finished"


class NightlyRun(Record, collection="nightly_runs", database=Database.DATA, owner="the service"):
    """The last run. There is one document."""

    run: Annotated[str, Operational(keep=RUN, why="the random mark of this run")]
    day: Annotated[str, Operational(keep=RUN, why="what ended before this day is due")]
    dry: Annotated[bool, Operational(keep=RUN, why="whether it only counts")]
    state: Annotated[RunState, Operational(keep=RUN, why="how far it has come")]
    begun: Annotated[AwareDatetime, Operational(keep=RUN, why="when it began")]


class NightlyPart(Record, collection="nightly_parts", database=Database.DATA, owner="the service"):
    """One part of the last run. Its name is its number, in two hexadecimal digits."""

    run: Annotated[str, Operational(keep=RUN, why="of which run")]
    state: Annotated[RunState, Operational(keep=RUN, why="how far it has come")]
    stage: Annotated[str, Operational(keep=RUN, why="which stage is next; empty: the first")] = ""
    counts: Annotated[dict[str, int], Operational(keep=RUN, why="what was done, by kind")]
    oldest: Annotated[str, Operational(keep=RUN, why="the oldest day of what is left")] = ""
    attempt: Annotated[str, Operational(keep=RUN, why="the random mark of who works")] = ""
    until: Annotated[
        AwareDatetime | None, Operational(keep=RUN, why="until when nobody else does")
    ] = None


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run, and how far it has come."""

    run: NightlyRun
    parts: tuple[NightlyPart, ...]

    @property
    def day(self) -> date:
        """What ended before this day is due."""
        return date.fromisoformat(self.run.day)

    @property
    def open(self) -> list[str]:
        """The names of the parts that are not finished."""
        return [
            name
            for name, part in zip(names(), self.parts, strict=True)
            if part.state is not RunState.FINISHED
        ]

    @property
    def counts(self) -> dict[str, int]:
        """What was done in all parts together."""
        return added(part.counts for part in self.parts)

    @property
    def oldest(self) -> str:
        """The oldest day of what is left; empty: nothing is."""
        return min((part.oldest for part in self.parts if part.oldest), default="")


def names() -> list[str]:
    """Return the names of a run's parts."""
    return [f"{number:02x}" for number in range(SHARDS)]


def shard_of_part(part: str) -> int:
    """Return the shard of ``due`` that a part covers."""
    return int(part, 16)


def added(all_counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return counts added up by kind."""
    total: dict[str, int] = {}
    for counts in all_counts:
        for kind, number in counts.items():
            total[kind] = total.get(kind, 0) + number
    return dict(sorted(total.items()))
