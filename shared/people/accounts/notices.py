"""What people are told about their own account, so that nothing happens to it unnoticed.

Plain words to the account's own addresses, nothing about a device or a place: by mail, and by SMS
to who has no email. Who has signed in, or linked a quick login, is told of afterwards, within the
same request because the platform stops the processor after the answer; it never fails that, and
what could not be sent is logged.
That an address changes is told to the old one before, or it does not change.

Notices have a lid of their own on mail, so that nobody can have codes sent until no notice is. An
SMS costs money: all are under one lid, whoever asks for them.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from shared.kernel import log
from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import AppError
from shared.kernel.texts import say
from shared.people.accounts.notice_lids import admit
from shared.people.messages.kinds import (
    ADDRESS_CHANGES,
    ERASURE_ASKED,
    EXPORT_ASKED,
    EXPORT_READY,
    LINKED,
    MINOR_CALLED_OFF,
    MINOR_ERASED,
    MINOR_REPORTED,
    SIGNED_IN,
)
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.address import Address, Channel
from shared.people.person.model import Person
from shared.people.person.rate_limits import PeopleLimits

SIGN_INS_PER_HOUR = 10
"""Of one person, that they are told of."""
CHANGES_PER_DAY = 10
"""Of one person's addresses, done or tried."""


class Notices:
    """Notices of one region."""

    def __init__(  # noqa: PLR0913 - by what, when, and how many
        self,
        sender: Sender,
        limits: PeopleLimits,
        clock: Clock,
        *,
        mail_per_hour: int,
        sms_per_hour: int,
        within: timedelta = timedelta(seconds=3),
    ) -> None:
        self._sender, self._limits, self._clock = sender, limits, clock
        self._mail_per_hour, self._sms_per_hour = mail_per_hour, sms_per_hour
        self._within = within

    async def signed_in(self, person_id: str, person: Person) -> None:
        """Tell a person that somebody has signed in to their account."""
        language = person.language
        at = f"{self._clock.now():%Y-%m-%d %H:%M} UTC"
        message = Message(
            SIGNED_IN,
            say("mail-sign-in-subject", language),
            say("mail-sign-in-text", language, at=at),
            short=say("sms-sign-in", language, at=at),
        )
        await self._tell(person_id, person, message, most=SIGN_INS_PER_HOUR)

    async def erasure_asked(self, person: Person, receipt: str) -> None:
        """Tell a person that their account is about to be deleted."""
        language = person.language
        message = Message(
            ERASURE_ASKED,
            say("mail-erasure-subject", language),
            say("mail-erasure-text", language, receipt=receipt),
            short=say("sms-erasure", language, receipt=receipt),
        )
        await self._tell(None, person, message)

    async def minor_erased(self, person: Person, receipt: str) -> None:
        """Tell who turned out to be under 18 that all of it is erased."""
        language = person.language
        message = Message(
            MINOR_ERASED,
            say("mail-minor-subject", language),
            say("mail-minor-text", language, receipt=receipt),
            short=say("sms-minor", language, receipt=receipt),
        )
        await self._tell(None, person, message)

    async def minor_reported(self, person_id: str, person: Person, until: datetime) -> bool:
        """Tell who is said to be under 18 how to object, and by when; return whether they were."""
        language, day = person.language, f"{until:%Y-%m-%d %H:%M} UTC"
        message = Message(
            MINOR_REPORTED,
            say("mail-minor-reported-subject", language),
            say("mail-minor-reported-text", language, until=day),
            short=say("sms-minor-reported", language, until=day),
        )
        return await self._tell(person_id, person, message)

    async def minor_called_off(self, person_id: str, person: Person, reason: str) -> None:
        """Tell who was said to be under 18 that their account stays, and why."""
        language = person.language
        why = say(f"minor-off-{reason}", language)
        message = Message(
            MINOR_CALLED_OFF,
            say("mail-minor-off-subject", language),
            say("mail-minor-off-text", language, reason=why),
            short=say("sms-minor-off", language),
        )
        await self._tell(person_id, person, message)

    async def export_asked(self, person_id: str, person: Person) -> None:
        """Tell a person that somebody has asked for a copy of their data."""
        language = person.language
        message = Message(
            EXPORT_ASKED,
            say("mail-export-asked-subject", language),
            say("mail-export-asked-text", language),
            short=say("sms-export-asked", language),
        )
        await self._tell(person_id, person, message)

    async def export_ready(self, person_id: str, person: Person, until: datetime) -> None:
        """Tell a person that a copy of their data can be fetched, if they can be reached.

        Raises:
            TooManyRequestsError, UnavailableError: It could not be sent now.
        """
        if (address := self._first_of(person)) is None:
            return
        language, ends = person.language, f"{until:%Y-%m-%d %H:%M} UTC"
        message = Message(
            EXPORT_READY,
            say("mail-export-ready-subject", language),
            say("mail-export-ready-text", language, until=ends),
            short=say("sms-export-ready", language, until=ends),
        )
        await self._admit(address)
        await self._sender.send(address, message, person=person_id)

    async def linked(self, person_id: str, person: Person) -> None:
        """Tell a person that a quick login was linked to their account."""
        language = person.language
        message = Message(
            LINKED,
            say("mail-linked-subject", language),
            say("mail-linked-text", language),
            short=say("sms-linked", language),
        )
        await self._tell(person_id, person, message)

    async def address_changes(
        self, person_id: str, person: Person, changed: Collection[Channel]
    ) -> None:
        """Tell where a person could be reached until now that an address of theirs changes.

        Args:
            person_id: Whose.
            person: As they still are.
            changed: What of them changes. Where none of these is written to, another one is.

        Raises:
            TooManyRequestsError: There were many changes today, or many messages of all.
            UnavailableError: It could not be sent: do not go on.
        """
        await self._limits.count("changes", person_id, CHANGES_PER_DAY, span=DAY, told="changes")
        sender, language = self._sender, person.language
        reachable = [one for one in person.addresses if sender.serves(one)]
        told = [one for one in reachable if one.channel in changed] or reachable[:1]
        message = Message(
            ADDRESS_CHANGES,
            say("mail-change-subject", language),
            say("mail-change-text", language),
            short=say("sms-change", language),
        )
        for address in told:
            await self._admit(address)
            await sender.send(address, message, person=person_id)

    def _first_of(self, person: Person) -> Address | None:
        """Return where a person is told: by mail, if they have an email, else by SMS."""
        served = (one for one in person.addresses if self._sender.serves(one))
        return next(served, None)

    async def _tell(
        self, person_id: str | None, person: Person, message: Message, *, most: int | None = None
    ) -> bool:
        """Send a notice, of a kind of which so many go in an hour; return whether it was."""
        if (address := self._first_of(person)) is None:
            return False
        try:
            async with asyncio.timeout(self._within.total_seconds()):
                if most is not None and person_id is not None:
                    await self._limits.count(message.kind.id, person_id, most)
                await self._admit(address)
                await self._sender.send(address, message, person=person_id)
        except (AppError, TimeoutError) as e:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
            log.unavailable(e)
            return False
        return True

    async def _admit(self, address: Address) -> None:
        lids = {"mail_per_hour": self._mail_per_hour, "sms_per_hour": self._sms_per_hour}
        await admit(self._limits, address, **lids)
