"""What the nightly run is asked, and reports."""

from pydantic import Field

from shared.kernel.schema import QueryParameters, View


class NightlyQuery(QueryParameters):
    """How to run."""

    dry_run: bool = Field(
        default=False, description="Count what is due; change nothing, tell nobody."
    )


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


class InactiveReport(View):
    """What became of people whom nobody saw for long."""

    told: int = Field(description="That their account ends unless it is used.")
    untold: int = Field(description="They have no mailbox or number that takes messages.")
    anonymised: int = Field(description="Erasures that were begun: a receipt each says its end.")
    waiting: int = Field(description="They came back, or were told less than 30 days ago.")


class RetentionReport(View):
    """A run's result. Of a dry run: what it would be."""

    day: str = Field(description="What ended before this day (UTC) was due.")
    dry_run: bool
    seen: int = Field(description="Everything that was due.")
    deleted: int
    collections: tuple[CollectionReport, ...]
    archives: ArchivesReport
    orphans: OrphansReport
    withdrawals: WithdrawalsReport
    inactive: InactiveReport
    minors: int = Field(
        description="Erasures that were begun of people said to be under 18, as nobody called it "
        "off in 72 hours."
    )
    months_closed: int = Field(description="Whose cells are counted, and nothing else is left.")
    set_aside: int = Field(description="Nobody can make sense of it: look at it.")
    left: int = Field(description="Due, but not done: for the next night.")
    oldest_overdue: str | None = Field(description="The oldest day on which what is left ended.")
    erasures: int = Field(0, description="That were not finished, and are worked on again.")
    erasures_late: int = Field(0, description="Of these, that should have been finished by now.")
    rights: RightsReport = Field(description="Requests that wait for an answer.")
    parts_open: int = Field(description="Parts of the run that are worked on still.")
    finished: bool = Field(description="Every part is done, and nothing is left.")
