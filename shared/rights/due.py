"""The clock of rights requests: what is answered meanwhile, what is due soon, what is overdue.

Runs with no key of anyone: whatever it needs lies in clear.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.errors import ConflictError
from shared.exports.model import Export
from shared.messages.kinds import RIGHTS_DUE
from shared.messages.port import Message
from shared.messages.sender import Sender
from shared.people.address import Address
from shared.records.port import DocumentId, Documents
from shared.rights.log import Entry, RightsLog
from shared.rights.model import SOON, Right, RightsOutcome
from shared.texts import say


@dataclass(frozen=True, slots=True)
class Due:
    """How many requests wait."""

    waiting: int
    soon: int
    """Of these, due within seven days."""
    overdue: int
    """Of these, due before now."""

    @property
    def is_pressing(self) -> bool:
        """Tell whether somebody is to be reminded."""
        return bool(self.soon or self.overdue)


async def remind(due: Due, contact: Address, sender: Sender) -> None:
    """Mail the operator what is due.

    Raises:
        UnavailableError: It could not be handed over.
    """
    text = say(
        "mail-rights-due-text",
        waiting=str(due.waiting),
        soon=str(due.soon),
        overdue=str(due.overdue),
    )
    await sender.send(contact, Message(RIGHTS_DUE, say("mail-rights-due-subject"), text))


async def what_is_due(log: RightsLog, documents: Documents, now: datetime) -> Due:
    """Return how many requests wait, after ending those whose copy of the data lies ready.

    Raises:
        UnavailableError: The database did not answer.
    """
    waiting = [one for one in await log.waiting() if not await _is_settled(one, log, documents)]
    return Due(
        waiting=len(waiting),
        soon=sum(now <= one.asked.due_at < now + SOON for one in waiting),
        overdue=sum(one.asked.due_at < now for one in waiting),
    )


async def _is_settled(entry: Entry, log: RightsLog, documents: Documents) -> bool:
    """End a request for a copy once that was made after it; tell whether it is so."""
    if entry.asked.kind not in {Right.ACCESS, Right.PORTABILITY} or entry.person is None:
        return False
    export = (await documents.get([DocumentId(Export.collection, entry.person)]))[0]
    ready = export.fields.get("ready") if export is not None else None
    if not isinstance(ready, datetime) or ready < entry.asked.received:
        return False
    try:
        await log.end(entry, RightsOutcome.EXPORTED)
    except ConflictError:  # somebody answers it at this moment
        return False
    return True
