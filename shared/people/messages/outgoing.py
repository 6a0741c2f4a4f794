"""Messages to people that are written down before they are sent. Pure.

What is to be told is written by the same commit as what it tells of, and handed to a worker by one
message. ``send`` says when a sweep hands it on if nobody has: it is written anew with every try, so
that a lost message, a worker that was killed and a relay that is down are all the same thing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.platform.records.lease import Lease
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import SHARDS

OUTGOING = Retention("outgoing", 3 * DAY, "when it was written")
LEASE = Lease(timedelta(minutes=2))
"""Longer than a message takes to be sent."""
_PAUSES = tuple(timedelta(seconds=one) for one in (30, 120, 600, 3600, 14_400))
_TRIED_FOR = timedelta(hours=6)


class OutgoingState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENDING = "sending"
    """A worker has it; if its lease is over, nobody knows whether it was sent."""


class Outgoing(Record, collection="outgoing", database=Database.DATA, owner="a person"):
    """A message to a person that is about to be sent. Its name is random."""

    owner_id: Annotated[str, Operational(keep=OUTGOING, why="whose it is: a random id")]
    kind: Annotated[
        str,
        Personal(
            Kind.SERVICE,
            purpose=PROTECTION,
            keep=OUTGOING,
            holds="what the person is about to be told: which kind of message",
        ),
    ]
    facts: Annotated[
        Mapping[str, str],
        Personal(
            Kind.SERVICE,
            purpose=PROTECTION,
            keep=OUTGOING,
            holds="what stands in the message, such as when somebody signed in",
        ),
    ]
    made: Annotated[AwareDatetime, Operational(keep=OUTGOING, why="when it was written")]
    send: Annotated[
        str, Operational(keep=OUTGOING, why="when to hand it on if nobody has, by shard")
    ]
    state: Annotated[OutgoingState, Operational(keep=OUTGOING, why="how far it has come")]
    tries: Annotated[int, Operational(keep=OUTGOING, why="how often a worker has had it")] = 0
    lease: Annotated[
        AwareDatetime | None, Operational(keep=OUTGOING, why="until when nobody else has it")
    ] = None
    expires: Annotated[AwareDatetime, Operational(keep=OUTGOING, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=OUTGOING, why="when the nightly run deletes it")]


def at(moment: datetime, *, shard: int) -> str:
    """Return the value of ``send`` for a moment: two digits of a shard, and the minute (UTC)."""
    return f"{shard % SHARDS:02x}{moment:%Y%m%d%H%M}"


def not_before(moment: datetime, *, shard: int) -> str:
    """Return the same of the first whole minute that is not before a moment."""
    return at(moment + timedelta(seconds=59, microseconds=999_999), shard=shard)


def overdue(now: datetime, *, shard: int) -> tuple[str, str]:
    """Return the first and the last value of ``send`` that a shard's sweep looks for."""
    return f"{shard % SHARDS:02x}000000000000", at(now, shard=shard)


def next_try(made: datetime, tries: int, now: datetime) -> datetime | None:
    """Return when a message is tried again that could not be sent; None: it is given up.

    Args:
        made: When it was written.
        tries: How often it was tried.
        now: The time.
    """
    if now - made >= _TRIED_FOR:
        return None
    return now + _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1]
