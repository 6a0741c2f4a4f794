"""What people are told about their rights requests: that one came, waits longer, was answered.

Visitors by the address that they proved or wrote from, people by what their account has. Mails are
under the lid of all notices.
"""

from datetime import datetime

from shared.kernel import log
from shared.kernel.errors import AppError, NotFoundError
from shared.kernel.texts import say
from shared.people.accounts.notice_lids import admit
from shared.people.accounts.profiles import Profiles
from shared.people.messages.kinds import (
    RESTRICTION_LIFTS,
    RIGHTS_ANSWERED,
    RIGHTS_EXTENDED,
    RIGHTS_RECEIVED,
)
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.address import Address, Channel
from shared.people.person.rate_limits import PeopleLimits
from shared.rights.requests.log import Entry
from shared.rights.requests.model import STATE_OF, RightsExtension, RightsOutcome, RightsState
from shared.rights.requests.sealed_details import SealedRequests


class RightsTelling:
    """Tells people about their requests, in one region."""

    def __init__(  # noqa: PLR0913 - by what, whose, and how many
        self,
        sender: Sender,
        profiles: Profiles,
        requests: SealedRequests,
        limits: PeopleLimits,
        *,
        mail_per_hour: int,
        sms_per_hour: int,
    ) -> None:
        self._sender, self._profiles, self._requests = sender, profiles, requests
        self._limits = limits
        self._mail_per_hour, self._sms_per_hour = mail_per_hour, sms_per_hour

    async def received(self, entry: Entry, language: str) -> None:
        """Tell that a request came, and by when it is answered; a mail that fails stops nothing."""
        facts = {"id": entry.id, "due": _day(entry.asked.due_at)}
        message = Message(
            RIGHTS_RECEIVED,
            say("mail-rights-received-subject", language),
            say("mail-rights-received-text", language, **facts),
            short=say("sms-rights-received", language, **facts),
        )
        try:
            await self._tell(entry, message)
        except AppError as e:
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
            log.unavailable(e)

    async def received_unproven(
        self, address: Address, entry: Entry, code: str, language: str
    ) -> None:
        """Tell who is said to have written that it came, and how to prove that it was them.

        Raises:
            TooManyRequestsError, UnavailableError: It could not be sent now.
        """
        due = _day(entry.asked.due_at)
        text = say("mail-rights-prove-text", language, id=entry.id, due=due, code=code)
        subject = say("mail-rights-received-subject", language)
        await self._send(address, Message(RIGHTS_RECEIVED, subject, text), None)

    async def extended(self, entry: Entry, why: RightsExtension, due: datetime) -> None:
        """Tell that an answer takes longer, and why, before it does.

        Raises:
            NotFoundError: Nobody can be written to.
            TooManyRequestsError, UnavailableError: It could not be sent: do not go on.
        """
        reason = say(f"rights-extension-{why}")
        text = say("mail-rights-extended-text", id=entry.id, due=_day(due), reason=reason)
        subject = say("mail-rights-extended-subject")
        await self._tell(entry, Message(RIGHTS_EXTENDED, subject, text))

    async def answered(self, entry: Entry, outcome: RightsOutcome, answer: str) -> None:
        """Tell what came of a request, and why; who is refused is told what they can do.

        Raises as ``extended`` does.
        """
        parts = [say("mail-rights-answered-text", id=entry.id)]
        parts += [say(f"rights-outcome-{outcome}"), *([answer] if answer else [])]
        if STATE_OF[outcome] is RightsState.REFUSED:
            parts.append(say("mail-rights-complain"))
        subject = say("mail-rights-answered-subject")
        await self._tell(entry, Message(RIGHTS_ANSWERED, subject, "\n\n".join(parts)))

    async def lifts(self, entry: Entry) -> None:
        """Tell that a restriction is about to be lifted (Article 18(3)). Raises as ``extended``."""
        text = say("mail-restriction-lifts-text", id=entry.id)
        subject = say("mail-restriction-lifts-subject")
        await self._tell(entry, Message(RESTRICTION_LIFTS, subject, text))

    async def _tell(self, entry: Entry, message: Message) -> None:
        await self._send(await self._address(entry), message, entry.person)

    async def _address(self, entry: Entry) -> Address:
        """Return where who asks can be written to. Raises NotFoundError: nowhere."""
        if entry.person is None:
            email, _ = await self._requests.opened(entry)
            if email is None:
                raise NotFoundError
            return Address(Channel.EMAIL, email)
        person = await self._profiles.get(entry.person)
        served = [one for one in person.addresses if self._sender.serves(one)]
        if not served:
            raise NotFoundError
        return served[0]

    async def _send(self, address: Address, message: Message, person: str | None) -> None:
        lids = {"mail_per_hour": self._mail_per_hour, "sms_per_hour": self._sms_per_hour}
        await admit(self._limits, address, **lids)
        await self._sender.send(address, message, person=person)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
