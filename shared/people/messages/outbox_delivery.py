"""Sending what lies in the outbox: once, as far as its channel allows, or later, or not at all.

A push may come twice, at once, or never; a worker may be killed at any point. So a message is
claimed first, by compare-and-set, and deleted when it was handed over, by the commit that leaves a
line about it for its person. If a worker ends in between, nobody knows whether it went: a mail goes
again under the same Message-ID, by which mail programs see that it is the same, and a push message
under the same tag, where it takes the place of the first; an SMS, which knows no such thing, does
not go again, nor does one that may have arrived though no answer came.

News of one person and channel that wait at the same time become one message: the first that is
claimed takes in what the others tell, in the same commit, and stays that message whatever follows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import (
    AppError,
    ConflictError,
    ErasedError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.people.messages.kinds import Lane
from shared.people.messages.outgoing import (
    Outgoing,
    OutgoingState,
    is_time,
    next_try,
)
from shared.people.messages.sent import GIVEN_UP, MessageOutcome, SentMessage
from shared.people.person.address import Channel
from shared.people.person.model import Person
from shared.platform.records.port import Delete, Document, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.privacy.purposes import ACCOUNT

_SEEN = 100
"""Waiting messages of one person that are looked at for what goes together."""
_TURNS = timedelta(seconds=30)
"""After so long there may be a turn, if nobody says when."""
_TOGETHER = 20
"""Of how many messages one is made at most."""
_MAY_GO_AGAIN = frozenset({Channel.EMAIL, Channel.PUSH})
"""By which a message that comes twice is seen to be the same."""


class StillWaiting(StrEnum):
    """Why nothing came of a message."""

    LATER = "later"
    """It could not be sent now, or is not to be."""
    NOTHING = "nothing"
    """It is not there any more, it is not its time, or another worker has it."""


Delivered = MessageOutcome | StillWaiting


class NotAllReachedError(UnavailableError):
    """Some devices of a person could not be reached now."""

    def __init__(self, reached: tuple[str, ...], cause: UnavailableError) -> None:
        super().__init__()
        self.reached = reached
        """Those that were, by their ids."""
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying to send a message."""

    outcome: MessageOutcome | None
    """None: it is not to be sent now."""
    then: datetime | None = None
    """When it is, in that case."""
    about: tuple[str, ...] = ()
    """The follows of which it tells."""


class Courier(Protocol):
    """Sends messages of some lanes."""

    def waits_until(self, person: Person, message: Outgoing) -> datetime | None:
        """Tell until when a message is not to be sent, by what its person wishes; None: now."""
        ...

    def channel_of(self, person: Person, message: Outgoing) -> Channel | None:
        """Tell by which channel a message goes to a person; None: there is none."""
        ...

    async def send(self, owner: str, person: Person, message: Outgoing, name: str) -> Attempt:
        """Send a message now, if it is to be sent.

        Args:
            owner: The person's id.
            person: Their record.
            message: What.
            name: The message's: the same whenever it is sent again.

        Raises:
            TooManyRequestsError, UnavailableError: It could not be sent now.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message that this worker has."""

    owner: str
    person: Person
    slot: Slot[Outgoing]
    message: Outgoing
    channel: Channel | None
    is_again: bool
    """Whether a worker had it before of which nobody heard."""

    @property
    def about(self) -> tuple[str, ...]:
        """The follows of which it tells."""
        return tuple(self.message.facts) if self.message.lane is not Lane.ACCOUNT else ()


