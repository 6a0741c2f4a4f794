"""Sending news of followed parcels: what is still true, when it is wanted, as fast as it may go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.kernel.clock import Clock
from shared.kernel.errors import RestrictedError
from shared.parcels.follows.follows import Follows
from shared.parcels.follows.model import Followed
from shared.parcels.follows.news_text import is_past, letter, note, short
from shared.parcels.follows.telling import news_of, wished
from shared.people.consents.consents import Consents
from shared.people.messages.kinds import NEWS_EMAIL, NEWS_PUSH, NEWS_SMS, MessageKind
from shared.people.messages.outbox_delivery import Attempt
from shared.people.messages.outgoing import Outgoing
from shared.people.messages.port import Message
from shared.people.messages.posting import Posting
from shared.people.messages.quiet import quiet_until
from shared.people.messages.sent import MessageOutcome
from shared.people.person.address import Channel
from shared.people.person.model import Person

_KINDS = {one.id: one for one in (NEWS_EMAIL, NEWS_SMS, NEWS_PUSH)}


class NewsCourier:
    """Sends the news of one region. See ``Courier`` of ``people/messages/outbox_delivery.py``."""

    def __init__(
        self, follows: Follows, consents: Consents, posting: Posting, clock: Clock
    ) -> None:
        """Send news.

        Args:
            follows: What people follow.
            consents: What they have decided.
            posting: Hands it over.
            clock: The clock.
        """
        self._follows, self._consents = follows, consents
        self._posting, self._clock = posting, clock

    def channel_of(self, person: Person, message: Outgoing) -> Channel | None:  # noqa: ARG002
        """Return the channel of a kind."""
        return _KINDS[message.kind].channel

    def waits_until(self, person: Person, message: Outgoing) -> datetime | None:
        """Return until when a person wants no news by a channel."""
        channel = _KINDS[message.kind].channel
        return quiet_until(person, channel, message.made, self._clock.now())

    async def send(self, owner: str, person: Person, message: Outgoing, name: str) -> Attempt:
        """Send news now, if it is wanted now and still true."""
        kind, now = _KINDS[message.kind], self._clock.now()
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

        def word(stop: str) -> Message:
            return _worded(kind, told, person.language, stop, name=name, keep=message.until - now)

        attempt = await self._posting.post(owner, person, kind, word, reached=message.reached)
        return replace(attempt, about=tuple(one.id for one in told))


def _worded(  # noqa: PLR0913 - what, of what, how, and what a push message says beside
    kind: MessageKind,
    told: Sequence[Followed],
    language: str,
    stop: str,
    *,
    name: str,
    keep: timedelta,
) -> Message:
    """Return news in words."""
    if kind is NEWS_PUSH:
        title, below = note(told, language)
        about = tuple(one.id for one in told)
        return Message(kind, title, below, unsubscribe=stop, id=name, about=about, keep=keep)
    subject, text = letter(told, language, stop)
    less = short(told, language, stop)
    return Message(kind, subject, text, unsubscribe=stop, short=less, id=name)


def _is_still_so(one: Followed, message: Outgoing, person: Person, now: datetime) -> bool:
    """Tell whether nothing newer is to be told, and that it is not about a day that is over."""
    told = one.follow.told
    if told is None or news_of(one.follow) != message.facts[one.id]:
        return False
    return not is_past(told, person, now)
