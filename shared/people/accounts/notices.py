"""What people are told about their own account, so that nothing happens to it unnoticed.

Plain words to the account's own addresses, nothing about a device or a place: by mail, and by SMS
to who has no email. Who has signed in, linked a quick login, or asked for a copy is told of by the
outbox: what tells of it is written by the same commit. That an address changes is told to the old
one before, or it does not change. Of what ends an account it is told within the request, because
its key goes with it; what could not be sent is logged.

Notices have a lid of their own on mail, so that nobody can have codes sent until no notice is. An
SMS costs money: all are under one lid, whoever asks for them.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from shared.kernel import log
from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import AppError, TooManyRequestsError
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
    MessageKind,
)
from shared.people.messages.outbox import Outbox, Queued
from shared.people.messages.outbox_delivery import Attempt
from shared.people.messages.outgoing import Outgoing
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.messages.sent import MessageOutcome
from shared.people.person.address import Address, Channel
from shared.people.person.model import Person
from shared.people.person.rate_limits import PeopleLimits

SIGN_INS_PER_HOUR = 10
"""Of one person, that they are told of."""
CHANGES_PER_DAY = 10
"""Of one person's addresses, done or tried."""


_TEXTS = {
    SIGNED_IN: ("mail-sign-in-subject", "mail-sign-in-text", "sms-sign-in"),
    LINKED: ("mail-linked-subject", "mail-linked-text", "sms-linked"),
    EXPORT_ASKED: ("mail-export-asked-subject", "mail-export-asked-text", "sms-export-asked"),
    EXPORT_READY: ("mail-export-ready-subject", "mail-export-ready-text", "sms-export-ready"),
    ADDRESS_CHANGES: ("mail-change-subject", "mail-change-text", "sms-change"),
    ERASURE_ASKED: ("mail-erasure-subject", "mail-erasure-text", "sms-erasure"),
    MINOR_ERASED: ("mail-minor-subject", "mail-minor-text", "sms-minor"),
    MINOR_REPORTED: (
        "mail-minor-reported-subject",
        "mail-minor-reported-text",
        "sms-minor-reported",
    ),
    MINOR_CALLED_OFF: ("mail-minor-off-subject", "mail-minor-off-text", "sms-minor-off"),
}
"""The subject and the text of a mail, and what an SMS says instead."""
_QUEUED = {one.id: one for one in (SIGNED_IN, LINKED, EXPORT_ASKED)}
"""Those that go by the outbox: they tell of what has been done."""


class Notices:
    """Notices of one region."""

    def __init__(  # noqa: PLR0913 - by what, when, and how many
        self,
        sender: Sender,
        outbox: Outbox,
        limits: PeopleLimits,
        clock: Clock,
        *,
        mail_per_hour: int,
        sms_per_hour: int,
        within: timedelta = timedelta(seconds=3),
    ) -> None:
        self._sender, self._outbox, self._limits, self._clock = sender, outbox, limits, clock
        self._mail_per_hour, self._sms_per_hour = mail_per_hour, sms_per_hour
        self._within = within

    async def signed_in(self, person_id: str) -> Queued:
        """Return what tells a person that somebody has signed in, to be written with the session.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        return await self._outbox.queued(person_id, SIGNED_IN, {"at": _told(self._clock.now())})

    async def linked(self, person_id: str) -> Queued:
        """Return what tells a person that a quick login was linked. Raises as ``signed_in``."""
        return await self._outbox.queued(person_id, LINKED, {})

    async def export_asked(self, person_id: str) -> Queued:
        """Return what tells a person that a copy was asked for. Raises as ``signed_in``."""
        return await self._outbox.queued(person_id, EXPORT_ASKED, {})

    async def hand_over(self, queued: Queued) -> None:
        """Have a notice sent that was just written."""
        await self._outbox.hand_over(queued.name)

    async def send(self, owner: str, person: Person, message: Outgoing, name: str) -> Attempt:
        """Send a notice of the outbox now. See ``Courier`` of ``messages/outbox_delivery.py``."""
        if (address := self._first_of(person)) is None:
            return Attempt(MessageOutcome.UNREACHABLE)
        kind = _QUEUED[message.kind]
        if kind is SIGNED_IN and not await self._is_few(owner, kind):
            return Attempt(MessageOutcome.UNWANTED)
        await self._admit(address)
        notice = replace(_message(kind, person, **message.facts), id=name)
        sent = await self._sender.send(address, notice, person=owner)
        return Attempt(MessageOutcome.SENT if sent else MessageOutcome.UNWANTED)

    def waits_until(self, person: Person, message: Outgoing) -> datetime | None:  # noqa: ARG002
        """Let nothing of an account wait: see ``Courier``."""
        return None

    def channel_of(self, person: Person, message: Outgoing) -> Channel | None:  # noqa: ARG002
        """Return by which channel a person is told; None: they cannot be reached."""
        address = self._first_of(person)
        return address.channel if address is not None else None

    async def _is_few(self, person_id: str, kind: MessageKind) -> bool:
        """Tell whether somebody has not been told of as many sign-ins already in this hour."""
        try:
            await self._limits.count(kind.id, person_id, SIGN_INS_PER_HOUR)
        except TooManyRequestsError:
            return False
        return True

    async def erasure_asked(self, person: Person, receipt: str) -> None:
        """Tell a person that their account is about to be deleted."""
        await self._tell(None, person, _message(ERASURE_ASKED, person, receipt=receipt))

    async def minor_erased(self, person: Person, receipt: str) -> None:
        """Tell who turned out to be under 18 that all of it is erased."""
        await self._tell(None, person, _message(MINOR_ERASED, person, receipt=receipt))

    async def minor_reported(self, person_id: str, person: Person, until: datetime) -> bool:
        """Tell who is said to be under 18 how to object, and by when; return whether they were."""
        message = _message(MINOR_REPORTED, person, until=_told(until))
        return await self._tell(person_id, person, message)

    async def minor_called_off(self, person_id: str, person: Person, reason: str) -> None:
        """Tell who was said to be under 18 that their account stays, and why."""
        why = say(f"minor-off-{reason}", person.language)
        await self._tell(person_id, person, _message(MINOR_CALLED_OFF, person, reason=why))

    async def export_ready(self, person_id: str, person: Person, until: datetime) -> None:
        """Tell a person that a copy of their data can be fetched, if they can be reached.

        Raises:
            TooManyRequestsError, UnavailableError: It could not be sent now.
        """
        if (address := self._first_of(person)) is None:
            return
        await self._admit(address)
        message = _message(EXPORT_READY, person, until=_told(until))
        await self._sender.send(address, message, person=person_id)

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
        sender, message = self._sender, _message(ADDRESS_CHANGES, person)
        reachable = [one for one in person.addresses if sender.serves(one)]
        told = [one for one in reachable if one.channel in changed] or reachable[:1]
        for address in told:
            await self._admit(address)
            await sender.send(address, message, person=person_id)

    def _first_of(self, person: Person) -> Address | None:
        """Return where a person is told: by mail, if they have an email, else by SMS."""
        served = (one for one in person.addresses if self._sender.serves(one))
        return next(served, None)

    async def _tell(self, person_id: str | None, person: Person, message: Message) -> bool:
        """Send a notice; return whether it was sent."""
        if (address := self._first_of(person)) is None:
            return False
        try:
            async with asyncio.timeout(self._within.total_seconds()):
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


def _message(kind: MessageKind, person: Person, **facts: str) -> Message:
    """Return a notice in a person's language."""
    subject, text, short = (say(one, person.language, **facts) for one in _TEXTS[kind])
    return Message(kind, subject, text, short=short)


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
