"""A person's export: asked for, prepared, fetched, gone. Pure.

There is one document for each person, named by the person's id: the export that was asked for last.
So one at most is being prepared, and one archive at most lies there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, midnight
from shared.kernel.errors import TooManyRequestsError
from shared.platform.limits.standing import LimitStanding, tell
from shared.platform.records.lease import Lease
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due

EXPORTS = Retention("export", 7 * DAY, "when it was ready")
READY_WITHIN = DAY
"""After this it has failed: it can be asked for again."""
LEASE = Lease(timedelta(seconds=60))
TELL_WITHIN = timedelta(hours=1)
"""How long the mail is tried that tells of one that is ready: whoever looks sees it anyway."""
PER_DAY = 5
"""Of one person, in a day (UTC)."""
MOST_BYTES = 2 * 1024**3


class CopyWithheld(StrEnum):
    """Why a copy is not given to who may have it."""

    RECENT_SIGN_IN_REQUIRED = "recent-sign-in-required"


class ExportStatus(StrEnum):
    """How far an export is."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"
    """It was not ready when it should have been."""


class Export(Record, collection="exports", database=Database.DATA, owner="a person"):
    """The export that a person asked for last. Named by the person's id."""

    owner_id: Annotated[str, Operational(keep=EXPORTS, why="whose it is: a random id")]
    id: Annotated[str, Operational(keep=EXPORTS, why="its own random id")]
    number: Annotated[int, Operational(keep=EXPORTS, why="which one of that day (UTC) it is")] = 1
    asked: Annotated[
        AwareDatetime,
        Personal(Kind.SERVICE, purpose=ACCOUNT, keep=EXPORTS, holds="when it was asked for"),
    ]
    due_at: Annotated[AwareDatetime, Operational(keep=EXPORTS, why="by when it is to be ready")]
    attempt: Annotated[
        str, Operational(keep=EXPORTS, why="the random mark of who prepares it", internal=True)
    ] = ""
    until: Annotated[
        AwareDatetime | None, Operational(keep=EXPORTS, why="until when nobody else does")
    ] = None
    archive: Annotated[
        str,
        Operational(keep=EXPORTS, why="the random name under which its archive is, or will be"),
    ] = ""
    former: Annotated[
        str, Operational(keep=EXPORTS, why="names of archives before it that are to be deleted")
    ] = ""
    size: Annotated[int | None, Operational(keep=EXPORTS, why="the archive's bytes")] = None
    ready: Annotated[AwareDatetime | None, Operational(keep=EXPORTS, why="when it was ready")] = (
        None
    )
    told: Annotated[bool, Operational(keep=EXPORTS, why="whether that was mailed")] = False
    expires: Annotated[AwareDatetime, Operational(keep=EXPORTS, why="when it is unreadable")]
    due: Annotated[
        str, Operational(keep=EXPORTS, why="when the nightly run deletes it and its archive")
    ]

    def status(self, now: datetime) -> ExportStatus:
        """Return how far it is."""
        if self.ready is not None:
            return ExportStatus.READY
        return ExportStatus.PREPARING if now < self.due_at else ExportStatus.FAILED

    @property
    def dead(self) -> list[str]:
        """The names of archives that nobody is to get any more."""
        return self.former.split(",") if self.former else []

    def is_worked_on(self, now: datetime) -> bool:
        """Tell whether somebody prepares it, or mails that it is ready, right now."""
        return LEASE.left(self.until, now) is not None


@dataclass(frozen=True, slots=True)
class Chance:
    """What is random in a new export."""

    id: str
    shard: int


def asked_for(
    person: str, before: Export | None, now: datetime, chance: Chance, *, former: str = ""
) -> Export:
    """Return an export that was just asked for, instead of the one before.

    ``former``: the archives of one that has ended, and is not there to be asked.
    """
    ends = now + READY_WITHIN + EXPORTS.period
    return Export(
        owner_id=person,
        id=chance.id,
        number=_number(before, now) + 1,
        asked=now,
        due_at=now + READY_WITHIN,
        former=_with(before) if before else former,
        expires=ends,
        due=due(ends, shard=chance.shard),
    )


def check_number(before: Export | None, now: datetime, *, most: int) -> None:
    """Refuse one more export than there may be in a day (UTC). Raises TooManyRequestsError."""
    number, ends = _number(before, now), midnight(now) + DAY - now
    tell(LimitStanding("exports", most, DAY, max(0, most - number - 1), ends))
    if number >= most:
        raise TooManyRequestsError(retry_after=ends)


def _number(before: Export | None, now: datetime) -> int:
    """Return how many were asked for today before."""
    if before is None or midnight(before.asked) != midnight(now):
        return 0
    return before.number


def claimed(export: Export, attempt: str, archive: str, now: datetime) -> Export:
    """Return an export that somebody begins to work on.

    Every attempt writes to a name of its own, which stands here before anything is written: so what
    was left behind by who was killed is known by name, and nobody ever deletes another's.
    """
    begun = {"attempt": attempt, "until": LEASE.until(now)}
    if export.ready is None:
        begun |= {"archive": archive, "former": _with(export)}
    return export.model_copy(update=begun)


def held(export: Export, now: datetime) -> Export:
    """Return an export that somebody goes on to work on."""
    return export.model_copy(update={"until": LEASE.until(now)})


def finished(export: Export, size: int, now: datetime, shard: int) -> Export:
    """Return an export that is ready; who prepared it goes on to tell its person."""
    ends = now + EXPORTS.period
    done = {"former": "", "size": size, "ready": now, "until": LEASE.until(now)}
    return export.model_copy(update={**done, "expires": ends, "due": due(ends, shard=shard)})


def settled(export: Export, *, told: bool) -> Export:
    """Return an export that nobody works on any more."""
    return export.model_copy(update={"until": None, "told": export.told or told})


def _with(export: Export) -> str:
    """Return the names of archives that go when an export's own becomes a former one."""
    return ",".join([*export.dead, *([export.archive] if export.archive else [])])
