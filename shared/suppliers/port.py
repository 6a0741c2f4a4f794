"""For whom a supplier is called, how that can end, and permission to call."""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from shared.errors import UnavailableError


class Asker(StrEnum):
    """For whom a supplier is called: half of every budget is reserved for follows."""

    VISITOR = "visitor"
    FOLLOW = "follow"


class Outcome(StrEnum):
    """How asking a supplier ended."""

    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"
    """No connection, too slow, too busy, or broken on the supplier's side."""
    BAD_ANSWER = "bad-answer"
    """Not the published form, or about something else."""
    REFUSED = "refused"
    """The supplier does not accept our key."""
    BUDGET_SPENT = "budget-spent"
    PROOF_REQUIRED = "proof-required"
    PROOF_REJECTED = "proof-rejected"


class SupplierError(UnavailableError):
    """A supplier was called, or should have been, and gave no usable answer."""

    outcome: Outcome = Outcome.UNAVAILABLE

    def __init__(
        self, *, outcome: Outcome | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(retry_after=retry_after or timedelta(seconds=30))
        if outcome is not None:
            self.outcome = outcome


class BudgetSpentError(SupplierError):
    """Today's calls to this supplier are used up for this kind of asker."""

    code = "carrier-budget"
    outcome = Outcome.BUDGET_SPENT


class Budget(Protocol):
    """Permission to call a supplier."""

    async def spend(self, supplier: str, *, asker: Asker, daily: int) -> None:
        """Count one call before it is made.

        Raises:
            BudgetSpentError: Today's calls are used up: visitors may use half of them.
            UnavailableError: It could not be counted, so the call must not be made.
        """
        ...
