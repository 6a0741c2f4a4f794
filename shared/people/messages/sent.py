"""What a person was sent, or would have been, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.people.person.address import Channel
from shared.platform.records.sealed import SealedRecords
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of

SENT = Retention("sent-message", 30 * DAY, "when it was sent, or given up")


class MessageOutcome(StrEnum):
    """What came of a message."""

    SENT = "sent"
    """It was handed over. Whether it arrives, nobody tells us."""
    UNKNOWN = "unknown"
    """The handing-over was cut off: it may have arrived, and does not go again."""
    UNWANTED = "unwanted"
    """The person does not want it: by their choices, or since enough were sent."""
    UNREACHABLE = "unreachable"
    """The person has no address that it could go to."""
    SUPERSEDED = "superseded"
    """Something newer was to be told, or there is nothing to tell any more."""
    PAUSED = "paused"
    """Nothing is sent to that address until the person has proven it anew: see ``Bounces``."""
    REFUSED = "refused"
    """Whoever relays it does not take it: the address is gone, or wrong."""
    TOO_LATE = "too_late"
    """It could not be sent in time."""


GIVEN_UP = frozenset({MessageOutcome.UNKNOWN, MessageOutcome.REFUSED, MessageOutcome.TOO_LATE})


def _about(holds: str) -> Personal:
    return Personal(Kind.SERVICE, purpose=ACCOUNT, keep=SENT, holds=holds)


class SentMessage(
    Record, collection="messages", database=Database.DATA, owner="a person", numbered=True
):
    """A message that left the outbox. Its name is that which it had there."""

    owner_id: Annotated[str, Operational(keep=SENT, why="whose it is: a random id")]
    kind: Annotated[str, _about("which kind of message")]
    channel: Annotated[Channel | None, _about("by which channel")]
    outcome: Annotated[MessageOutcome, _about("what came of it")]
    follows: Annotated[
        tuple[str, ...], _about("of which followed parcels it told, by their random ids")
    ] = ()
    at: Annotated[AwareDatetime, Operational(keep=SENT, why="when it was sent or given up")]
    expires: Annotated[AwareDatetime, Operational(keep=SENT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SENT, why="when the nightly run deletes it")]

    @classmethod
    def kept_from(cls, now: datetime, name: str, **told: Any) -> "SentMessage":  # noqa: ANN401 - fields
        """Return one that is kept from now on, under a name, with what it tells."""
        ends = now + SENT.period
        return cls(at=now, expires=ends, due=due(ends, shard=shard_of(name)), **told)


class SentMessages:
    """What one region's people were sent."""

    def __init__(self, records: SealedRecords[str, SentMessage]) -> None:
        self._records = records

    async def page(
        self, person: str, *, after: str, limit: int
    ) -> tuple[list[tuple[str, SentMessage]], str | None]:
        """Return a page of what a person was sent, and behind which the next begins.

        Each with its id, on a page the newest first. Raises UnavailableError.
        """
        slots = await self._records.owned(person, ACCOUNT, after=after, limit=limit)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        found.sort(key=lambda one: one[1].at, reverse=True)
        return found, slots[-1].name if len(slots) == limit else None
