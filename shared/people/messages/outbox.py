"""The outbox: messages are written with what they tell of, and sent by a worker.

Nothing runs after an answer, and nobody waits for a relay: a request writes its message in its own
commit, and publishes the message's name. If that is lost, the sweep finds the message. News is not
published at once: for a minute it is gathered, so that five changes are one message; the sweep
hands on as much of it as its channel lets through until the next one, the oldest first.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import UnavailableError
from shared.people.messages.kinds import NEWS_LANES, Lane, MessageKind
from shared.people.messages.outgoing import (
    LEASE,
    OUTGOING,
    TRIED_FOR,
    Outgoing,
    OutgoingState,
    not_before,
    overdue,
    time_of,
)
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.port import Delete, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.privacy.retention import due, shard_of

GATHERED = timedelta(minutes=1)
"""For so long news waits for more of it."""
_MOST = 3_000
"""Messages of one lane that one sweep hands on."""
_LATE = timedelta(minutes=15)
"""So long after its time the oldest of a lane has not been sent: then it is said."""
_AT_ONCE = 50
_PAGE = 300
_BETWEEN_SWEEPS = timedelta(minutes=1)


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
        *,
        per_second: Mapping[Lane, float],
    ) -> None:
        """Write messages, and hand them on.

        Args:
            records: Where they are.
            documents: The same, of which nothing is opened.
            jobs: To whom they are handed on.
            clock: The clock.
            per_second: How many of a lane are sent in a second; of one that is not there, any.
        """
        self._records, self._documents, self._jobs, self._clock = records, documents, jobs, clock
        self._per_second = per_second

    async def queued(self, person: str, kind: MessageKind, facts: Mapping[str, str]) -> Queued:
        """Return what writes a message to a person, to be handed over at once.

        Args:
            person: To whom.
            kind: What sort of message.
            facts: What stands in it.

        Raises:
            ErasedError: The person is being erased.
            UnavailableError: The database or the key service does not answer.
        """
        name = secrets.token_hex(16)
        made = self._made(person, kind, facts, name, after=LEASE.length)
        return Queued(name, await self._writing(person, name, made))

    async def gathered(
        self,
        person: str,
        kind: MessageKind,
        facts: Mapping[str, str],
        name: str,
        *,
        within: timedelta = TRIED_FOR,
    ) -> Writing:
        """Return what writes a message that waits for more of its kind. Raises as ``queued``.

        Args:
            person: To whom.
            kind: What sort of message.
            facts: Of what it tells, by random ids.
            name: What is the same whenever the same is to be told.
            within: For how long it is worth telling.
        """
        made = self._made(person, kind, facts, name, after=GATHERED)
        until = {"state": OutgoingState.WAITING, "until": made.made + within}
        return await self._writing(person, name, made.model_copy(update=until))

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
        for lane in Lane:
            topic = Topic.DELIVER_MESSAGE if lane is Lane.ACCOUNT else Topic.DELIVER_NEWS
            first, last = overdue(now, lane)
            found = await self._documents.due(
                Outgoing.collection, first, last, limit=self._most(lane), field="send"
            )
            if found and (late := now - time_of(found[0].value)) > _LATE:
                minutes = round(late.total_seconds() / 60)
                log.write(log.Event.MESSAGES_LATE, log.Severity.WARNING, lane=lane, minutes=minutes)
            for start in range(0, len(found), _AT_ONCE):
                some = [{"message": one.id.name} for one in found[start : start + _AT_ONCE]]
                await asyncio.gather(*(self._jobs.publish(topic, one) for one in some))
            number += len(found)
        return number

    async def is_news_due(self) -> bool:
        """Tell whether news waits whose time came a minute ago. Raises UnavailableError."""
        then = self._clock.now() - _BETWEEN_SWEEPS
        for lane in NEWS_LANES:
            first, last = overdue(then, lane)
            if await self._documents.due(Outgoing.collection, first, last, limit=1, field="send"):
                return True
        return False

    async def empty(self) -> int:
        """Delete all that waits; return how much it was. After a restore it was told before.

        Raises:
            UnavailableError: Some may be left.
        """
        number, after = 0, ""
        while found := await self._documents.listed(Outgoing.collection, after=after, limit=_PAGE):
            await self._documents.commit([Delete(one.id) for one in found])
            number, after = number + len(found), found[-1].id.name
        return number

    def _most(self, lane: Lane) -> int:
        """Return how many messages of a lane are handed on until the next sweep."""
        if lane not in self._per_second:
            return _MOST
        number = int(self._per_second[lane] * _BETWEEN_SWEEPS.total_seconds())
        return max(1, min(_MOST, number))

    def _made(
        self,
        person: str,
        kind: MessageKind,
        facts: Mapping[str, str],
        name: str,
        *,
        after: timedelta,
    ) -> Outgoing:
        now = self._clock.now()
        ends = now + OUTGOING.period
        return Outgoing(
            owner_id=person,
            kind=kind.id,
            facts=dict(facts),
            lane=kind.lane,
            made=now,
            until=now + TRIED_FOR,
            send=not_before(now + after, kind.lane),
            state=OutgoingState.QUEUED,
            expires=ends,
            due=due(ends, shard=shard_of(name)),
        )

    async def _writing(self, person: str, name: str, message: Outgoing) -> Writing:
        place: Slot[Outgoing] = Slot(name, None, None)
        return await self._records.writing(person, place, message)
