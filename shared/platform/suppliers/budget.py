"""How often a supplier may be called in a day, counted for all instances of the region.

What one document counts is ten thousand calls a day at most: a larger share is cut into shards, of
which a call takes one by chance. So no document is written to more than about once in eight seconds
on average, however much is asked. Polls are paid for before, in blocks: see ``polls.py``.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import UnavailableError
from shared.platform.limits.counter import count
from shared.platform.records.port import DocumentId, Documents, Write
from shared.platform.suppliers.port import Allowance, Asker, BudgetSpentError, Haste, Polls
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import shard_of

GUESSES = 10
"""Wrong details a day about one number, by everybody together."""
SHARD = 10_000
"""Calls of a share that one document counts."""
_SHARDS_TRIED = 3
_POLLS = (7, 10)
"""Which part of the follows' half is for polls."""
COUNTERS = Retention("counters", timedelta(days=2), "the start of the day that is counted")


class SupplierCalls(Record, collection="budgets", database=Database.SHIPMENTS, owner="the service"):
    """The calls of one supplier, kind of asker and day; of a large share, a part of them."""

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
        self,
        documents: Callable[[], Documents],
        keys: Callable[[], IndexKey],
        clock: Clock,
        polls: Polls | None = None,
    ) -> None:
        """Count in a database, under keys, that are opened when the first call is counted."""
        self._documents, self._keys, self._clock, self._polls = documents, keys, clock, polls
        self._spent = SpentShards()

    async def spend(
        self, supplier: str, *, asker: Asker, allowance: Allowance, subject: str, cost: int = 1
    ) -> None:
        """Count a call, by one commit where a shard has room for it. See the port."""
        now = self._clock.now()
        if asker is Asker.POLL:
            if not await self._spend_poll(supplier, allowance.daily, cost):
                raise _spent_until_tomorrow(now)
            return
        share = share_of(allowance.daily, asker)
        of_subject: list[Write] = []
        if allowance.per_subject is not None and subject:
            of_subject = [await self._of_subject(supplier, subject, now, by=1)]
        for shard in self._spent.untried(supplier, asker, share, now):
            supplied = calls_of(supplier, asker, now, shard)
            done = await self._documents().commit([self._calls(supplied, now, cost), *of_subject])
            (total, *told), limit = [one.total for one in done], share_of_shard(share, shard)
            is_subjects = all(_is_within(one, allowance.per_subject) for one in told)
            if is_subjects and _is_within(total, limit):
                return
            await self._take_back(self._calls(supplied, now, -cost))
            if not is_subjects:
                break
            of_subject = []  # it is counted, and within its limit
            if total is not None and total - cost >= limit:
                self._spent.add(supplier, asker, shard)
        raise _spent_until_tomorrow(now)

    async def _spend_poll(self, supplier: str, daily: int, cost: int) -> bool:
        """Use calls that were taken for polls; tell whether there were as many.

        Nobody takes any for an aggregator, where asking costs nothing, and a number that it is to
        be told of anew does: such are taken now.
        """
        polls, taken, more = self._polls, 0, 1
        if polls is None or polls.use(supplier, cost):
            return polls is not None
        while more and taken < cost:
            more = await polls.take(supplier, daily=daily, wanted=cost - taken, haste=Haste.OTHER)
            taken += more
        is_enough = taken == cost and polls.use(supplier, cost)
        await polls.give_back(supplier, taken, haste=Haste.OTHER)
        return is_enough

    async def guess(self, supplier: str, *, subject: str, wrong: bool) -> None:
        """Count a wrong guess about a subject; a right one only looks. See the port."""
        now = self._clock.now()
        write = await self._of_subject(f"{supplier}-guess", subject, now, by=int(wrong))
        total = (await self._documents().commit([write]))[0].total
        if total is None or total - int(wrong) >= GUESSES:
            raise _spent_until_tomorrow(now)

    def _calls(self, place: DocumentId, now: datetime, by: int) -> Write:
        return count(place, "calls", ends=ends_of(now), shard=0, by=by)

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
        if asker is Asker.POLL:
            if self._polls is not None:
                self._polls.put_back(supplier, cost)
            return
        writes: list[Write] = [self._calls(calls_of(supplier, asker, now), now, -cost)]
        if subject:
            writes.append(await self._of_subject(supplier, subject, now, by=-1))
        await self._documents().commit(writes)

    async def _of_subject(self, supplier: str, subject: str, now: datetime, *, by: int) -> Write:
        return number_calls(await self._keys().index_key(), supplier, subject, now, by=by)


class SpentShards:
    """Which shards of whose share this instance saw to be used up today."""

    def __init__(self) -> None:
        self._day: datetime | None = None
        self._spent: set[tuple[str, str, int]] = set()

    def untried(self, supplier: str, asker: str, share: int, now: datetime) -> Iterator[int]:
        """Yield some shards of a share that are not known to be used up, in a chance order."""
        if self._day != midnight(now):
            self._day, self._spent = midnight(now), set()
        for _ in range(_SHARDS_TRIED):
            left = [
                one for one in range(shards_of(share)) if (supplier, asker, one) not in self._spent
            ]
            if not left:
                return
            yield secrets.choice(left)

    def add(self, supplier: str, asker: str, shard: int) -> None:
        """Remember that a shard is used up."""
        self._spent.add((supplier, asker, shard))


def calls_of(supplier: str, asker: str, now: datetime, shard: int = 0) -> DocumentId:
    """Return where the calls of a supplier for one kind of asker are counted on a day.

    Args:
        supplier: Its id.
        asker: For whom; or what else is counted of it.
        now: When.
        shard: Which part of them.
    """
    name = f"{supplier}-{asker}-{now:%Y%m%d}"
    return DocumentId(SupplierCalls.collection, f"{name}-{shard}" if shard else name)


def number_calls(key: bytes, supplier: str, number: str, now: datetime, *, by: int) -> Write:
    """Return the write that counts calls of a supplier about one number."""
    name = blind_index(key, "number-calls", supplier, f"{now:%Y%m%d}", number)
    place = DocumentId(NumberCalls.collection, name)
    return count(place, "calls", ends=ends_of(now), shard=shard_of(name), by=by)


def shards_of(share: int) -> int:
    """Return in how many documents the calls of a share are counted."""
    return max(1, -(-share // SHARD))


def share_of_shard(share: int, shard: int) -> int:
    """Return how many of a share's calls one of its shards has."""
    each, more = divmod(share, shards_of(share))
    return each + (shard < more)


def share_of(daily: int, asker: Asker) -> int:
    """Return how many of a day's calls are for one kind of asker: they add up to the day.

    Half is for visitors. Of the half that is for follows seven tenths are for polls, and the rest
    is for who opens what they follow: neither can take anything from the other.
    """
    visitors = daily // 2
    part, whole = _POLLS
    polls = (daily - visitors) * part // whole
    return {
        Asker.VISITOR: visitors,
        Asker.POLL: polls,
        Asker.FOLLOW: daily - visitors - polls,
    }[asker]


def ends_of(now: datetime) -> datetime:
    """Return when what is counted of a day is unreadable."""
    return midnight(now) + COUNTERS.period


def _is_within(total: int | None, limit: int | None) -> bool:
    """Tell whether what was counted is within a limit, if there is one."""
    return total is not None and (limit is None or total <= limit)


def _spent_until_tomorrow(now: datetime) -> BudgetSpentError:
    return BudgetSpentError(retry_after=midnight(now) + DAY - now)
