"""The calls of a day that are for polls: taken in blocks, and spread over the day.

A worker that polls takes a block for one supplier by one write, uses it up without a further one,
and gives back what is left; one that is killed loses no more than a fiftieth of the share. Polls
about parcels that are out for delivery have three tenths of what the time of day has opened, all
others seven. What the one does not want is lent to the other: to the urgent ones up to half of all,
to the others in the last quarter of the day, but for a fourth if the urgent ones lacked any. What
was wanted and not given is counted too: if a day does not do, whoever has waited longest comes
first, in whatever order batches are worked on.
"""

import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
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
from shared.platform.suppliers.port import Asker, Haste, Waiting

_BLOCKS = 50
"""A block is at most such a part of a share, and so many calls."""
_URGENT, _OTHERS, _WHOLE = 3, 7, 10
_AT_THE_START = DAY / 20
"""What is open as the day begins, so that a small share is not closed for hours."""
_ALL_OPEN = timedelta(hours=21)
"""From then on the whole day is open: most people sleep soon in most regions, or are just up."""
_LAST_QUARTER = timedelta(hours=18)
_REMEMBERED = timedelta(minutes=15)
_A_NIGHT = timedelta(hours=12)
_RECENT = 1_000
"""Parcels of which an instance knows how long they wait."""


