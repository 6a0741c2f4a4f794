"""What the function ``deliver_news`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.messages.outbox_delivery import Delivery


class Deps(Protocol):
    """What the function ``deliver_news`` may use."""

    @property
    def news_delivery(self) -> "Delivery":
        """What sends the news of the outbox."""
        ...
