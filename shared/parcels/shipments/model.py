"""A shipment as it is kept, and the rules of its life. Pure.

A shipment belongs to nobody: whoever knows its carrier, number and proof can find and open it, and
nobody else can, the operator included. The number is not in it.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import SANDBOX, Asked, Proof, Report, Status
from shared.platform.records.lease import Lease
from shared.platform.suppliers.port import Asker, FetchOutcome
from shared.privacy.describe import (
    Database,
    Erase,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
)
from shared.privacy.purposes import TRACKING
from shared.privacy.retention import due, shard_of

VISIT = DAY
"""How long a shipment is kept at least after a look at it."""
CACHED = Retention(
    "cached-shipment",
    4 * DAY,
    "the last look at it by somebody who follows it; after a visitor's it is one day. While it is "
    "followed it lives until the next look and a day more; unreadable then, deleted by the second "
    "night after",
)

PUSHES = Retention("pushes", timedelta(days=3), "when it was received")

FRESH = timedelta(minutes=15)
FRESH_DELIVERED = timedelta(hours=6)
FRESH_SANDBOX = timedelta(seconds=50)
"""Of our own carrier, whose parcels may change within a minute, and which costs nobody a call."""
FRESH_FAILED = timedelta(seconds=30)
_LONGEST_FAILED = timedelta(minutes=15)
MOST_BELLS = 64
"""So many who follow one parcel hear of news at once; the others find it at their own next look."""
LEASE = Lease(timedelta(seconds=12))
"""How long one asker may be at a carrier: longer than the longest call."""


@dataclass(frozen=True, slots=True)
class ShipmentRef:
    """What one must know to find and open a shipment."""

    carrier: str
    asked: Asked

    def parts(self) -> tuple[str, ...]:
        """Return all that identifies it, for keys and indexes."""
        return (
            self.carrier,
            self.asked.number,
            self.asked.postcode or "",
            self.asked.phone_tail or "",
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why asking a carrier gave no report."""

    outcome: FetchOutcome
    retry_after: timedelta | None = None
    proof: Proof | None = None
    asked: bool = True
    """Whether the supplier was called at all."""
    share_of: Asker | None = None
    """Whose share of the supplier's budget was spent, if that is why."""


