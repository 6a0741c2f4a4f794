"""A circuit breaker: after failures in a row, leave a supplier alone for a while. Pure.

Closed: calls pass. Open: none does. After the pause one call is let through to see; its success
closes the circuit, its failure opens it anew.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

FAILURES = 5
PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Circuit:
    """The state of one supplier's circuit in this process."""

    failures: int = 0
    opened: float | None = None
    """In ticks; None while closed."""

    def wait(self, now: float) -> float:
        """Return the seconds until a call may pass: 0 for now."""
        if self.opened is None:
            return 0.0
        return max(0.0, self.opened + PAUSE.total_seconds() - now)

    def trying(self, now: float) -> "Circuit":
        """Return the circuit while one call tests an open one: others go on waiting."""
        return self if self.opened is None else replace(self, opened=now)

    def succeeded(self) -> "Circuit":
        """Return the circuit after a call that worked."""
        return Circuit()

    def failed(self, now: float) -> "Circuit":
        """Return the circuit after a call that failed."""
        failures = self.failures + 1
        return Circuit(failures, now if failures >= FAILURES else None)
