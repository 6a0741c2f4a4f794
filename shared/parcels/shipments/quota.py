"""Who may have a supplier asked, so that nobody takes its day from the others.

Counted in the region's database, across instances. A source (a network address, or a person who
follows) and its network are stored only as HMAC-SHA-256 under the keyring's index key and a random
salt of the day (``salt.py``). How much one may have is in ``shares.py``.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Protocol

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import TooManyRequestsError, UnavailableError
from shared.parcels.shipments.shares import Day, Payer, is_within
from shared.platform.limits.counter import count
from shared.platform.limits.salt import SALT, DaySalt, DaySalts
from shared.platform.records.port import Document, DocumentId, Documents, Write
from shared.platform.suppliers.budget import calls_of, ends_of, number_calls, shards_of, share_of
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import shard_of


class SourceLookups(
    Record, collection="lookups", database=Database.SHIPMENTS, owner="a source, or who follows"
):
    """How often the look-ups of a source, or of a person who follows, asked a carrier in a day."""

    count: Annotated[
        int,
        Personal(
            Kind.CONNECTION,
            purpose=PROTECTION,
            keep=SALT,
            holds="a count under a keyed hash of the network address or its network, of the random "
            "id of who follows, or of what is kept of where a young account was registered; none "
            "of them",
            clear="a counter must be added to without being read",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SALT, why="when the nightly run deletes it")]


class Quota(Protocol):
    """Permission for a source to have a carrier asked."""

    async def see(self, payer: Payer, supplier: str) -> None:
        """Refuse whose share is known here to be used up. Raises TooManyRequestsError."""
        ...

    async def spend(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Count one uncached look-up.

        Args:
            payer: Whose.
            supplier: Who is to be asked.
            daily: How often this supplier may be asked in a day, by all; None: the general limit
                of a source.

        Raises:
            TooManyRequestsError: The share is used up; ``retry_after`` is midnight UTC.
            UnavailableError: It could not be counted.
        """
        ...

    async def refund(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Take one back that was counted: the supplier let nobody through. No more than a wish."""
        ...

    async def carry(self, supplier: str, number: str, calls: int) -> None:
        """Count calls about a number that were polls, and counted with the shipment alone.

        From then on they are among those that the supplier gives about a number in a day. No more
        than a wish.
        """
        ...


class UnlimitedQuota:
    """No limit: for the local stack with RATE_LIMITS=off."""

    async def see(self, payer: Payer, supplier: str) -> None:
        """Refuse nobody."""

    async def spend(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Count nothing."""

    async def refund(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Take nothing back."""

    async def carry(self, supplier: str, number: str, calls: int) -> None:
        """Count nothing."""


class SourceQuota:
    """The quota, counted in the shipments database."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock, *, daily: int) -> None:
        self._documents, self._keys = documents, keys
        self._clock, self._daily = clock, daily
        self._salts = DaySalts(documents, DaySalt)
        self._spent: tuple[datetime | None, set[tuple[str, bool]]] = (None, set())

    async def see(self, payer: Payer, supplier: str) -> None:
        """Refuse whose share is known to be used up. See the port."""
        await self._unspent(payer, supplier, self._clock.now())

    async def spend(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Count one uncached look-up. See the port."""
        now = self._clock.now()
        names = await self._unspent(payer, supplier, now)
        if not await self._is_within(payer, supplier, names, now, daily):
            self._spent[1].add((names[0], payer.may_use_the_reserve(now)))
            raise _used_up(now)

    async def refund(self, payer: Payer, supplier: str, *, daily: int | None) -> None:
        """Take one look-up back. See the port."""
        now = self._clock.now()
        names = await self._names(payer, supplier, midnight(now))
        self._spent[1].difference_update({(names[0], False), (names[0], True)})
        writes = _counters(names if daily is not None else names[:1], now, by=-1)
        if payer.young and daily is not None:
            place = calls_of(supplier, f"{payer.asker}-young", now, _shard(names, payer, daily))
            writes.append(self._young(place, now, by=-1))
        with suppress(UnavailableError):
            await self._documents.commit(writes)

    async def carry(self, supplier: str, number: str, calls: int) -> None:
        """Count polls about a number where all calls about it are. See the port."""
        now, key = self._clock.now(), await self._keys.index_key()
        with suppress(UnavailableError):
            await self._documents.commit([number_calls(key, supplier, number, now, by=calls)])

    async def _unspent(self, payer: Payer, supplier: str, now: datetime) -> list[str]:
        """Return the names of a payer's counters, whose share is not known to be used up."""
        today = midnight(now)
        if self._spent[0] != today:
            self._spent = today, set()
        names = await self._names(payer, supplier, today)
        if (names[0], payer.may_use_the_reserve(now)) in self._spent[1]:
            raise _used_up(now)
        return names

    async def _is_within(
        self, payer: Payer, supplier: str, names: list[str], now: datetime, daily: int | None
    ) -> bool:
        """Count, and tell whether the payer's share is not used up."""
        counters = _counters(names, now, by=1)
        if daily is None:
            total = (await self._documents.commit(counters[:1]))[0].total
            return total is not None and total <= self._daily
        shard = _shard(names, payer, daily)
        young = calls_of(supplier, f"{payer.asker}-young", now, shard)
        if payer.young:
            counters.append(self._young(young, now, by=1))
        told = calls_of(supplier, payer.asker, now, shard)
        done, (calls,) = await asyncio.gather(
            self._documents.commit(counters), self._documents.get([told])
        )
        totals = [one.total or 0 for one in done]
        share = share_of(daily, payer.asker)
        shards = shards_of(share)
        day = Day(
            daily=daily,
            half=share,
            spent=_number(calls) * shards,
            young=totals.pop() * shards if payer.young else 0,
        )
        if is_within(payer, day, now, own=totals[0], network=totals[1] if totals[1:] else None):
            return True
        if payer.young:  # what is refused is not spent; no more than a wish
            with suppress(UnavailableError):
                await self._documents.commit([self._young(young, now, by=-1)])
        return False

    def _young(self, place: DocumentId, now: datetime, *, by: int) -> Write:
        return count(place, "calls", ends=ends_of(now), shard=0, by=by)

    async def _names(self, payer: Payer, supplier: str, today: datetime) -> list[str]:
        """Return under which names a payer and their network are counted."""
        key, salt = await self._keys.index_key(), (await self._salts.of(today)).hex()
        names = [blind_index(key, "source", salt, payer.source, supplier)]
        if payer.network:
            parts = (payer.asker, payer.network, supplier)
            names.append(blind_index(key, "network", salt, *parts))
        return names


def _shard(names: list[str], payer: Payer, daily: int) -> int:
    """Return which shard of a share speaks for all of it to a payer.

    It is always the same one: what they take back is taken from where it was counted.
    """
    return int(names[0][:8], 16) % shards_of(share_of(daily, payer.asker))


def _used_up(now: datetime) -> TooManyRequestsError:
    """Return the error of who has nothing left until tomorrow."""
    return TooManyRequestsError(retry_after=midnight(now) + DAY - now)


def _counters(names: list[str], now: datetime, *, by: int) -> list[Write]:
    ends = midnight(now) + SALT.period
    places = [DocumentId(SourceLookups.collection, one) for one in names]
    return [count(one, "count", ends=ends, shard=shard_of(one.name), by=by) for one in places]


def _number(calls: Document | None) -> int:
    number = calls.fields.get("calls") if calls is not None else None
    return number if isinstance(number, int) else 0
