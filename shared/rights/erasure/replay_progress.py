"""How far a replay of the stop ledger has come, so that the next call goes on.

It lies in the database of people's data. A restore takes it back to what it was before, and then it
is older than ``GOES_ON``: nobody goes on in the middle of another replay.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.port import DocumentId, Documents
from shared.platform.records.unsealed import read
from shared.privacy.describe import Database, Operational, Record, Retention

REPLAY = Retention("replay", DAY, "its begin; the next one takes its place")
GOES_ON = timedelta(minutes=10)
"""How long after the last sign of a replay the next call goes on with it; after that it begins."""


class Replay(Record, collection="replays", database=Database.DATA, owner="the service"):
    """The last replay. There is one document."""

    after: Annotated[str, Operational(keep=REPLAY, why="the last entry that was replayed")] = ""
    counts: Annotated[dict[str, int], Operational(keep=REPLAY, why="how much of each kind")]
    through: Annotated[bool, Operational(keep=REPLAY, why="whether it came to the end")] = False
    at: Annotated[AwareDatetime, Operational(keep=REPLAY, why="when it last told how far it is")]

    @classmethod
    def begun(cls, now: datetime) -> "Replay":
        """Return a replay that has seen nothing yet."""
        return cls(counts={}, at=now)

    def goes_on(self, now: datetime) -> bool:
        """Tell whether the next call goes on with it."""
        return not self.through and self.at <= now < self.at + GOES_ON

    def further(self, after: str, counts: Mapping[str, int], now: datetime) -> "Replay":
        """Return it with some more entries replayed."""
        told = {"after": after, "counts": dict(counts), "at": now}
        return self.model_copy(update=told)

    def ended(self, now: datetime) -> "Replay":
        """Return it at its end."""
        return self.model_copy(update={"through": True, "after": "", "at": now})


PLACE = DocumentId(Replay.collection, "last")


async def restored_at(documents: Documents) -> datetime | None:
    """Return when the last replay gave its last sign; None: there was none. UnavailableError."""
    (found,) = await documents.get([PLACE])
    return read(Replay, found).at if found is not None else None
