"""How often a supplier may be called in a day, counted for all instances of the region."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.clock import DAY, Clock
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.retention import due
from shared.records.port import Add, DocumentId, Documents
from shared.suppliers.port import Asker, BudgetSpentError

COUNTERS = Retention("counters", timedelta(days=2), "the day that is counted")


class SupplierCalls(
    Record, collection="budgets", database=Database.SHIPMENTS, owner="the service", version=1
):
    """The calls of one supplier, kind of asker and day."""

    calls: Annotated[int, Operational(keep=COUNTERS, why="how often the supplier was called")]
    expires: Annotated[AwareDatetime, Operational(keep=COUNTERS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=COUNTERS, why="when the nightly run deletes it")]


class UncountedBudget:
    """No limit: for a supplier that sets none and that no request can make us call at will."""

    async def spend(self, supplier: str, *, asker: Asker, daily: int) -> None:
        """Count nothing."""


class CountedBudget:
    """The budget, counted in the region's shipments database."""

    def __init__(self, documents: Callable[[], Documents], clock: Clock) -> None:
        """Count in a database that is opened when the first call is counted."""
        self._documents, self._clock = documents, clock

    async def spend(self, supplier: str, *, asker: Asker, daily: int) -> None:
        """Count one call. See the port."""
        now = self._clock.now()
        ends = _midnight(now) + COUNTERS.period
        write = Add(
            DocumentId("budgets", f"{supplier}-{asker}-{now:%Y%m%d}"),
            "calls",
            beside={"v": 1, "expires": ends, "due": due(ends, shard=0)},
        )
        done = (await self._documents().commit([write]))[0]
        share = daily // 2 if asker is Asker.VISITOR else daily - daily // 2
        if done.total is None or done.total > share:
            raise BudgetSpentError(retry_after=_midnight(now) + DAY - now)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
