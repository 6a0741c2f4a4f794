"""Show a run."""

from collections import Counter

from functions.anonymise_nightly.contract import (
    ArchivesReport,
    CollectionReport,
    InactiveReport,
    OrphansReport,
    RetentionReport,
    RightsReport,
    WithdrawalsReport,
)
from shared.rights.inventory import records
from shared.rights.retention.model import RunProgress
from shared.rights.retention.report import Totals, ended


def report_of(
    progress: RunProgress, *, rights: RightsReport, erasures: int, late: int
) -> RetentionReport:
    """Return what a run has done, as far as it has come."""
    counts, totals = Counter(progress.counts), Totals.of(progress, records())
    return RetentionReport(
        day=progress.run.day,
        dry_run=progress.run.dry,
        seen=totals.seen,
        deleted=totals.deleted,
        collections=tuple(_collection(name, counts) for name in ended(records())),
        archives=ArchivesReport(deleted=counts["deleted.archives"], left=counts["left.archives"]),
        orphans=OrphansReport(
            confirmed=counts["confirmed.person_keys"],
            deleted=counts["deleted.person_keys"],
            left=counts["left.person_keys"],
        ),
        withdrawals=WithdrawalsReport(
            withdrawals=counts["deleted.withdrawals"],
            deleted=totals.withdrawn,
            left=counts["left.withdrawals"],
        ),
        inactive=InactiveReport(
            told=counts["told.people"],
            untold=counts["untold.people"],
            anonymised=totals.anonymised,
            waiting=counts["waiting.people"],
        ),
        minors=totals.minors,
        months_closed=counts["closed.months"],
        set_aside=totals.set_aside,
        left=totals.left,
        oldest_overdue=totals.oldest,
        erasures=erasures,
        erasures_late=late,
        rights=rights,
        parts_open=len(progress.open),
        finished=not progress.open and not totals.left,
    )


def _collection(name: str, counts: Counter[str]) -> CollectionReport:
    return CollectionReport(
        collection=name, deleted=counts[f"deleted.{name}"], changed=counts[f"changed.{name}"]
    )
