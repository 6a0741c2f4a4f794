"""Show a run."""

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
    counts, totals = progress.counts, Totals.of(progress, records())
    return RetentionReport(
        day=progress.run.day,
        dry_run=progress.run.dry,
        seen=totals.seen,
        deleted=totals.deleted,
        collections=tuple(
            CollectionReport(
                collection=name,
                deleted=counts.get(f"deleted.{name}", 0),
                changed=counts.get(f"changed.{name}", 0),
            )
            for name in ended(records())
        ),
        archives=ArchivesReport(
            deleted=counts.get("deleted.archives", 0), left=counts.get("left.archives", 0)
        ),
        orphans=OrphansReport(
            confirmed=counts.get("confirmed.person_keys", 0),
            deleted=counts.get("deleted.person_keys", 0),
            left=counts.get("left.person_keys", 0),
        ),
        withdrawals=WithdrawalsReport(
            withdrawals=counts.get("deleted.withdrawals", 0),
            deleted=totals.withdrawn,
            left=counts.get("left.withdrawals", 0),
        ),
        inactive=InactiveReport(
            told=counts.get("told.people", 0),
            untold=counts.get("untold.people", 0),
            anonymised=totals.anonymised,
            waiting=counts.get("waiting.people", 0),
        ),
        minors=totals.minors,
        months_closed=counts.get("closed.months", 0),
        set_aside=totals.set_aside,
        left=totals.left,
        oldest_overdue=totals.oldest,
        erasures=erasures,
        erasures_late=late,
        rights=rights,
        parts_open=len(progress.open),
        finished=not progress.open and not totals.left,
    )