def block_of(share: int) -> int:
    """Return how many calls of a share are taken at once at most."""
    return max(1, min(_BLOCKS, share // _BLOCKS))


def own_room(share: int, haste: Haste, now: datetime) -> float:
    """Return how many calls of a share one kind may have made by now, whatever the other does."""
    part = _URGENT if haste is Haste.URGENT else _OTHERS
    return _open(share, now) * part / _WHOLE


def lendable(  # noqa: PLR0913 - of what, to whom, when, and what was used
    share: int, haste: Haste, now: datetime, *, others: int, others_lack: bool, lent: int = 0
) -> float:
    """Return how many calls of the other kind's part one kind may use now.

    Args:
        share: Of a day.
        haste: Which kind wants them.
        now: When (UTC).
        others: How many of the other kind's part are used.
        others_lack: Whether the other kind was short of calls today.
        lent: How many of these were lent.
    """
    theirs = own_room(share, haste.other, now)
    is_late = now - midnight(now) >= _LAST_QUARTER
    if haste is Haste.OTHER:
        kept = theirs / 4 if others_lack else 0.0
        most = theirs - kept if is_late else 0.0
    elif others_lack:
        most = 0.0
    elif is_late and others < theirs / 2:
        most = theirs
    else:
        most = min(theirs, others + _open(share, now) / 2 - own_room(share, haste, now) - lent)
    return max(0.0, most - others)


def _open(share: int, now: datetime) -> float:
    """Return how much of a share the time of day has opened."""
    return min(float(share), share * ((now - midnight(now) + _AT_THE_START) / _ALL_OPEN))


@dataclass(slots=True)
class _Memory:
    """What an instance knows of a supplier's polls, without asking."""

    day: datetime
    none_before: dict[Haste, datetime] = field(default_factory=dict)
    """Until when nothing is open that was asked for in vain."""
    needed: dict[Haste, tuple[datetime, float]] = field(default_factory=dict)
    """How much too small the day is, and since when that is known."""


class CountedPolls:
    """The polls of one region's day, across instances."""

    def __init__(self, documents: Callable[[], Documents], clock: Clock) -> None:
        """Count in a database that is opened when the first block is taken."""
        self._documents, self._clock = documents, clock
        self._purse: Counter[str] = Counter()
        """What is taken and not used, of all who are asking right now."""
        self._lent: Counter[str] = Counter()
        """What these took, used or not."""
        self._memory: dict[str, _Memory] = {}
        self._recent: dict[tuple[str, Haste], OrderedDict[str, tuple[Waiting, datetime]]] = {}
        """What was due lately, since when it waits, and when it came up last."""

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
        (total,) = await self._add(now, number, calls_of(supplier, haste, now, shard))
        over = min(number, max(0, total - int(own_room(mine, haste, now))))
        if over:
            await self._take_back(now, over, calls_of(supplier, haste, now, shard))
            over -= await self._borrow(supplier, mine, over, haste, now, shard)
            if over == number and shards_of(share) == 1:
                memory.none_before[haste] = now + DAY / max(1, share)
        self._purse[supplier] += number - over
        self._lent[supplier] += number - over
        return number - over

    async def _borrow(  # noqa: PLR0913, PLR0917 - whose, of what, how many, which kind, when, where
        self, supplier: str, share: int, number: int, haste: Haste, now: datetime, shard: int
    ) -> int:
        """Take calls of the other kind's part, as far as it may be lent; return how many."""
        lent = calls_of(supplier, f"{haste}-lent", now, shard)
        theirs = calls_of(supplier, haste.other, now, shard)
        lack = calls_of(supplier, f"{haste.other}-short", now)
        found = [_number(one) for one in await self._documents().get([theirs, lack, lent])]
        used, short, borrowed = found
        most = lendable(share, haste, now, others=used, others_lack=short > 0, lent=borrowed)
        wanted = min(number, int(most))
        if not wanted:
            return 0
        _, of_theirs = await self._add(now, wanted, lent, theirs)
        over = min(wanted, max(0, of_theirs - int(own_room(share, haste.other, now))))
        if over:
            await self._take_back(now, over, lent, theirs)
        return wanted - over

    async def give_back(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Give back what nobody needs who is asking right now. See the port."""
        self._lent[supplier] = max(0, self._lent[supplier] - calls)
        unused = min(calls, self._purse[supplier] - self._lent[supplier])
        if unused > 0:
            self._purse[supplier] -= unused
            now = self._clock.now()
            await self._take_back(now, unused, calls_of(supplier, haste, now))

    async def short(self, supplier: str, calls: int, *, haste: Haste) -> None:
        """Count polls that were due and not paid for. See the port."""
        now = self._clock.now()
        self._of(supplier, now).needed.pop(haste, None)
        with suppress(UnavailableError):
            await self._add(now, calls, calls_of(supplier, f"{haste}-short", now))

    async def bar(
        self, supplier: str, due: Mapping[str, Waiting], *, daily: int, haste: Haste
    ) -> float:
        """Tell by what is open and how long others wait. See the port.

        If a day does not do, as many pass as there are calls open right now: those who, of all that
        were due lately, have waited longest. A call that is open is theirs until their turn comes.
        """
        now, share = self._clock.now(), share_of(daily, Asker.POLL)
        waits = self._waits(supplier, due, haste, now)
        needed = await self._needed(supplier, share, haste, now)
        if needed <= 1:
            return 0.0
        places = [calls_of(supplier, one, now) for one in (haste, haste.other)]
        places.append(calls_of(supplier, f"{haste.other}-short", now))
        mine, others, lack = [_number(one) for one in await self._documents().get(places)]
        of_shard, shards = share_of_shard(share, 0), shards_of(share)
        is_free = own_room(of_shard, haste, now) - mine
        if haste is Haste.OTHER:
            is_free += lendable(of_shard, haste, now, others=others, others_lack=lack > 0)
        is_free *= shards
        number = max(0, int(is_free))
        return 0.0 if number >= len(waits) else waits[max(0, number - 1)]

    def asked(self, supplier: str, names: Iterable[str], *, haste: Haste) -> None:
        """Know that some wait no more. See the port."""
        recent = self._recent.setdefault((supplier, haste), OrderedDict())
        for name in names:
            recent.pop(name, None)

    def _waits(
        self, supplier: str, due: Mapping[str, Waiting], haste: Haste, now: datetime
    ) -> list[float]:
        """Return how long what was due lately has waited, the longest first.

        What does not come up again in time waits no more: it was asked for elsewhere, or is over.
        """
        recent = self._recent.setdefault((supplier, haste), OrderedDict())
        others = self._recent.setdefault((supplier, haste.other), OrderedDict())
        for name, one in due.items():
            recent[name] = one, now
            recent.move_to_end(name)
            others.pop(name, None)
        for name, (one, seen) in list(recent.items()):
            if now - seen > one.period + _A_NIGHT or len(recent) > _RECENT:
                del recent[name]
        return sorted((one.periods(now) for one, _ in recent.values()), reverse=True)

    async def _needed(self, supplier: str, share: int, haste: Haste, now: datetime) -> float:
        """Return how many times more polls were due than there is room for, today and yesterday."""
        memory = self._of(supplier, now)
        told, value = memory.needed.get(haste, (None, 1.0))
        if told is not None and now - told < _REMEMBERED:
            return value
        days = (now, midnight(now) - timedelta(minutes=1))
        paid = [calls_of(supplier, haste, day) for day in days]
        short = [calls_of(supplier, f"{haste}-short", day) for day in days]
        found = [_number(one) for one in await self._documents().get([*paid, *short])]
        was_due, was_open = 0, 0.0
        for day, made, missed in zip(days, found[:2], found[2:], strict=True):
            if made or missed:
                was_due += made * shards_of(share) + missed
                was_open += own_room(share, haste, day)
        value = max(1.0, was_due / max(1, was_open)) if any(found[2:]) else 1.0
        memory.needed[haste] = now, value
        return value

    def _of(self, supplier: str, now: datetime) -> _Memory:
        memory = self._memory.get(supplier)
        if memory is None or memory.day != midnight(now):
            memory = self._memory[supplier] = _Memory(midnight(now))
        return memory

    async def _add(self, now: datetime, by: int, *places: DocumentId) -> list[int]:
        writes = [count(one, "calls", ends=ends_of(now), shard=0, by=by) for one in places]
        return [one.total or 0 for one in await self._documents().commit(writes)]

    async def _take_back(self, now: datetime, by: int, *places: DocumentId) -> None:
        """Take back what was counted; no more than a wish."""
        with suppress(UnavailableError):
            await self._add(now, -by, *places)


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

    async def bar(
        self, supplier: str, due: Mapping[str, Waiting], *, daily: int, haste: Haste
    ) -> float:
        """Let everybody pass."""
        del supplier, due, daily, haste
        return 0.0

    def asked(self, supplier: str, names: Iterable[str], *, haste: Haste) -> None:
        """Know nothing."""


def _number(found: Document | None) -> int:
    number = found.fields.get("calls") if found is not None else None
    return max(0, number) if isinstance(number, int) else 0
