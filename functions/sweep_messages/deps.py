"""What the function ``sweep_messages`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.messages.outbox import Outbox


class Deps(Protocol):
    """What the function ``sweep_messages`` may use."""

    @property
    def outbox(self) -> "Outbox":
        """What is about to be sent."""
        ...
