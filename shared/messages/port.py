"""What the rest of the service needs to write to people."""

from dataclasses import dataclass
from typing import Protocol

from shared.people.address import Address


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to one person. Plain words: nothing remote, nothing to track by."""

    subject: str
    """One line. A message by SMS has none."""
    text: str
    """Paragraphs, an empty line between."""
    unsubscribe: str = ""
    """The address that stops such messages, of those that can be stopped: an https address."""


class Messenger(Protocol):
    """Sends messages, each by its address's channel."""

    def serves(self, address: Address) -> bool:
        """Tell whether messages can be sent there at all."""
        ...

    async def send(self, address: Address, message: Message) -> None:
        """Send a message now.

        Raises:
            UnavailableError: It could not be handed over; it may or may not arrive.
        """
        ...
