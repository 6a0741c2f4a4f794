"""How often a supplier may be called in a day, counted for all instances of the region."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import UnavailableError
from shared.platform.limits.counter import count
from shared.platform.records.port import DocumentId, Documents, Write
from shared.platform.suppliers.port import Allowance, Asker, BudgetSpentError
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import shard_of

GUESSES = 10
"""Wrong details a day about one number, by everybody together."""
COUNTERS = Retention("counters", timedelta(days=2), "the start of the day that is counted")


class SupplierCalls(Record, collection="budgets", database=Database.SHIPMENTS, owner="the service"):
    """The calls of one supplier, kind of asker and day."""

    calls: Annotated[int, Operational(keep=COUNTERS, why="how often the supplier was called")]
    expires: Annotated[AwareDatetime, Operational(keep=COUNTERS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=COUNTERS, why="when the nightly run deletes it")]


class NumberCalls(
    Record, collection="number_calls", database=Database.SHIPMENTS, owner="whoever knows the number"
):
    """The calls of one supplier about one waybill number in a day."""

    calls: Annotated[
        int,
        Personal(
            Kind.BUSINESS,
            purpose=PROTECTION,
            keep=COUNTERS,
            holds="a count under a keyed hash of the waybill number; never the number",
            clear="a counter must be added to without being read",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=COUNTERS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=COUNTERS, why="when the nightly run deletes it")]


class UncountedBudget:
    """No limit: for a supplier that sets none and that no request can make us call at will."""

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Count nothing."""

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Let everybody guess."""

    async def refund(self, supplier: str, *, subject: str) -> None:
        """Take nothing back."""

    async def unspend(self, supplier: str, *, asker: Asker, subject: str, cost: int = 1) -> None:
        """Take nothing back."""


class CountedBudget:
    """The budget, counted in the region's shipments database."""

    def __init__(
        self, documents: Callable[[], Documents], keys: Callable[[], IndexKey], clock: Clock
    ) -> None:
        """Count in a database, under keys, that are opened when the first call is counted."""
        self._documents, self._keys, self._clock = documents, keys, clock

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Count a call, by one commit. See the port."""
        now = self._clock.now()
        supplied = calls_of(supplier, asker, now)
        writes: list[Write] = [count(supplied, "calls", ends=_ends(now), shard=0, by=cost)]
        if allowance.per_subject is not None and subject:
            writes.append(await self._of_subject(supplier, subject, now, by=1))
        done = await self._documents().commit(writes)
        share = half_of(allowance.daily, asker)
        limits = (share, allowance.per_subject)
        for one, limit in zip(done, limits, strict=False):
            if one.total is None or (limit is not None and one.total > limit):
                await self._take_back(count(supplied, "calls", ends=_ends(now), shard=0, by=-cost))
                raise BudgetSpentError(retry_after=midnight(now) + DAY - now)

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Count a wrong guess about a subject; a right one only looks. See the port."""
        now = self._clock.now()
        write = await self._of_subject(f"{supplier}-guess", subject, now, by=int(wrong))
        total = (await self._documents().commit([write]))[0].total
        if total is None or total - int(wrong) >= GUESSES:
            raise BudgetSpentError(retry_after=midnight(now) + DAY - now)

    async def _take_back(self, write: Write) -> None:
        """Take back what was counted and then refused; no more than a wish."""
        with suppress(UnavailableError):
            await self._documents().commit([write])

    async def refund(self, supplier: str, *, subject: str) -> None:
        """Take back one call from its subject's count. See the port."""
        if subject:
            write = await self._of_subject(supplier, subject, self._clock.now(), by=-1)
            await self._documents().commit([write])

    async def unspend(self, supplier: str, *, asker: Asker, subject: str, cost: int = 1) -> None:
        """Take back a call from all counts, by one commit. See the port."""
        now = self._clock.now()
        supplied = calls_of(supplier, asker, now)
        writes: list[Write] = [count(supplied, "calls", ends=_ends(now), shard=0, by=-cost)]
        if subject:
            writes.append(await self._of_subject(supplier, subject, now, by=-1))
        await self._documents().commit(writes)

    async def _of_subject(self, supplier: str, subject: str, now: datetime, *, by: int) -> Write:
        key = await self._keys().index_key()
        name = blind_index(key, "number-calls", supplier, f"{now:%Y%m%d}", subject)
        place = DocumentId(NumberCalls.collection, name)
        return count(place, "calls", ends=_ends(now), shard=shard_of(name), by=by)


def calls_of(supplier: str, asker: str, now: datetime) -> DocumentId:
    """Return where the calls of a supplier for one kind of asker are counted on a day."""
    return DocumentId(SupplierCalls.collection, f"{supplier}-{asker}-{now:%Y%m%d}")


def half_of(daily: int, asker: Asker) -> int:
    """Return how many of a day's calls are for one kind of asker."""
    half = daily // 2
    return half if asker is Asker.VISITOR else daily - half


def _ends(now: datetime) -> datetime:
    return midnight(now) + COUNTERS.period
