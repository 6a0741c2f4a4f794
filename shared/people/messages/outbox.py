"""The outbox: messages are written with what they tell of, and sent by a worker.

Nothing runs after an answer, and nobody waits for a relay: a request writes its message in its own
commit, and publishes the message's name. If that is lost, the sweep finds the message.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import UnavailableError
from shared.people.messages.kinds import MessageKind
from shared.people.messages.outgoing import (
    LEASE,
    OUTGOING,
    Outgoing,
    OutgoingState,
    not_before,
    overdue,
)
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.port import Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.privacy.retention import SHARDS, due, shard_of

_SWEPT = 300
"""Messages of one shard that one sweep hands on."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that is to be committed with what it tells of, and then handed over."""

    name: str
    writing: Writing


class Outbox:
    """The messages of one region that are about to be sent."""

    def __init__(
        self,
        records: SealedRecords[str, Outgoing],
        documents: Documents,
        jobs: Jobs,
        clock: Clock,
    ) -> None:
        self._records, self._documents, self._jobs, self._clock = records, documents, jobs, clock

    async def queued(self, person: str, kind: MessageKind, facts: Mapping[str, str]) -> Queued:
        """Return what writes a message to a person.

        Args:
            person: To whom.
            kind: What sort of message.
            facts: What stands in it.

        Raises:
            ErasedError: The person is being erased.
            UnavailableError: The database or the key service does not answer.
        """
        now, name = self._clock.now(), secrets.token_hex(16)
        ends, shard = now + OUTGOING.period, shard_of(name)
        message = Outgoing(
            owner_id=person,
            kind=kind.id,
            facts=dict(facts),
            made=now,
            send=not_before(now + LEASE.length, shard=shard),
            state=OutgoingState.QUEUED,
            expires=ends,
            due=due(ends, shard=shard),
        )
        place: Slot[Outgoing] = Slot(name, None, None)
        return Queued(name, await self._records.writing(person, place, message))

    async def hand_over(self, name: str) -> None:
        """Have the worker send a message that was just written; if not now, the sweep does it."""
        try:
            await self._jobs.publish(Topic.DELIVER_MESSAGE, {"message": name})
        except UnavailableError as e:
            log.unavailable(e)

    async def sweep(self) -> int:
        """Hand on what is overdue; return how many.

        Raises:
            UnavailableError: Some is left for the next sweep.
        """
        now, number = self._clock.now(), 0
        for shard in range(SHARDS):
            first, last = overdue(now, shard=shard)
            found = await self._documents.due(
                Outgoing.collection, first, last, limit=_SWEPT, field="send"
            )
            for one in found:
                await self._jobs.publish(Topic.DELIVER_MESSAGE, {"message": one.id.name})
            number += len(found)
        return number
