"""What the function ``anonymise_nightly`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.platform.jobs.port import Jobs
    from shared.rights.erasure.erasures import Erasures
    from shared.rights.requests.deadlines import RightsClock
    from shared.rights.retention.runs import NightlyRuns


class Deps(Protocol):
    """What the function ``anonymise_nightly`` may use."""

    @property
    def erasures(self) -> "Erasures":
        """The receipts."""
        ...

    @property
    def jobs(self) -> "Jobs":
        """What is done later."""
        ...

    @property
    def nightly_runs(self) -> "NightlyRuns":
        """The nightly runs."""
        ...

    @property
    def rights_clock(self) -> "RightsClock":
        """The deadlines of rights requests."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
