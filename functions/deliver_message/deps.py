"""What the function ``deliver_message`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.messages.outbox_delivery import Delivery


class Deps(Protocol):
    """What the function ``deliver_message`` may use."""

    @property
    def delivery(self) -> "Delivery":
        """What sends the messages of the outbox."""
        ...
