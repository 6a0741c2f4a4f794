"""For whom a supplier is called, how that can end, and permission to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.kernel.errors import UnavailableError


class Asker(StrEnum):
    """For whom a supplier is called: half of every budget is reserved for follows."""

    VISITOR = "visitor"
    FOLLOW = "follow"
    """Somebody who follows the parcel and opens it."""
    POLL = "poll"
    """The same person, who is not looking: their parcel is watched for them."""


class SupplierStanding(StrEnum):
    """Whether a supplier may be called here and now."""

    OPEN = "open"
    OFF = "off"
    """The operator has switched it off."""
    NOT_ALLOWED = "not-allowed"
    """The register does not allow it in this region, or its review is overdue."""

    @classmethod
    def of(cls, *, off: bool, allowed: bool) -> "SupplierStanding":
        """Return what follows from the operator's switch and from the register."""
        if off:
            return cls.OFF
        return cls.OPEN if allowed else cls.NOT_ALLOWED


class FetchOutcome(StrEnum):
    """How asking a supplier ended."""

    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"
    """No connection, too slow, or broken on the supplier's side."""
    BUSY = "busy"
    """More ask than it lets through at once."""
    BAD_ANSWER = "bad-answer"
    """Not the published form, or about something else."""
    REFUSED = "refused"
    """The supplier does not accept our key."""
    BUDGET_SPENT = "budget-spent"
    PENDING = "pending"
    """The supplier has only begun to find out."""
    PROOF_REQUIRED = "proof-required"
    PROOF_REJECTED = "proof-rejected"


class SupplierError(UnavailableError):
    """A supplier was called, or should have been, and gave no usable answer."""

    outcome: FetchOutcome = FetchOutcome.UNAVAILABLE

    def __init__(
        self,
        *,
        outcome: FetchOutcome | None = None,
        retry_after: timedelta | None = None,
        asked: bool = True,
        arrived: bool | None = None,
    ) -> None:
        super().__init__(retry_after=retry_after or timedelta(seconds=30))
        self.asked = asked
        """Whether the supplier was called at all."""
        self.arrived = asked if arrived is None else arrived
        """Whether what it was told may have got there, and be done."""
        if outcome is not None:
            self.outcome = outcome


class NoSuchAddressError(SupplierError):
    """Who relays messages says that there is no such mailbox, or that a number takes no SMS."""

    outcome = FetchOutcome.BAD_ANSWER


class BudgetSpentError(SupplierError):
    """Today's calls are used up: to this supplier for this kind of asker, or about this subject."""

    code = "carrier-budget"
    outcome = FetchOutcome.BUDGET_SPENT

    def __init__(self, *, retry_after: timedelta | None = None) -> None:
        super().__init__(retry_after=retry_after, asked=False)


class BusyError(SupplierError):
    """More ask than the supplier lets through: ``retry_after`` is when it may be asked again."""

    code = "carrier-busy"
    outcome = FetchOutcome.BUSY


class SwitchedOffError(SupplierError):
    """The operator has switched the supplier off."""

    code = "carrier-off"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(hours=1), asked=False)


class PendingError(SupplierError):
    """The supplier has begun to find out, and has nothing to tell yet."""

    code = "carrier-pending"
    outcome = FetchOutcome.PENDING


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a supplier may be called in a day (UTC)."""

    daily: int
    """By all instances of the region: visitors may use half of it."""
    per_subject: int | None = None
    """About one waybill number, whatever else was said with it; None: as often as need be."""


class Budget(Protocol):
    """Permission to call a supplier."""

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Count a call before it is made.

        Args:
            supplier: Its id.
            asker: For whom.
            allowance: How often it may be called.
            subject: What the call is about; empty: nothing in particular.
            cost: How many of the day's calls it uses up.

        Raises:
            BudgetSpentError: Today's calls are used up.
            UnavailableError: It could not be counted, so the call must not be made.
        """
        ...

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Let somebody compare a detail with the one that a supplier has about a subject.

        Raises:
            BudgetSpentError: There were ten wrong ones today: nobody may go on guessing.
            UnavailableError: It could not be counted, so the comparison must not be made.
        """
        ...

    async def refund(self, supplier: str, *, subject: str) -> None:
        """Take back one call from its subject's count: the supplier gave no answer.

        Raises:
            UnavailableError: It could not be taken back.
        """
        ...

    async def unspend(self, supplier: str, *, asker: Asker, subject: str, cost: int = 1) -> None:
        """Take back a call from all counts: the supplier did not let it through.

        Raises:
            UnavailableError: It could not be taken back.
        """
        ...


class Haste(StrEnum):
    """How urgent a poll is: both kinds are counted apart."""

    URGENT = "poll-urgent"
    """Of a parcel that is out for delivery."""
    OTHER = "poll"

    @property
    def other(self) -> "Haste":
        """The other kind."""
        return Haste.OTHER if self is Haste.URGENT else Haste.URGENT


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when something waits to be asked for, and how long it should."""

    since: datetime | None
    """When it was asked for last; None: never."""
    period: timedelta

    def periods(self, now: datetime) -> float:
        """Return for how many of its periods it has waited; without end if it was never asked."""
        return float("inf") if self.since is None else (now - self.since) / self.period


class Polls(Protocol):
    """The calls of suppliers that are for polls: taken before they are made."""

    def use(self, supplier: str, calls: int) -> bool:
        """Use up some that were taken, and none beyond; tell whether there were as many."""
        ...

    def put_back(self, supplier: str, calls: int) -> None:
        """Have some again that were not let through."""
        ...

    async def take(self, supplier: str, *, daily: int, wanted: int, haste: Haste) -> int:
        """Take some; return how many there are, which may be none.

        Args:
            supplier: Whom they are for.
            daily: How often it may be called in a day, by all.
            wanted: How many would be used; no more than a block is given at once.
            haste: Which kind.

        Raises:
            UnavailableError: They could not be counted.
        """
        ...

    async def give_back(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Say that somebody has done with all that they took; no more than a wish.

        Of it is given back what is not used, and what nobody else needs who has taken some.

        Args:
            supplier: Whose.
            calls: How many they took.
            haste: Which kind.
        """
        ...

    async def short(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Count polls that were due and not paid for; no more than a wish."""
        ...

    async def bar(
        self, supplier: str, due: Mapping[str, Waiting], *, daily: int, haste: Haste
    ) -> float:
        """Return how many periods one must have waited to be asked for now; 0: all may be.

        Args:
            supplier: Who is to be asked.
            due: What is due, by its name.
            daily: How often the supplier may be called in a day, by all.
            haste: Which kind.

        Raises:
            UnavailableError: Nobody can tell.
        """
        ...

    def asked(self, supplier: str, names: Iterable[str], *, haste: Haste) -> None:
        """Say that what has these names is being asked for now."""
        ...
