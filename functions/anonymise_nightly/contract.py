"""What the nightly run reports."""

from pydantic import Field

from shared.web.model import View


class CollectionReport(View):
    """One collection's part of a run."""

    collection: str
    deleted: int
    changed: int = Field(description="Written again while the run looked: left for their new end.")


class OrphansReport(View):
    """What became of keys that were made for an account and were not confirmed."""

    confirmed: int = Field(description="Their account is there.")
    deleted: int = Field(description="It never came.")
    left: int = Field(description="For the next run.")


class WithdrawalsReport(View):
    """What became of data whose consent was withdrawn."""

    withdrawals: int = Field(description="That are done with.")
    deleted: int = Field(description="Records that rested on them.")
    left: int = Field(description="For the next run.")


class ArchivesReport(View):
    """What became of the archives of exports that ended."""

    deleted: int = Field(description="Archives that are gone from the bucket.")
    left: int = Field(description="For the next run, with the exports that name them.")


class RightsReport(View):
    """How many rights requests wait for an answer."""

    waiting: int
    soon: int = Field(description="Of these, due within seven days.")
    overdue: int = Field(description="Of these, that should have been answered by now.")


class RetentionReport(View):
    """A run's result."""

    day: str = Field(description="Records that ended before this day (UTC) were due.")
    collections: tuple[CollectionReport, ...]
    deleted: int
    left: int = Field(description="Due, but not reached before the deadline: run again.")
    orphans: OrphansReport
    withdrawals: WithdrawalsReport
    archives: ArchivesReport
    erasures: int = Field(0, description="That were not finished, and are worked on again.")
    erasures_late: int = Field(0, description="Of these, that should have been finished by now.")
    rights: RightsReport | None = None
    finished: bool