class Delivery:
    """Sends the messages of one region's outbox."""

    def __init__(  # noqa: PLR0913 - what it works with, and who sends
        self,
        records: SealedRecords[str, Outgoing],
        sent: SealedRecords[str, SentMessage],
        people: SealedRecords[str, Person],
        documents: Documents,
        clock: Clock,
        *,
        couriers: Mapping[Lane, Callable[[], Courier]],
    ) -> None:
        self._records, self._sent, self._people = records, sent, people
        self._documents, self._clock, self._couriers = documents, clock, couriers

    async def deliver(self, name: str) -> Delivered:
        """Send a message, if it is its time.

        Raises:
            UnavailableError: The database or the key service does not answer: say it again.
        """
        (found,) = await self._documents.get([DocumentId(Outgoing.collection, name)])
        if found is None or not is_time(found.fields, self._clock.now()):
            return StillWaiting.NOTHING
        lane = Lane(str(found.fields["lane"]))
        if lane not in self._couriers:
            return StillWaiting.NOTHING
        one = await self._claimed(found, courier := self._couriers[lane]())
        return await self._send(courier, one) if isinstance(one, _Claimed) else one

    async def _send(self, courier: Courier, one: _Claimed) -> Delivered:
        if self._clock.now() >= one.message.until:
            return await self._ended(one, MessageOutcome.TOO_LATE)
        if one.is_again and one.channel not in _MAY_GO_AGAIN:
            return await self._ended(one, MessageOutcome.UNKNOWN)
        try:
            attempt = await courier.send(one.owner, one.person, one.message, one.slot.name)
        except AppError as e:
            return await self._failed(one, e)
        if attempt.outcome is not None:
            return await self._ended(one, attempt.outcome, attempt.about)
        then = attempt.then or self._clock.now()
        waits = one.message.untried().put_off(then).worth(then)
        return await self._put_off(one.owner, one.slot, waits)

    async def _failed(self, one: _Claimed, error: AppError) -> Delivered:
        """Put a message off that could not be sent, unless it never can be, or may have been."""
        after: timedelta | None = None
        if isinstance(error, NotAllReachedError):
            some = one.message.model_copy(update={"reached": error.reached})
            one, error = replace(one, message=some), error.cause
            after = error.retry_after
        if isinstance(error, TooManyRequestsError):
            return await self._later(one, error.retry_after)
        log.unavailable(error)
        if isinstance(error, SupplierError):
            if not error.asked:  # it was nobody's turn: that is no failure
                return await self._when_asked(one, error.retry_after or _TURNS)
            if error.outcome is FetchOutcome.BAD_ANSWER:  # it will never be taken
                return await self._ended(one, MessageOutcome.REFUSED)
            if error.arrived and one.channel not in _MAY_GO_AGAIN:
                return await self._ended(one, MessageOutcome.UNKNOWN)
        return await self._later(one, after)

    async def _claimed(self, found: Document, courier: Courier) -> _Claimed | StillWaiting:
        """Take a message, unless it is nobody's any more, is to wait, or another worker has it."""
        owner = str(found.fields.get("owner_id"))
        slot = await self._records.opened(owner, found, ACCOUNT)
        person = (await self._people.look([(owner, owner)], ACCOUNT))[0].record
        if slot.record is None or person is None:  # erased meanwhile, or unreadable
            await self._documents.commit([Delete(found.id)])
            return StillWaiting.NOTHING
        if (then := courier.waits_until(person, slot.record)) is not None:
            return await self._put_off(owner, slot, slot.record.put_off(then).worth(then))
        taken = await self._taken(owner, slot, slot.record)
        if taken is None or taken.record is None:
            return StillWaiting.NOTHING
        return _Claimed(
            owner=owner,
            person=person,
            slot=taken,
            message=taken.record,
            channel=courier.channel_of(person, taken.record),
            is_again=slot.record.state is OutgoingState.SENDING,
        )

    async def _taken(
        self, owner: str, slot: Slot[Outgoing], message: Outgoing
    ) -> Slot[Outgoing] | None:
        """Write down that this worker has a message, with what goes with it."""
        others = [] if message.lane is Lane.ACCOUNT else await self._waiting(owner, slot, message)
        gone = [Delete(DocumentId(Outgoing.collection, one.name), one.version) for one in others]
        beside = [Writing(self._documents.root, tuple(gone))] if gone else []
        whole = message.with_others(one.record for one in others if one.record is not None)
        try:
            taken = whole.claimed(self._clock.now())
            return await self._records.put(owner, slot, taken, beside=beside)
        except (ConflictError, ErasedError):
            return None

    async def _waiting(
        self, owner: str, first: Slot[Outgoing], message: Outgoing
    ) -> list[Slot[Outgoing]]:
        """Return what else waits for the same person and channel, and was handed to nobody.

        What was handed over may have gone, and stays what it was: whoever knows a mail by its
        Message-ID would not see what is added to it.
        """
        if message.tries:
            return []
        found = await self._documents.having(
            Outgoing.collection, "owner_id", owner, after="", limit=_SEEN
        )
        some = [one for one in found if one.id.name != first.name and _goes(one, message)]
        slots = [await self._records.opened(owner, one, ACCOUNT) for one in some]
        return [one for one in slots if one.record is not None][: _TOGETHER - 1]

    async def _later(self, one: _Claimed, after: timedelta | None = None) -> Delivered:
        """Put a message off, unless it would come too late."""
        now = self._clock.now()
        then = next_try(one.message, now)
        if then is None:
            return await self._ended(one, MessageOutcome.TOO_LATE)
        then = max(then, now + after) if after else then
        return await self._put_off(one.owner, one.slot, one.message.put_off(then))

    async def _when_asked(self, one: _Claimed, after: timedelta) -> Delivered:
        """Put a message off that was not handed to anybody, unless it would come too late."""
        then = self._clock.now() + after
        if then >= one.message.until:
            return await self._ended(one, MessageOutcome.TOO_LATE)
        return await self._put_off(one.owner, one.slot, one.message.untried().put_off(then))

    async def _put_off(self, owner: str, slot: Slot[Outgoing], waits: Outgoing) -> StillWaiting:
        try:
            await self._records.put(owner, slot, waits)
        except (ConflictError, ErasedError):  # somebody has deleted it
            return StillWaiting.NOTHING
        return StillWaiting.LATER

    async def _ended(
        self, one: _Claimed, outcome: MessageOutcome, about: tuple[str, ...] = ()
    ) -> Delivered:
        """Delete a message, and leave a line; what was given up is in the log, nothing of it."""
        if one.message.reached:
            outcome = MessageOutcome.SENT
        if outcome in GIVEN_UP:
            lane = one.message.lane
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING, lane=lane)
        place = DocumentId(Outgoing.collection, one.slot.name)
        gone = Writing(self._documents.root, (Delete(place),))
        line = await self._line(one, outcome, about or one.about)
        try:
            await commit_together(self._documents, [gone, *line])
        except ConflictError:  # there is a line of this name
            await commit_together(self._documents, [gone])
        return outcome

    async def _line(
        self, one: _Claimed, outcome: MessageOutcome, about: tuple[str, ...]
    ) -> Sequence[Writing]:
        name = one.slot.name
        line = SentMessage.kept_from(
            self._clock.now(),
            name,
            owner_id=one.owner,
            kind=one.message.kind,
            channel=one.channel,
            outcome=outcome,
            follows=about,
        )
        try:
            return [await self._sent.writing(one.owner, Slot(name, None, None), line)]
        except ErasedError:
            return []


def _goes(found: Document, message: Outgoing) -> bool:
    """Tell whether a document may go with a message, by what stands in clear."""
    fields = found.fields
    is_waiting = fields.get("state") == OutgoingState.WAITING and fields.get("tries") == 0
    return is_waiting and fields.get("lane") == message.lane
