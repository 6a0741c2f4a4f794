"""What needs something done later, in our words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

MESSAGE_BYTES = 4096
"""Of one message, as JSON."""


class Topic(StrEnum):
    """What can be asked for: each is named as the function that its messages are pushed to."""

    ANONYMISE_SHARD = "anonymise_shard"
    DELIVER_MESSAGE = "deliver_message"
    DELIVER_NEWS = "deliver_news"
    DELETION_WORKER = "deletion_worker"
    EXPORT_WORKER = "export_worker"
    REFRESH_BATCH = "refresh_batch"

    @property
    def path(self) -> str:
        """Where that function receives them."""
        return f"/events/{self}"


class Jobs(Protocol):
    """This region's topics. A function can name no other region's."""

    async def publish(self, topic: Topic, message: Mapping[str, str]) -> None:
        """Have a function told something: at least once, some time, in no order.

        Args:
            topic: Whom to tell.
            message: Opaque ids only, of at most 4 KiB: it stands in other people's logs.

        Raises:
            UnavailableError: Nobody answered within 3 s.
            ValueError: It is too long.
        """
        ...
