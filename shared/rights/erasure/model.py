"""What an erasure is: its receipt, and what is kept as evidence.

Pure. An erasure goes through its stages in their order; each can be repeated, and the receipt says
how far it has come. The receipt lies in the database of the keys, which is restored on its own, and
names nobody once it is finished.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.lease import Lease
from shared.privacy.describe import (
    Database,
    Erase,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
)
from shared.privacy.purposes import EVIDENCE
from shared.privacy.retention import due

RECEIPTS = Retention("erasure-receipt", 3 * 365 * DAY, "when it was asked for")
UNLINKED = Retention("evidence", 3 * 365 * DAY, "the account's end")

RUNNING = "running"
"""The state of an erasure until it is finished."""
WITHIN = DAY
"""How long an erasure may take; after that it is an alert."""
RECOVERABLE = 7 * DAY
"""How long the database of the keys can be taken back in time: after that not even we could."""
LEASE = Lease(timedelta(minutes=2))


class Why(StrEnum):
    """Why a person is erased."""

    ASKED = "asked"
    REQUEST = "request"
    """A rights request without a session."""
    MINOR = "minor"
    INACTIVE = "inactive"


class ErasureStage(StrEnum):
    """How far an erasure has come: the stage that is next, in this order."""

    COUNT = "counting"
    SESSIONS = "sessions"
    ARCHIVES = "archives"
    RECORDS = "records"
    KEY = "key"
    READ_BACK = "reading_back"
    SETTLE = "settling"
    """Until no instance can have the key open any more."""
    SECOND = "reading_back_again"
    FINISHED = "finished"


STAGES = tuple(ErasureStage)


class Erasure(Record, collection="erasures", database=Database.KEYS, owner="nobody any more"):
    """The receipt of an erasure. Named at random: who has the name may read it."""

    person: Annotated[
        str, Operational(keep=RECEIPTS, why="whose, by a random id, until it is finished")
    ]
    why: Annotated[Why, Operational(keep=RECEIPTS, why="what it rests on")]
    state: Annotated[str, Operational(keep=RECEIPTS, why="running or finished: for the jobs")]
    stage: Annotated[ErasureStage, Operational(keep=RECEIPTS, why="how far it has come")]
    asked: Annotated[AwareDatetime, Operational(keep=RECEIPTS, why="when it was asked for")]
    due_at: Annotated[AwareDatetime, Operational(keep=RECEIPTS, why="by when it is finished")]
    counts: Annotated[dict[str, int], Operational(keep=RECEIPTS, why="how much of each kind")]
    attempt: Annotated[str, Operational(keep=RECEIPTS, why="the random mark of who works")] = ""
    until: Annotated[
        AwareDatetime | None, Operational(keep=RECEIPTS, why="until when nobody else does")
    ] = None
    key_gone: Annotated[
        AwareDatetime | None, Operational(keep=RECEIPTS, why="when the key was destroyed")
    ] = None
    clean: Annotated[
        AwareDatetime | None, Operational(keep=RECEIPTS, why="when nothing was found at first")
    ] = None
    finished: Annotated[
        AwareDatetime | None, Operational(keep=RECEIPTS, why="when nothing was found again")
    ] = None
    ticket: Annotated[str, Operational(keep=RECEIPTS, why="of one that staff began")] = ""
    by: Annotated[
        str, Operational(keep=RECEIPTS, why="of such a one: keyed hash of who it was")
    ] = ""
    second: Annotated[
        str, Operational(keep=RECEIPTS, why="of such a one: keyed hash of who confirmed it")
    ] = ""
    expires: Annotated[AwareDatetime, Operational(keep=RECEIPTS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=RECEIPTS, why="when the nightly run deletes it")]

    @property
    def irrecoverable_after(self) -> datetime | None:
        """When nobody can take the key back any more."""
        return None if self.key_gone is None else self.key_gone + RECOVERABLE


class Evidence(Record, collection="evidence", database=Database.DATA, owner="nobody any more"):
    """What is kept of a record that proves something, once its person is gone. Named at random.

    The record's own name stays, which only the person has on their receipts: they can still point
    to it, and it leads to nobody.
    """

    of: Annotated[str, Operational(keep=UNLINKED, why="from which collection it comes")]
    whose: Annotated[
        str, Operational(keep=UNLINKED, why="random: the same for what was one person's")
    ]
    record: Annotated[
        str,
        Personal(
            Kind.SERVICE,
            purpose=EVIDENCE,
            keep=UNLINKED,
            erase=Erase.UNLINK,
            holds="what was shown and decided, or accepted, and when",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=UNLINKED, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=UNLINKED, why="when the nightly run deletes it")]


def asked_for(person: str, why: Why, now: datetime, *, shard: int, sessions: int = 0) -> Erasure:
    """Return an erasure that was just asked for."""
    ends = now + RECEIPTS.period
    return Erasure(
        person=person,
        why=why,
        state=RUNNING,
        stage=ErasureStage.COUNT,
        asked=now,
        due_at=now + WITHIN,
        counts={"sessions": sessions} if sessions else {},
        expires=ends,
        due=due(ends, shard=shard),
    )


def after(stage: ErasureStage) -> ErasureStage:
    """Return the stage that follows."""
    return STAGES[min(STAGES.index(stage) + 1, len(STAGES) - 1)]


def finished(erasure: Erasure, now: datetime) -> Erasure:
    """Return an erasure as it is kept once everything is gone: it names nobody."""
    told = {"stage": ErasureStage.FINISHED, "state": ErasureStage.FINISHED.value, "finished": now}
    return erasure.model_copy(update={**told, "person": "", "attempt": "", "until": None})


def counted(before: Mapping[str, int], found: Mapping[str, int]) -> dict[str, int]:
    """Return the higher count of each kind: what was ended already was counted before."""
    kinds = sorted({*before, *found})
    return {kind: max(before.get(kind, 0), found.get(kind, 0)) for kind in kinds}


def added(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return counts with more of some kinds."""
    found = dict(counts)
    for kind, number in more.items():
        if number:
            found[kind] = found.get(kind, 0) + number
    return dict(sorted(found.items()))
