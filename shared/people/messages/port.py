"""What the rest of the service needs to write to people."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias

from shared.people.messages.kinds import MessageKind
from shared.people.person.address import Address
from shared.platform.suppliers.port import FetchOutcome, SupplierError

if TYPE_CHECKING:
    from shared.people.person.push_address import PushTarget

Destination: TypeAlias = "Address | PushTarget"
"""Where a message goes."""


class AddressGoneError(SupplierError):
    """Nobody is reached there any more, and never will be."""

    outcome = FetchOutcome.BAD_ANSWER


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to one person. Plain words: nothing remote, nothing to track by."""

    kind: MessageKind
    subject: str
    """One line: a push message's title. A message by SMS has none."""
    text: str
    """Paragraphs, an empty line between. Of a push message what stands below its title, if
    anything does."""
    unsubscribe: str = ""
    """The address that stops such messages, of those that can be stopped: an https address."""
    short: str = ""
    """What an SMS says instead, in at most 160 characters of GSM 03.38; empty: the text."""
    return_path: str = ""
    """Where reports about it come back to, of a mail; empty: to its sender."""
    id: str = ""
    """What is the same whenever it is sent again; empty: it is sent once."""
    about: tuple[str, ...] = ()
    """Of a push message: of what it tells, by random ids."""
    is_everybodys: bool = False
    """Whether it says the same to everybody."""
    keep: timedelta = timedelta(0)
    """Of a push message: for how long it is worth keeping for a device that is not there."""

    def __post_init__(self) -> None:
        """Refuse a message that could be stopped and does not say how. Raises ValueError."""
        if self.kind.purpose.is_asked and not self.unsubscribe:
            msg = f"messages {self.kind.id} must say how they are stopped"
            raise ValueError(msg)


class Messenger(Protocol):
    """Sends messages, each by its address's channel: for ``Sender`` alone, which asks first."""

    def serves(self, address: Destination) -> bool:
        """Tell whether messages can be sent there at all."""
        ...

    async def send(self, address: Destination, message: Message) -> None:
        """Send a message now.

        Raises:
            NoSuchAddressError: There is no such mailbox, or the number takes no SMS.
            UnavailableError: It could not be handed over; it may or may not arrive.
        """
        ...
