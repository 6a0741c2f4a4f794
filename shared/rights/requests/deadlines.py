"""The clock of rights requests: what is answered meanwhile, what is due soon, what is overdue.

Runs with no key of anyone: whatever it needs lies in clear.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.errors import ConflictError
from shared.kernel.texts import say
from shared.people.messages.kinds import RIGHTS_DUE
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.address import Address
from shared.platform.records.port import DocumentId, Documents
from shared.rights.exports.model import Export
from shared.rights.requests.log import MOST, Entry, RightsLog
from shared.rights.requests.model import SOON, Right, RightsOutcome

_COPIES = frozenset({Right.ACCESS, Right.PORTABILITY})


@dataclass(frozen=True, slots=True)
class RequestsDue:
    """How many requests wait."""

    waiting: int
    soon: int
    """Of these, due within seven days."""
    overdue: int
    """Of these, due before now."""
    cut: bool = False
    """There are so many that not all were looked at."""

    @property
    def is_pressing(self) -> bool:
        """Tell whether somebody is to be reminded."""
        return bool(self.soon or self.overdue or self.cut)


class RightsClock:
    """The clock of one region's requests."""

    def __init__(
        self,
        log: RightsLog,
        documents: Documents,
        sender: Sender,
        contact: Address,
    ) -> None:
        """Make the clock.

        Args:
            log: The requests.
            documents: Where they and people's exports are.
            sender: Built when somebody is to be reminded.
            contact: The operator's own address.
        """
        self._log, self._documents = log, documents
        self._sender, self._contact = sender, contact

    async def due(self, now: datetime) -> RequestsDue:
        """Return how many requests wait. Raises UnavailableError."""
        waiting = await self._log.waiting()
        return RequestsDue(
            waiting=len(waiting),
            soon=sum(now <= one.asked.due_at < now + SOON for one in waiting),
            overdue=sum(one.asked.due_at < now for one in waiting),
            cut=len(waiting) >= MOST,
        )

    async def settle(self) -> None:
        """End the requests for a copy that lies ready since. Raises UnavailableError."""
        for one in await self._log.waiting():
            if one.asked.kind in _COPIES and await self._is_exported(one):
                with suppress(ConflictError):  # somebody answers it at this moment
                    await self._log.end(one, RightsOutcome.EXPORTED)

    async def remind(self, due: RequestsDue) -> None:
        """Mail the operator what is due, if mail is sent at all.

        Raises:
            UnavailableError: It could not be handed over.
        """
        if not self._sender.serves(self._contact):
            return
        text = say(
            "mail-rights-due-text",
            waiting=str(due.waiting),
            soon=str(due.soon),
            overdue=str(due.overdue),
        )
        message = Message(RIGHTS_DUE, say("mail-rights-due-subject"), text)
        await self._sender.send(self._contact, message)

    async def _is_exported(self, entry: Entry) -> bool:
        if entry.person is None:
            return False
        export = (await self._documents.get([DocumentId(Export.collection, entry.person)]))[0]
        ready = export.fields.get("ready") if export is not None else None
        return isinstance(ready, datetime) and ready >= entry.asked.received
