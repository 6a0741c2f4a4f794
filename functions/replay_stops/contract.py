"""What a replay of the stop ledger reports."""

from collections.abc import Mapping

from pydantic import Field

from shared.kernel.schema import View
from shared.people.person.stop_ledger import StopKind
from shared.rights.erasure.replay import ReplayOutcome
from shared.rights.erasure.replay_progress import Replay


class Replayed(View):
    """What became of the entries of one kind."""

    kind: StopKind
    seen: int = Field(description="Entries of the ledger.")
    again: int = Field(description="What the restore had revived, and is stopped again.")
    left: int = Field(description="What could not be stopped: run it again, and see the log.")

    @classmethod
    def of(cls, kind: StopKind, counts: Mapping[str, int]) -> "Replayed":
        """Show one kind."""
        return cls(
            kind=kind,
            seen=counts.get(f"{kind}.seen", 0),
            again=counts.get(f"{kind}.{ReplayOutcome.AGAIN}", 0),
            left=counts.get(f"{kind}.{ReplayOutcome.LEFT}", 0),
        )


class ReplayReport(View):
    """How far a replay has come, since it began."""

    kinds: tuple[Replayed, ...]
    left: int = Field(description="What could not be stopped, of all kinds.")
    finished: bool = Field(description="Everything was seen and nothing is left: let people in.")

    @classmethod
    def of(cls, replay: Replay) -> "ReplayReport":
        """Show a replay."""
        kinds = tuple(Replayed.of(kind, replay.counts) for kind in StopKind)
        left = sum(one.left for one in kinds)
        return cls(kinds=kinds, left=left, finished=replay.through and not left)
