"""Writing to a person where they can be written to, and what came of it."""

from enum import StrEnum

from shared.kernel.errors import UnavailableError
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.model import Person
from shared.platform.suppliers.port import FetchOutcome, SupplierError


class Reached(StrEnum):
    """What came of writing to a person."""

    ATTEMPTED = "attempted"
    """It was begun, and nobody knows more."""
    SENT = "sent"
    REFUSED = "refused"
    """The relay does not take it: the mailbox is gone, or full."""
    FAILED = "failed"
    """Nobody answered: it may go another time."""
    UNREACHABLE = "unreachable"
    """They have no address that messages can be sent to."""
    RESTRICTED = "restricted"
    """They do not want it: they have their data stored only, object to it, or have refused it."""


async def reach(sender: Sender, person_id: str, person: Person, message: Message) -> Reached:
    """Send a person a message, to their mailbox if they have one. Raises nothing of the relay's."""
    served = [one for one in person.addresses if sender.serves(one)]
    if not served:
        return Reached.UNREACHABLE
    try:
        if not await sender.send(served[0], message, person=person_id):
            return Reached.RESTRICTED
    except SupplierError as e:
        return Reached.REFUSED if e.outcome is FetchOutcome.BAD_ANSWER else Reached.FAILED
    except UnavailableError:
        return Reached.FAILED
    return Reached.SENT
