"""What a plain program is billed for: it counts what it does itself."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Documents read, written and deleted."""

    reads: int = 0
    writes: int = 0
    deletes: int = 0

    def queried(self, found: int) -> None:
        """Count a query: each document, at least one."""
        self.reads += max(1, found)
