"""Messages to people that are written down before they are sent. Pure.

What is to be told is written by the same commit as what it tells of. ``send`` says when a sweep
hands it on if nobody has: it is written anew with every try, so that news that are gathered for a
minute, a quiet night, a lost message, a worker that was killed and a relay that is down are all the
same thing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.people.messages.kinds import Lane
from shared.platform.records.lease import Lease
from shared.platform.records.port import Fields
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT

OUTGOING = Retention("outgoing", 3 * DAY, "when it was written")
LEASE = Lease(timedelta(minutes=2))
"""Longer than a message takes to be sent."""
TRIED_FOR = timedelta(hours=6)
_PAUSES = tuple(timedelta(seconds=one) for one in (30, 120, 600, 3600, 14_400))


class OutgoingState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    """It was just handed over."""
    WAITING = "waiting"
    """It waits for its time."""
    SENDING = "sending"
    """A worker has it; if its lease is over, nobody knows whether it was sent."""


class Outgoing(Record, collection="outgoing", database=Database.DATA, owner="a person"):
    """A message to a person that is about to be sent.

    Its name is random, or follows by a keyed hash from what it tells of: then it is written once.
    """

    owner_id: Annotated[str, Operational(keep=OUTGOING, why="whose it is: a random id")]
    kind: Annotated[
        str,
        Personal(
            Kind.SERVICE,
            purpose=ACCOUNT,
            keep=OUTGOING,
            holds="what the person is about to be told: which kind of message",
        ),
    ]
    facts: Annotated[
        Mapping[str, str],
        Personal(
            Kind.SERVICE,
            purpose=ACCOUNT,
            keep=OUTGOING,
            holds="what stands in the message, such as when somebody signed in, or of which "
            "parcels it tells",
        ),
    ]
    reached: Annotated[
        tuple[str, ...],
        Personal(
            Kind.SERVICE,
            purpose=ACCOUNT,
            keep=OUTGOING,
            holds="the devices that have it, while it is tried again for others, by random ids",
        ),
    ] = ()
    lane: Annotated[
        Lane,
        Operational(keep=OUTGOING, why="with what it waits: the account's, or news by channel"),
    ] = Lane.ACCOUNT
    made: Annotated[AwareDatetime, Operational(keep=OUTGOING, why="when it was written")]
    until: Annotated[AwareDatetime, Operational(keep=OUTGOING, why="when it would come too late")]
    send: Annotated[
        str, Operational(keep=OUTGOING, why="when to hand it on if nobody has, by what it is")
    ]
    state: Annotated[OutgoingState, Operational(keep=OUTGOING, why="how far it has come")]
    tries: Annotated[
        int, Operational(keep=OUTGOING, why="how often it was handed to who relays it")
    ] = 0
    lease: Annotated[
        AwareDatetime | None, Operational(keep=OUTGOING, why="until when nobody else has it")
    ] = None
    expires: Annotated[AwareDatetime, Operational(keep=OUTGOING, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=OUTGOING, why="when the nightly run deletes it")]

    def with_others(self, others: Iterable["Outgoing"]) -> "Outgoing":
        """Return it with what others of its kind tell: of each follow what was written last."""
        every = sorted([self, *others], key=lambda one: one.made)
        facts = {follow: news for one in every for follow, news in one.facts.items()}
        last = {"until": max(one.until for one in every), "expires": every[-1].expires}
        return self.model_copy(update={"facts": facts, "due": every[-1].due, **last})

    def claimed(self, now: datetime) -> "Outgoing":
        """Return it as a worker has it."""
        until = LEASE.until(now)
        return self.model_copy(
            update={
                "state": OutgoingState.SENDING,
                "lease": until,
                "tries": self.tries + 1,
                "send": not_before(until, self.lane),
            }
        )

    def put_off(self, then: datetime) -> "Outgoing":
        """Return it as it waits until it is tried again."""
        send = not_before(then, self.lane)
        more = {"state": OutgoingState.WAITING, "lease": None, "send": send}
        return self.model_copy(update=more)

    def worth(self, then: datetime) -> "Outgoing":
        """Return it as what is put off on purpose: worth trying for as long from then on."""
        return self.model_copy(update={"until": max(self.until, then + TRIED_FOR)})

    def untried(self) -> "Outgoing":
        """Return it as it was before a worker had it, which handed it to nobody."""
        return self.model_copy(update={"tries": self.tries - 1})


def is_time(fields: Fields, now: datetime) -> bool:
    """Tell by what stands in clear whether nobody has a message, and it is not put off."""
    if LEASE.left(fields.get("lease"), now) is not None:
        return False
    is_new = fields.get("state") == OutgoingState.QUEUED
    return is_new or str(fields.get("send")) <= at(now, Lane(str(fields.get("lane"))))


def at(moment: datetime, lane: Lane) -> str:
    """Return the value of ``send`` for a moment: the lane's letter, and the minute (UTC)."""
    return f"{lane}{moment.astimezone(UTC):%Y%m%d%H%M}"


def not_before(moment: datetime, lane: Lane) -> str:
    """Return the same of the first whole minute that is not before a moment."""
    return at(moment + timedelta(seconds=59, microseconds=999_999), lane)


def time_of(send: str) -> datetime:
    """Return the moment that a value of ``send`` names."""
    return datetime.strptime(send[1:], "%Y%m%d%H%M").replace(tzinfo=UTC)


def overdue(now: datetime, lane: Lane) -> tuple[str, str]:
    """Return the first and the last value of ``send`` that a sweep of a lane looks for."""
    return f"{lane}000000000000", at(now, lane)


def next_try(message: Outgoing, now: datetime) -> datetime | None:
    """Return when a message is tried again that could not be sent; None: it is given up."""
    if now >= message.until:
        return None
    return now + _PAUSES[min(max(message.tries, 1), len(_PAUSES)) - 1]
