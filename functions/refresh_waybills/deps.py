"""What the function ``refresh_waybills`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.parcels.refresh.coordinator import Coordinator


class Deps(Protocol):
    """What the function ``refresh_waybills`` may use."""

    @property
    def coordinator(self) -> "Coordinator":
        """Who hands out the follows that are due."""
        ...
