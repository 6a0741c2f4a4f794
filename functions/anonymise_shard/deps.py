"""What the function ``anonymise_shard`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.rights.retention.worker import NightlyWorker


class Deps(Protocol):
    """What the function ``anonymise_shard`` may use."""

    @property
    def nightly_worker(self) -> "NightlyWorker":
        """Who works on a part of one."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
