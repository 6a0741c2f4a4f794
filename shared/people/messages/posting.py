"""Handing over messages that people may stop: when it is their turn, and within their lids.

Each kind has a pace of its own, which one instance keeps, a lid on what the region sends in an hour
and one on what a person is sent in a day. A push message goes to each device of a person that wants
it. It is told when some were reached and others are to be tried again, so that none is told twice.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.kernel import log
from shared.kernel.clock import DAY, Clock, Deadline, midnight
from shared.kernel.errors import AppError, TooManyRequestsError, UnavailableError
from shared.people.messages.kinds import MessageKind
from shared.people.messages.outbox_delivery import Attempt, NotAllReachedError
from shared.people.messages.port import AddressGoneError, Destination, Message
from shared.people.messages.quiet import next_daily
from shared.people.messages.sender import Sender
from shared.people.messages.sent import MessageOutcome
from shared.people.messages.sms import StoppedThereError
from shared.people.person.address import Channel
from shared.people.person.model import Person
from shared.people.person.push_address import PushTarget
from shared.people.person.rate_limits import EVERYONE, Charge, Counted, PeopleLimits
from shared.platform.suppliers.pace import Pace
from shared.platform.suppliers.port import BusyError, FetchOutcome, SupplierError

_TURN_WITHIN_SECONDS = 20.0
"""So long a message waits for its turn in a worker, at most; then in the outbox, for the sweep."""

_ALL_WITHIN = timedelta(seconds=15)
"""After so long no further device is begun with: a worker has 45 seconds for a message."""

Worded = Callable[[str], Message]
"""Returns a message, given the address that stops such ones."""


@dataclass(frozen=True, slots=True)
class PostTerms:
    """How much of one kind is sent, and how fast."""

    per_day: int
    """To one person."""
    per_hour: int
    """To all of a region."""
    pace: Pace


class PushPlaces(Protocol):
    """The devices of people."""

    async def pushed(self, person: str) -> list[PushTarget]:
        """Return those to which push messages go now."""
        ...

    async def forget(self, person: str, gone: PushTarget) -> None:
        """Forget where one was reached."""
        ...


@dataclass(slots=True)
class _Handed:
    """What came of handing a message over to some addresses."""

    reached: list[str] = field(default_factory=list)
    """Devices that have it, or have had it before."""
    is_refused: bool = False
    is_unwanted: bool = False
    """Whether the person does not want it, or not any more."""
    failed: UnavailableError | None = None


class Posting:
    """Hands over the messages of one region that people may stop."""

    def __init__(  # noqa: PLR0913 - by whom, to whom, how much
        self,
        sender: Sender,
        limits: PeopleLimits,
        clock: Clock,
        *,
        places: PushPlaces,
        link: Callable[[str, str], Awaitable[str]],
        stop: Callable[[str, str], Awaitable[None]],
        terms: Mapping[str, PostTerms],
    ) -> None:
        """Hand messages over.

        Args:
            sender: The one way to people.
            limits: What is counted.
            clock: The clock.
            places: Where push messages go.
            link: Returns the address that stops a purpose, for a person.
            stop: Stops it: STOP to a provider is a refusal.
            terms: By kind of message.
        """
        self._sender, self._limits, self._clock = sender, limits, clock
        self._places, self._link, self._stop, self._terms = places, link, stop, terms

    async def post(
        self,
        owner: str,
        person: Person,
        kind: MessageKind,
        word: Worded,
        *,
        reached: Collection[str] = (),
    ) -> Attempt:
        """Hand a message over now, if it is its turn and the person has had few enough today.

        Args:
            owner: The person's id.
            person: Their record.
            kind: What sort of message.
            word: Makes it.
            reached: Devices that have it already.

        Raises:
            NotAllReachedError: It is to be tried again, for the devices that it has not reached.
            TooManyRequestsError, UnavailableError: It could not be sent now.
        """
        targets = await self._targets(owner, person, kind, reached)
        if isinstance(targets, MessageOutcome):
            return Attempt(targets)
        terms = self._terms[kind.id]
        turn = await terms.pace.take(within=_TURN_WITHIN_SECONDS)
        counted = () if reached else await self._counted(owner, kind, terms)
        if counted is None:
            return Attempt(None, self._after_today(person))
        handed = _Handed(list(reached))
        try:
            message = word(await self._link(owner, kind.purpose.id))
            await terms.pace.begin(turn)
            await self._to_each(owner, targets, message, handed)
        finally:
            if not handed.reached:
                await self._limits.give_back(counted)
        return _ended(handed)

    async def _to_each(
        self, owner: str, targets: Sequence[Destination], message: Message, handed: _Handed
    ) -> None:
        """Hand a message over to each address in its turn, while the person wants it."""
        pace = self._terms[message.kind.id].pace
        deadline = Deadline.after(self._clock, _ALL_WITHIN)
        for one in targets:
            if deadline.passed:
                handed.failed = UnavailableError()
                break
            if one is not targets[0] and not await self._has_turn(pace, deadline, handed):
                break
            if not await self._hand_over(owner, one, message, handed):
                handed.is_unwanted, handed.failed = True, None
                break

    async def _has_turn(self, pace: Pace, deadline: Deadline, handed: _Handed) -> bool:
        """Wait for one more turn; return whether there is one in time."""
        try:
            await pace.begin(await pace.take(within=deadline.left()))
        except BusyError as e:
            handed.failed = e
            return False
        return True

    async def _hand_over(
        self, owner: str, target: Destination, message: Message, handed: _Handed
    ) -> bool:
        """Hand a message over to one address; return whether the person wants it."""
        try:
            is_sent = await self._sender.send(target, message, person=owner)
        except StoppedThereError:
            await self._stop(owner, message.kind.purpose.id)
            return False
        except AppError as e:
            if not isinstance(target, PushTarget):
                raise
            await self._not_reached(owner, target, e, handed)
            return True
        if is_sent:
            handed.reached.append(target.device if isinstance(target, PushTarget) else "")
        return is_sent

    async def _not_reached(
        self, owner: str, target: PushTarget, error: AppError, handed: _Handed
    ) -> None:
        """Know that a device was not reached: the others may be."""
        if isinstance(error, AddressGoneError):
            try:
                await self._places.forget(owner, target)
            except UnavailableError as e:  # it will be gone again
                log.unavailable(e)
        elif isinstance(error, SupplierError) and error.outcome is FetchOutcome.BAD_ANSWER:
            handed.is_refused = True
        elif isinstance(error, UnavailableError):
            handed.failed = error
        else:
            log.unavailable(error)
            handed.is_refused = True

    async def _targets(
        self, owner: str, person: Person, kind: MessageKind, reached: Collection[str]
    ) -> Sequence[Destination] | MessageOutcome:
        """Return where a message goes that has not been there: one address, or all devices.

        Or what comes of it, if it goes nowhere.
        """
        if kind.channel is not Channel.PUSH:
            some = [one for one in person.addresses if one.channel is kind.channel]
            if some and person.bounces(some[0].channel).paused is not None:
                return MessageOutcome.PAUSED
            served = [one for one in some if self._sender.serves(one)]
            return served or MessageOutcome.UNREACHABLE
        devices = await self._places.pushed(owner)
        left = [one for one in devices if one.device not in reached and self._sender.serves(one)]
        return left or (MessageOutcome.SENT if reached else MessageOutcome.UNREACHABLE)

    async def _counted(
        self, owner: str, kind: MessageKind, terms: PostTerms
    ) -> tuple[Counted, ...] | None:
        """Count a message; None: the person was sent as many today as they are to be.

        Raises:
            TooManyRequestsError: The region has sent as many in this hour.
            UnavailableError: It could not be counted.
        """
        own = Charge(f"{kind.id}-own", owner, terms.per_day, span=DAY)
        try:
            mine = (await self._limits.charge([own])).counted
        except TooManyRequestsError:
            return None
        try:
            all_of_us = Charge(kind.id, EVERYONE, terms.per_hour)
            return (*mine, *(await self._limits.charge([all_of_us])).counted)
        except TooManyRequestsError:
            await self._limits.give_back(mine)
            raise

    def _after_today(self, person: Person) -> datetime:
        """Return a morning of the person's on which they have not been sent anything yet."""
        now = self._clock.now()
        return max(next_daily(person, now), midnight(now) + DAY)


def _ended(handed: _Handed) -> Attempt:
    if handed.failed is not None:
        raise NotAllReachedError(tuple(handed.reached), handed.failed)
    if handed.reached:
        return Attempt(MessageOutcome.SENT)
    if handed.is_unwanted:
        return Attempt(MessageOutcome.UNWANTED)
    return Attempt(MessageOutcome.REFUSED if handed.is_refused else MessageOutcome.UNREACHABLE)
