"""Sending news of followed parcels: what is still true, when it is wanted, as fast as it may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import RestrictedError, TooManyRequestsError
from shared.parcels.follows.follows import Follows
from shared.parcels.follows.model import Followed
from shared.parcels.follows.news_text import is_past, letter, short
from shared.parcels.follows.telling import news_of, wished
from shared.people.consents.consents import Consents
from shared.people.consents.unsubscribe import UnsubscribeLinks
from shared.people.messages.kinds import NEWS_EMAIL, NEWS_SMS, MessageKind
from shared.people.messages.outbox_delivery import Attempt
from shared.people.messages.outgoing import Outgoing
from shared.people.messages.port import Message
from shared.people.messages.quiet import next_daily, quiet_until
from shared.people.messages.sender import Sender
from shared.people.messages.sent import MessageOutcome
from shared.people.messages.sms import StoppedThereError
from shared.people.person.address import Address, Channel
from shared.people.person.model import Person
from shared.people.person.rate_limits import EVERYONE, Charge, Counted, PeopleLimits
from shared.platform.suppliers.pace import Pace

_KINDS = {one.id: one for one in (NEWS_EMAIL, NEWS_SMS)}
_CHANNELS = {NEWS_EMAIL.id: Channel.EMAIL, NEWS_SMS.id: Channel.PHONE}
_PER_DAY = {NEWS_EMAIL.id: 10, NEWS_SMS.id: 5}
"""Messages of one person in a day; what goes beyond comes together in the morning."""
_TURN_WITHIN_SECONDS = 20.0
"""So long a message waits for its turn in a worker, at most; then in the outbox, for the sweep."""


@dataclass(frozen=True, slots=True)
class NewsTerms:
    """How much news of one kind a region sends."""

    per_hour: int
    pace: Pace


class NewsCourier:
    """Sends the news of one region. See ``Courier`` of ``people/messages/outbox_delivery.py``."""

    def __init__(  # noqa: PLR0913 - of what, by whom, how much
        self,
        follows: Follows,
        sender: Sender,
        consents: Consents,
        limits: PeopleLimits,
        clock: Clock,
        *,
        links: UnsubscribeLinks,
        base_url: str,
        terms: Mapping[str, NewsTerms],
    ) -> None:
        """Send news.

        Args:
            follows: What people follow.
            sender: The one way to people.
            consents: What they have decided: STOP to a provider is a refusal.
            limits: What is counted.
            clock: The clock.
            links: What stops a channel.
            base_url: Of the links.
            terms: By kind of message.
        """
        self._follows, self._sender = follows, sender
        self._consents, self._links = consents, links
        self._limits, self._clock = limits, clock
        self._base_url, self._terms = base_url, terms

    def channel_of(self, person: Person, message: Outgoing) -> Channel | None:  # noqa: ARG002
        """Return the channel of a kind."""
        return _CHANNELS[message.kind]

    def waits_until(self, person: Person, message: Outgoing) -> datetime | None:
        """Return until when a person wants no news by a channel."""
        return quiet_until(person, _CHANNELS[message.kind], message.made, self._clock.now())

    async def send(self, owner: str, person: Person, message: Outgoing, name: str) -> Attempt:
        """Send news now, if it is wanted now and still true."""
        kind, now = _KINDS[message.kind], self._clock.now()
        address = self._address(person, _CHANNELS[kind.id])
        if address is None:
            return Attempt(MessageOutcome.UNREACHABLE)
        if not await self._consents.allowed(owner, kind.purpose):  # and again, when it is sent
            return Attempt(MessageOutcome.UNWANTED)
        try:
            found = await self._follows.some(owner, list(message.facts))
        except RestrictedError:
            return Attempt(MessageOutcome.UNWANTED)
        wanted = [one for one in found if kind in wished(one.follow)]
        if found and not wanted:
            return Attempt(MessageOutcome.UNWANTED)
        told = [one for one in wanted if _is_still_so(one, message, person, now)]
        if not told:
            return Attempt(MessageOutcome.SUPERSEDED)
        return await self._hand_over(owner, person, kind, address, told, name)

    async def _hand_over(  # noqa: PLR0913, PLR0917 - to whom, what, by what name
        self,
        owner: str,
        person: Person,
        kind: MessageKind,
        address: Address,
        told: list[Followed],
        name: str,
    ) -> Attempt:
        terms = self._terms[kind.id]
        turn = await terms.pace.take(within=_TURN_WITHIN_SECONDS)
        counted = await self._counted(owner, kind, terms)
        if counted is None:
            return Attempt(None, self._after_today(person))
        stop = f"{self._base_url}/v1/unsubscribe/{await self._links.token(owner, kind.purpose.id)}"
        subject, text = letter(told, person.language, stop)
        less = short(told, person.language, stop)
        message = Message(kind, subject, text, unsubscribe=stop, short=less, id=name)
        sent = False
        try:
            await terms.pace.begin(turn)
            sent = await self._sender.send(address, message, person=owner)
        except StoppedThereError:
            await self._consents.stop(owner, kind.purpose.id)
        finally:
            if not sent:
                await self._limits.give_back(counted)
        about = tuple(one.id for one in told)
        return Attempt(MessageOutcome.SENT if sent else MessageOutcome.UNWANTED, about=about)

    async def _counted(
        self, owner: str, kind: MessageKind, terms: NewsTerms
    ) -> tuple[Counted, ...] | None:
        """Count a message; None: the person was sent as many today as they are to be.

        Raises:
            TooManyRequestsError: The region has sent as many in this hour.
            UnavailableError: It could not be counted.
        """
        own = Charge(f"{kind.id}-own", owner, _PER_DAY[kind.id], span=DAY)
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

    def _address(self, person: Person, channel: Channel) -> Address | None:
        some = (one for one in person.addresses if one.channel is channel)
        return next((one for one in some if self._sender.serves(one)), None)


def _is_still_so(one: Followed, message: Outgoing, person: Person, now: datetime) -> bool:
    """Tell whether nothing newer is to be told, and that it is not about a day that is over."""
    told = one.follow.told
    if told is None or news_of(one.follow) != message.facts[one.id]:
        return False
    return not is_past(told, person, now)
