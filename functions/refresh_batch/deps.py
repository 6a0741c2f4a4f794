"""What the function ``refresh_batch`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.parcels.refresh.worker import RefreshWorker


class Deps(Protocol):
    """What the function ``refresh_batch`` may use."""

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...

    @property
    def refresh_worker(self) -> "RefreshWorker":
        """Who looks at the follows that are due."""
        ...
