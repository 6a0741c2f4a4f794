"""Sending what lies in the outbox: once, as far as its channel allows, or later, or not at all.

A push may come twice, at once, or never; a worker may be killed at any point. So a message is
claimed first, by compare-and-set, and deleted when it was handed over. If a worker ends in between,
nobody knows whether it went: a mail goes again under the same Message-ID, by which mail programs
see that it is the same; an SMS, which knows no such thing, does not go again.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import AppError, ConflictError, TooManyRequestsError
from shared.people.messages.outgoing import LEASE, Outgoing, OutgoingState, at, next_try, not_before
from shared.people.person.address import Channel
from shared.people.person.model import Person
from shared.platform.records.port import Delete, Document, DocumentId, Documents, Replace, Value
from shared.platform.records.sealed import SealedRecords
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.privacy.purposes import ACCOUNT, PROTECTION
from shared.privacy.retention import shard_of


class Delivered(StrEnum):
    """What came of a message."""

    SENT = "sent"
    LATER = "later"
    """It could not be sent now."""
    UNWANTED = "unwanted"
    """The person does not want it, or has no address that it could go to."""
    GIVEN_UP = "given_up"
    """It will never be sent: not possible, too late, or perhaps sent already."""
    NOTHING = "nothing"
    """It is not there any more, it is not its time, or another worker has it."""


Send = Callable[[str, Person, Outgoing, str], Awaitable[Channel | None]]
"""Sends a message to a person now, given their id, their record, the message and its name; returns
the channel by which it went, None if the person cannot be reached or does not want it. Raises
TooManyRequestsError and UnavailableError: it could not be sent now."""
ChannelOf = Callable[[Person], Channel | None]
"""Tells by which channel a person is written to."""


class Delivery:
    """Sends the messages of one region's outbox."""

    def __init__(  # noqa: PLR0913 - what it works with, and how it sends
        self,
        records: SealedRecords[str, Outgoing],
        people: SealedRecords[str, Person],
        documents: Documents,
        clock: Clock,
        *,
        send: Send,
        channel_of: ChannelOf,
    ) -> None:
        self._records, self._people, self._documents = records, people, documents
        self._clock, self._send, self._channel_of = clock, send, channel_of

    async def deliver(self, name: str) -> Delivered:
        """Send a message, if it is its time.

        Raises:
            UnavailableError: The database or the key service does not answer: say it again.
        """
        found = (await self._documents.get([DocumentId(Outgoing.collection, name)]))[0]
        if found is None or not self._is_time(found):
            return Delivered.NOTHING
        is_again = found.fields.get("state") == OutgoingState.SENDING
        claimed = await self._claimed(found)
        if claimed is None:
            return Delivered.NOTHING
        owner = str(found.fields.get("owner_id"))
        message = (await self._records.opened(owner, claimed, PROTECTION)).record
        person = (await self._people.look([(owner, owner)], ACCOUNT))[0].record
        if message is None or person is None:  # erased meanwhile, or unreadable
            return await self._ended(claimed, Delivered.GIVEN_UP)
        is_late = next_try(message.made, 0, self._clock.now()) is None
        if is_late or (is_again and self._channel_of(person) is not Channel.EMAIL):
            return await self._ended(claimed, Delivered.GIVEN_UP)
        return await self._sent(owner, person, message, claimed)

    async def _sent(
        self, owner: str, person: Person, message: Outgoing, claimed: Document
    ) -> Delivered:
        try:
            by = await self._send(owner, person, message, claimed.id.name)
        except TooManyRequestsError as e:
            return await self._later(claimed, message, e.retry_after)
        except SupplierError as e:
            log.unavailable(e)
            if e.outcome is FetchOutcome.BAD_ANSWER:  # it will never be taken
                return await self._ended(claimed, Delivered.GIVEN_UP)
            return await self._later(claimed, message)
        except AppError as e:
            log.unavailable(e)
            return await self._later(claimed, message)
        return await self._ended(claimed, Delivered.UNWANTED if by is None else Delivered.SENT)

    def _is_time(self, found: Document) -> bool:
        """Tell whether nobody has a message, and it was not put off until later."""
        now, fields = self._clock.now(), found.fields
        if LEASE.left(fields.get("lease"), now) is not None:
            return False
        is_first = fields.get("tries") == 0
        return is_first or str(fields.get("send")) <= at(now, shard=shard_of(found.id.name))

    async def _claimed(self, found: Document) -> Document | None:
        until, tries = LEASE.until(self._clock.now()), found.fields.get("tries")
        more: dict[str, Value] = {"state": OutgoingState.SENDING.value, "lease": until}
        more["tries"] = int(str(tries)) + 1
        return await self._written(found, until, more)

    async def _later(
        self, claimed: Document, message: Outgoing, after: timedelta | None = None
    ) -> Delivered:
        """Put a message off, unless it would come too late."""
        tries, now = int(str(claimed.fields.get("tries"))), self._clock.now()
        then = next_try(message.made, tries, now)
        if then is None:
            return await self._ended(claimed, Delivered.GIVEN_UP)
        queued: dict[str, Value] = {"state": OutgoingState.QUEUED.value, "lease": None}
        await self._written(claimed, max(then, now + after) if after else then, queued)
        return Delivered.LATER

    async def _written(
        self, seen: Document, send: datetime, more: Mapping[str, Value]
    ) -> Document | None:
        """Write how far a message has come; None: another worker has it."""
        fields: dict[str, Value] = {**seen.fields, **more}
        fields["send"] = not_before(send, shard=shard_of(seen.id.name))
        try:
            (done,) = await self._documents.commit([Replace(seen.id, fields, seen.version)])
        except ConflictError:
            return None
        return Document(seen.id, fields, done.version)

    async def _ended(self, claimed: Document, outcome: Delivered) -> Delivered:
        """Delete a message; what was given up is told in the log, and nothing of it."""
        if outcome is Delivered.GIVEN_UP:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        await self._documents.commit([Delete(claimed.id)])
        return outcome