class ShipmentState(BaseModel):
    """All that is known of a shipment, and how it came to be known."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    report: Report | None = None
    """The last report; None: no carrier ever gave one."""
    asked: str | None = None
    """The supplier that was asked last."""
    asked_at: AwareDatetime | None = None
    """When the carrier was asked, by us or by the aggregator that told us."""
    report_of: AwareDatetime | None = None
    """When the carrier said what the report says: news that is older is none."""
    changed_at: AwareDatetime | None = None
    """When we first had a report that says what this one says."""
    status_since: AwareDatetime | None = None
    """When we first had one with this status and reason."""
    outcome: FetchOutcome | None = None
    """How asking ended the last time."""
    proof: Proof | None = None
    """The detail that the carrier asked for, if that was the outcome."""
    fresh_until: AwareDatetime | None = None
    fresh_for: frozenset[Asker] = frozenset()
    """Whose shares of a budget are spent, if that alone is why nobody needs to be asked until
    then: the others still may ask. Empty: it is fresh for everyone."""
    failures: int = 0
    """How often in a row asking gave nothing."""
    lease: str | None = None
    """A random token of whoever is asking right now."""
    lease_until: AwareDatetime | None = None
    day: date | None = None
    """Of which day (UTC) the two counts are."""
    calls: int = 0
    """How often its carrier was asked for it, by anybody."""
    polls: int = 0
    """How many of these were polls that are not counted where all calls about a number are."""
    bells: tuple[str, ...] = ()
    """Of who follows it: who is to hear of news that somebody else found."""

    def is_fresh(self, now: datetime, asker: Asker) -> bool:
        """Tell whether nobody needs to be asked, as far as this asker can."""
        fresh = self.fresh_until is not None and now < self.fresh_until
        return fresh and (not self.fresh_for or asker in self.fresh_for)

    def is_leased(self, now: datetime) -> bool:
        """Tell whether somebody is asking right now."""
        return LEASE.left(self.lease_until, now) is not None

    def is_newer_than(self, other: "ShipmentState") -> bool:
        """Tell whether this state's report is of a later time than another's."""
        if self.report_of is None or self.report is None:
            return False
        return other.report_of is None or other.report_of < self.report_of

    def calls_on(self, day: date) -> int:
        """Return how often its carrier was asked for it on a day."""
        return self.calls if self.day == day else 0

    def polls_on(self, day: date) -> int:
        """Return how many polls of a day are counted here and nowhere else."""
        return self.polls if self.day == day else 0

    def with_bells(self, bells: Iterable[str]) -> "ShipmentState":
        """Return the state with bells of who follows it, as far as there is room."""
        both = tuple(dict.fromkeys((*self.bells, *bells)))[:MOST_BELLS]
        return self if both == self.bells else self.model_copy(update={"bells": both})

    def without_bells(self, bells: Container[str]) -> "ShipmentState":
        """Return the state without bells that lead nowhere any more."""
        left = tuple(one for one in self.bells if one not in bells)
        return self if left == self.bells else self.model_copy(update={"bells": left})

    def is_news_to(self, before: "ShipmentState") -> bool:
        """Tell whether this state has another status or reason than one before."""
        return self.report is not None and not self._stands_as(before)

    def _stands_as(self, other: "ShipmentState") -> bool:
        if self.report is None or other.report is None:
            return self.report is other.report
        mine, theirs = self.report, other.report
        return (mine.status, mine.reason) == (theirs.status, theirs.reason)

    def leased(
        self, token: str, supplier: str, now: datetime, *, is_poll: bool = False
    ) -> "ShipmentState":
        """Return the state while the holder of the token asks a supplier.

        Args:
            token: Whose lease it is.
            supplier: Who is asked.
            now: The time.
            is_poll: Whether the call is counted here alone. Else what was is counted elsewhere now.
        """
        asking = {"lease": token, "lease_until": LEASE.until(now), "asked": self.asked or supplier}
        today = now.date()
        told = {
            "day": today,
            "calls": self.calls_on(today) + 1,
            "polls": self.polls_on(today) + 1 if is_poll else 0,
        }
        return self.model_copy(update={**asking, **told})

    def with_news(self, supplier: str, report: Report, now: datetime) -> "ShipmentState":
        """Return the state after a supplier told unasked; whoever is asking goes on asking."""
        lease = {"lease": self.lease, "lease_until": self.lease_until}
        return self.answered(supplier, report, now).model_copy(update=lease)

    def answered(self, supplier: str, report: Report, now: datetime) -> "ShipmentState":
        """Return the state after a report. What was delivered is not expected any more."""
        fresh = FRESH
        if report.status is Status.DELIVERED:
            over = {"estimated_delivery": None}
            fresh, report = FRESH_DELIVERED, report.model_copy(update=over)
        if supplier == SANDBOX:
            fresh = FRESH_SANDBOX
        stands = self.report is not None and self._stands_as(ShipmentState(report=report))
        return ShipmentState(
            report=report,
            asked=supplier,
            asked_at=min(report.as_of or now, now),
            report_of=min(report.as_of or now, now),
            changed_at=self._changed_at(report, now),
            status_since=self.status_since if stands else now,
            outcome=FetchOutcome.ANSWERED if report.in_sync else FetchOutcome.UNAVAILABLE,
            fresh_until=now + fresh,
            **self._kept_along(),
        )

    def failed(self, supplier: str, failure: Failure, now: datetime) -> "ShipmentState":
        """Return the state after asking gave nothing: the last report stays.

        The pause until the next try doubles from failure to failure; where the supplier is only
        busy, it is until there may be a turn. If it was not even called, the time and the outcome
        of the last call stay too.
        """
        fresh = FRESH if failure.proof else self._pause(failure)
        called = failure.asked or self.asked_at is None
        return ShipmentState(
            report=self.report,
            asked=supplier if called else self.asked,
            asked_at=now if failure.asked else self.asked_at,
            report_of=self.report_of,
            changed_at=self.changed_at,
            status_since=self.status_since,
            outcome=failure.outcome if called else self.outcome,
            proof=failure.proof if called else self.proof,
            fresh_until=now + fresh,
            fresh_for=self._spent(failure, now),
            failures=self.failures + (failure.asked and failure.outcome is not FetchOutcome.BUSY),
            **self._kept_along(),
        )

    def _kept_along(self) -> dict[str, Any]:
        kept = {"day": self.day, "calls": self.calls, "polls": self.polls}
        return {**kept, "bells": self.bells}

    def _changed_at(self, report: Report, now: datetime) -> datetime:
        if self.report is None or self.changed_at is None:
            return now
        return self.changed_at if report.says_as(self.report) else now

    def _spent(self, failure: Failure, now: datetime) -> frozenset[Asker]:
        """Return whose shares of the budget are spent, with those of who asked just before."""
        if failure.share_of is None:
            return frozenset()
        holds = self.fresh_until is not None and now < self.fresh_until
        return (self.fresh_for if holds else frozenset()) | {failure.share_of}

    def _pause(self, failure: Failure) -> timedelta:
        if failure.outcome is FetchOutcome.BUSY:
            return min(failure.retry_after or FRESH_FAILED, _LONGEST_FAILED)
        doubled = FRESH_FAILED * (1 << min(self.failures, 5))
        return min(max(failure.retry_after or FRESH_FAILED, doubled), _LONGEST_FAILED)


class Shipment(
    Record, collection="shipments", database=Database.SHIPMENTS, owner="whoever knows the number"
):
    """A shipment in the shared cache."""

    domain: ClassVar[str] = "shipment"

    state: Annotated[
        ShipmentState,
        Personal(
            Kind.BUSINESS,
            purpose=TRACKING,
            keep=CACHED,
            erase=Erase.DROP,
            holds="status, expected delivery and events with time and place; never the number",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=CACHED, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=CACHED, why="when the nightly run deletes it")]

    @classmethod
    def of(
        cls, name: str, state: ShipmentState, until: datetime, before: "Shipment | None" = None
    ) -> "Shipment":
        """Return a shipment as it is kept after a look at it.

        Args:
            name: Its name.
            state: What is known of it.
            until: Until when it is kept at least.
            before: As it was kept before: no look shortens a life.
        """
        ends = until if before is None else max(until, before.expires)
        return cls(state=state, expires=ends, due=due(ends, shard=shard_of(name)))


class ReceivedPush(Record, collection="pushes", database=Database.SHIPMENTS, owner="the service"):
    """A supplier's push that was received, under a keyed hash of its bytes: it counts only once."""

    expires: Annotated[AwareDatetime, Operational(keep=PUSHES, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=PUSHES, why="when the nightly run deletes it")]
