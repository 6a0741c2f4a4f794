"""What a run has done, in few numbers: for its report and for the log."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.kernel import log
from shared.privacy.describe import Record
from shared.privacy.retention import ends_by_itself
from shared.rights.retention.model import RunProgress


def ended(records: Iterable[type[Record]]) -> list[str]:
    """Return the collections whose records end by themselves."""
    return [one.collection for one in records if ends_by_itself(one)]


@dataclass(frozen=True, slots=True)
class Totals:
    """All parts of a run together."""

    seen: int
    """Everything that was due, whatever became of it."""
    deleted: int
    """Of what ends by itself."""
    withdrawn: int
    """Records that rested on a consent which was withdrawn."""
    anonymised: int
    minors: int
    """Erasures of people who are said to be under 18."""
    set_aside: int
    left: int
    oldest: str | None
    """The oldest day of what is left, as YYYY-MM-DD."""

    @classmethod
    def of(cls, progress: RunProgress, records: Iterable[type[Record]]) -> "Totals":
        """Return the totals of a run over these record classes, as far as it has come."""
        counts = progress.counts

        def all_of(outcome: str) -> int:
            return sum(n for kind, n in counts.items() if kind.startswith(f"{outcome}."))

        outcomes = (
            "deleted",
            "changed",
            "confirmed",
            "told",
            "untold",
            "waiting",
            "anonymised",
            "erased",
        )
        oldest = progress.oldest
        return cls(
            seen=sum(all_of(one) for one in (*outcomes, "left")),
            deleted=sum(counts.get(f"deleted.{name}", 0) for name in ended(records)),
            withdrawn=all_of("withdrawn"),
            anonymised=counts.get("anonymised.people", 0),
            minors=counts.get("erased.minors", 0),
            set_aside=all_of("set_aside"),
            left=all_of("left"),
            oldest=f"{oldest[:4]}-{oldest[4:6]}-{oldest[6:]}" if oldest else None,
        )


def write_to_log(progress: RunProgress, records: Iterable[type[Record]]) -> None:
    """Write that a run has come to its end; an alert counts what is left and set aside."""
    totals = Totals.of(progress, records)
    log.write(
        log.Event.RETENTION_RUN,
        log.Severity.ERROR if totals.set_aside else log.Severity.INFO,
        dry=progress.run.dry,
        seen=totals.seen,
        deleted=totals.deleted,
        anonymised=totals.anonymised,
        set_aside=totals.set_aside,
        left=totals.left,
    )
