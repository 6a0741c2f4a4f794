"""What the function ``deletion_worker`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.rights.erasure.worker import ErasureWorker


class Deps(Protocol):
    """What the function ``deletion_worker`` may use."""

    @property
    def erasure_worker(self) -> "ErasureWorker":
        """Who erases."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
