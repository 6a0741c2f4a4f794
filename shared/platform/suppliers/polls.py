"""The calls of a day that are for polls: taken in blocks, and spread over the day.

A worker that polls takes a block for one supplier by one write, uses it up without a further one,
and gives back what is left; one that is killed loses no more than a fiftieth of the share. Polls
about parcels that are out for delivery have three tenths of what the time of day has opened, and
all others seven: in the last quarter of the day whatever the one does not want is the other's, and
before that the urgent ones have up to half if the others leave it. What was wanted and not given is
counted too: by that a worker tells how much further apart looks have to be for the day to do.
"""

import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import UnavailableError
from shared.platform.limits.counter import count
from shared.platform.records.port import Document, DocumentId, Documents
from shared.platform.suppliers.budget import (
    calls_of,
    ends_of,
    shards_of,
    share_of,
    share_of_shard,
)
from shared.platform.suppliers.port import Asker, Haste

_BLOCKS = 50
"""A block is at most such a part of a share, and so many calls."""
_URGENT, _OTHERS, _WHOLE = 3, 7, 10
_AT_THE_START = DAY / 20
"""What is open as the day begins, so that a small share is not closed for hours."""
_LAST_QUARTER = timedelta(hours=18)
_REMEMBERED = timedelta(minutes=15)


def block_of(share: int) -> int:
    """Return how many calls of a share are taken at once at most."""
    return max(1, min(_BLOCKS, share // _BLOCKS))


def own_room(share: int, haste: Haste, now: datetime) -> int:
    """Return how many calls of a share one kind may have made by now, whatever the other does."""
    part = _URGENT if haste is Haste.URGENT else _OTHERS
    return _open(share, now) * part // _WHOLE


def room(share: int, haste: Haste, now: datetime, others: int) -> int:
    """Return how many calls of a share one kind may have made by now.

    Args:
        share: Of a day.
        haste: Which kind.
        now: When (UTC).
        others: How many the other kind has made.
    """
    is_open, own = _open(share, now), own_room(share, haste, now)
    is_late = now - midnight(now) >= _LAST_QUARTER
    if haste is Haste.OTHER:
        return max(own, is_open - others) if is_late else own
    is_unwanted = others < own_room(share, Haste.OTHER, now) // 2
    most = is_open if is_late and is_unwanted else is_open // 2
    return max(own, min(most, is_open - others))


def _open(share: int, now: datetime) -> int:
    """Return how much of a share the time of day has opened."""
    return min(share, int(share * ((now - midnight(now) + _AT_THE_START) / DAY)))


@dataclass(slots=True)
class _Memory:
    """What an instance knows of a supplier's polls, without asking."""

    day: datetime
    none_before: dict[Haste, datetime] = field(default_factory=dict)
    """Until when nothing is open that was asked for in vain."""
    stretch: dict[Haste, tuple[datetime, float]] = field(default_factory=dict)


class CountedPolls:
    """The polls of one region's day, across instances."""

    def __init__(self, documents: Callable[[], Documents], clock: Clock) -> None:
        """Count in a database that is opened when the first block is taken."""
        self._documents, self._clock = documents, clock
        self._purse: Counter[str] = Counter()
        self._memory: dict[str, _Memory] = {}

    def use(self, supplier: str, calls: int) -> bool:
        """Use up calls of a block that was taken. See the port."""
        if self._purse[supplier] < calls:
            return False
        self._purse[supplier] -= calls
        return True

    def put_back(self, supplier: str, calls: int) -> None:
        """Put calls back that were not let through. See the port."""
        self._purse[supplier] += calls

    async def take(self, supplier: str, *, daily: int, wanted: int, haste: Haste) -> int:
        """Take calls, by one write where the time of day has room for them. See the port."""
        now, share = self._clock.now(), share_of(daily, Asker.POLL)
        memory = self._of(supplier, now)
        if now < memory.none_before.get(haste, now):
            return 0
        number = min(wanted, block_of(share))
        shard = secrets.randbelow(shards_of(share))
        mine = share_of_shard(share, shard)
        total = await self._add(calls_of(supplier, haste, now, shard), now, number)
        most = own_room(mine, haste, now)
        if total > most:
            (others,) = await self._documents().get([calls_of(supplier, haste.other, now, shard)])
            most = room(mine, haste, now, _number(others))
        over = min(number, max(0, total - most))
        if over:
            with suppress(UnavailableError):  # no more than a wish
                await self._add(calls_of(supplier, haste, now, shard), now, -over)
            if over == number and shards_of(share) == 1:
                memory.none_before[haste] = now + DAY / max(1, share)
        self._purse[supplier] += number - over
        return number - over

    async def give_back(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Give back what was taken and not used. See the port."""
        calls = min(calls, self._purse[supplier])
        if calls > 0:
            self._purse[supplier] -= calls
            now = self._clock.now()
            with suppress(UnavailableError):
                await self._add(calls_of(supplier, haste, now), now, -calls)

    async def short(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Count polls that were due and not paid for. See the port."""
        now = self._clock.now()
        self._of(supplier, now).stretch.pop(haste, None)
        with suppress(UnavailableError):
            await self._add(calls_of(supplier, f"{haste}-short", now), now, calls)

    async def stretch(self, supplier: str, *, daily: int, haste: Haste) -> float:
        """Tell by how many polls were due and paid for, today and yesterday. See the port."""
        now = self._clock.now()
        memory = self._of(supplier, now)
        told, value = memory.stretch.get(haste, (None, 1.0))
        if told is not None and now - told < _REMEMBERED:
            return value
        shards = range(shards_of(share_of(daily, Asker.POLL)))
        days = (now, now - DAY)
        paid = [calls_of(supplier, haste, day, shard) for day in days for shard in shards[:1]]
        short = [calls_of(supplier, f"{haste}-short", day) for day in days]
        found = [_number(one) for one in await self._documents().get([*paid, *short])]
        made = sum(found[: len(paid)]) * len(shards)
        value = 1 + sum(found[len(paid) :]) / max(1, made)
        memory.stretch[haste] = now, value
        return value

    def _of(self, supplier: str, now: datetime) -> _Memory:
        memory = self._memory.get(supplier)
        if memory is None or memory.day != midnight(now):
            memory = self._memory[supplier] = _Memory(midnight(now))
        return memory

    async def _add(self, place: DocumentId, now: datetime, by: int) -> int:
        write = count(place, "calls", ends=ends_of(now), shard=0, by=by)
        return (await self._documents().commit([write]))[0].total or 0


class UncountedPolls:
    """No limit: for the local stack with RATE_LIMITS=off."""

    def use(self, supplier: str, calls: int) -> bool:
        """Let everything through."""
        del supplier, calls
        return True

    def put_back(self, supplier: str, calls: int) -> None:
        """Keep nothing."""

    async def take(self, supplier: str, *, daily: int, wanted: int, haste: Haste) -> int:
        """Give what is wanted."""
        del supplier, daily, haste
        return wanted

    async def give_back(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Take nothing back."""

    async def short(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Count nothing."""

    async def stretch(self, supplier: str, *, daily: int, haste: Haste) -> float:
        """Stretch nothing."""
        del supplier, daily, haste
        return 1.0


def _number(found: Document | None) -> int:
    number = found.fields.get("calls") if found is not None else None
    return max(0, number) if isinstance(number, int) else 0
