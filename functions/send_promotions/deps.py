"""What the function ``send_promotions`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.people.promotions.model import Promotion
    from shared.people.promotions.promoting import Promoting


class Deps(Protocol):
    """What the function ``send_promotions`` may use."""

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...

    def promotions(self) -> "tuple[Promotion, ...]":
        """Return every promotion that is published."""
        ...

    @property
    def promoting(self) -> "Promoting":
        """What sends them."""
        ...
