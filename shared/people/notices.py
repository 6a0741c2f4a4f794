"""What people are told by mail about their own account, so that nothing happens to it unnoticed.

Plain words to the account's own address, nothing about a device or a place. A notice is sent after
what it tells of, within the same request because the platform stops the processor after the answer,
and never fails it: what could not be sent is logged.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from shared import log
from shared.clock import Clock
from shared.errors import AppError
from shared.messages.port import Message, Messenger
from shared.people.address import Address, Channel
from shared.people.limits import EVERYONE, PeopleLimits
from shared.people.model import Person
from shared.texts import say


class Notices:
    """Notices of one region."""

    def __init__(
        self,
        messenger: Callable[[], Messenger],
        limits: PeopleLimits,
        clock: Clock,
        *,
        mail_per_hour: int,
        within: timedelta = timedelta(seconds=3),
    ) -> None:
        self._messenger, self._limits, self._clock = messenger, limits, clock
        self._mail_per_hour, self._within = mail_per_hour, within

    async def signed_in(self, person: Person) -> None:
        """Tell a person that somebody has signed in to their account, if they have an email."""
        if person.email is None:
            return
        language = (person.locale or "en").partition("-")[0]
        at = f"{self._clock.now():%Y-%m-%d %H:%M} UTC"
        message = Message(
            subject=say("mail-sign-in-subject", language),
            text=say("mail-sign-in-text", language, at=at),
        )
        await self._send(Address(Channel.EMAIL, person.email), message)

    async def _send(self, address: Address, message: Message) -> None:
        messenger = self._messenger()
        if not messenger.serves(address):
            return
        try:
            async with asyncio.timeout(self._within.total_seconds()):
                await self._limits.count("mail", EVERYONE, self._mail_per_hour)
                await messenger.send(address, message)
        except (AppError, TimeoutError) as e:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
            log.unavailable(e)
