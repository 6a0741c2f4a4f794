"""What the function ``replay_stops`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.rights.erasure.replay import StopReplay


class Deps(Protocol):
    """What the function ``replay_stops`` may use."""

    @property
    def stop_replay(self) -> "StopReplay":
        """Who stops again what a restore has revived."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...
