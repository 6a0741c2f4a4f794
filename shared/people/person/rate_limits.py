"""Limits around people's accounts that hold across instances, counted in the region's database.

A counter's name is HMAC-SHA-256 under the index key and a random salt of the day
(``platform/limits/salt.py``): it says nothing about the source or the address that is counted, and
two days after neither can we.

What strangers can spend belongs to them: a source is counted as it is and as a part of its network,
so that a whole /48 costs what a few sources may; and what turned out to be well spent (a code that
was used) is given back to who spent it, so that a thousand people behind one address can come.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.kernel import log
from shared.kernel.clock import Clock, midnight
from shared.kernel.errors import ConflictError, TooManyRequestsError
from shared.people.person.model import SIGN_IN_COUNTERS, SignInCounter
from shared.platform.limits.counter import count
from shared.platform.limits.salt import DaySalts, PeopleSalt
from shared.platform.limits.source import is_ipv4, network_of
from shared.platform.limits.standing import LimitStanding, tell
from shared.platform.records.port import Add, Document, DocumentId, Documents, Version
from shared.platform.records.write_batch import Change
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.retention import shard_of

HOUR = timedelta(hours=1)
EVERYONE = "everyone"
"""Whose a limit is that the whole region shares."""
_NEARLY = 0.8
"""Of a lid that is watched: then it is said."""
_PART = 4
"""Who may have a share of something may have a quarter of what is left of it."""


_Totals = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Charge:
    """One that is to be counted."""

    kind: str
    """What is counted, in our words."""
    whose: str
    """A source, a network, an address, a person, or ``EVERYONE``."""
    most: int
    """How many are allowed in a span."""
    span: timedelta = HOUR
    """An hour or a day (UTC)."""
    of: str = ""
    """The kind of another charge beside this one, of which no more than a quarter of what is left
    may go here; but one may, while any is left."""
    watched: log.Word | None = None
    """The name of a lid that somebody should hear of before it is spent."""
    told: str = ""
    """By what name who calls is told how they stand; empty: they are not. Only for what is theirs
    alone, a source or an account, and counted whoever else does what."""


@dataclass(frozen=True, slots=True)
class SourceLids:
    """How often sources may do something in a span."""

    source: int
    """A /64, or an IPv4 address."""
    v6_network: int
    """A /48."""
    v4_network: int
    """A /24: shared by many who have nothing to do with one another."""
    v4_source: int = 0
    """An IPv4 address, where that is another number."""

    def charges(
        self, kind: str, source: str, *, span: timedelta = HOUR, of: str = "", told: str = ""
    ) -> tuple[Charge, Charge]:
        """Return what one costs a source, which may be told, and its network, which never is."""
        v4 = is_ipv4(source)
        narrow = (self.v4_source or self.source) if v4 else self.source
        wide = self.v4_network if v4 else self.v6_network
        return (
            Charge(kind, source, narrow, span, told=told),
            Charge(f"{kind}-network", network_of(source), wide, span, of),
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, for who may give it back."""

    name: str
    """Of the counter."""
    ends: datetime
    """When the counter ends."""

    @property
    def place(self) -> DocumentId:
        """Return where the counter is."""
        return DocumentId(SignInCounter.collection, self.name)

    def back(self) -> Add:
        """Return the write that gives it back."""
        return _adding(self.name, self.ends, by=-1)


@dataclass(frozen=True, slots=True)
class Charged:
    """What was counted, and as what versions was written what was beside it."""

    counted: tuple[Counted, ...]
    written: tuple[Version, ...]


class PeopleLimits(Protocol):
    """The limits of one region."""

    async def count(
        self, kind: str, whose: str, most: int, *, span: timedelta = HOUR, told: str = ""
    ) -> None:
        """Count one. See ``charge``."""
        ...

    async def counters(self, charges: Sequence[Charge]) -> tuple[Counted, ...]:
        """Return the counters of some charges, in their order; nothing is counted."""
        ...

    async def see_room(
        self, charges: Sequence[Charge], found: Mapping[DocumentId, Document]
    ) -> None:
        """See that there is room for one more of each, by counters that were just read.

        Args:
            charges: What is about to be counted.
            found: The counters that there are, by their places.

        Raises:
            TooManyRequestsError: There is none; ``retry_after`` is when there will be.
        """
        ...

    async def charge(self, charges: Sequence[Charge], beside: Sequence[Change] = ()) -> Charged:
        """Count one of each, all or none; what is refused costs nobody anything.

        Args:
            charges: What is counted.
            beside: What is written by the same commit, and taken back if it is refused.

        Raises:
            TooManyRequestsError: There were more of one in its span; ``retry_after`` is its end.
            ContendedError: What is beside is not as it was seen: nothing was counted.
            UnavailableError: It could not be counted, so it must not be done.
        """
        ...

    async def give_back(self, counted: Sequence[Counted]) -> None:
        """Give back what was counted.

        Raises:
            UnavailableError: The database does not answer.
        """
        ...


class LiftedLimits:
    """No limit: for the local stack with RATE_LIMITS=off."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def count(
        self, kind: str, whose: str, most: int, *, span: timedelta = HOUR, told: str = ""
    ) -> None:
        """Count nothing."""

    async def counters(self, charges: Sequence[Charge]) -> tuple[Counted, ...]:  # noqa: ARG002 - as above
        """Return none."""
        return ()

    async def see_room(
        self, charges: Sequence[Charge], found: Mapping[DocumentId, Document]
    ) -> None:
        """See nothing."""

    async def charge(
        self,
        charges: Sequence[Charge],  # noqa: ARG002 - as above
        beside: Sequence[Change] = (),
    ) -> Charged:
        """Count nothing, and write what is beside."""
        done = await self._documents.commit([one.write for one in beside]) if beside else []
        return Charged((), tuple(one.version for one in done))

    async def give_back(self, counted: Sequence[Counted]) -> None:
        """Give nothing back."""


class CountedLimits:
    """The limits of one region, counted in its database."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock
        self._salts = DaySalts(documents, PeopleSalt)

    async def count(
        self, kind: str, whose: str, most: int, *, span: timedelta = HOUR, told: str = ""
    ) -> None:
        """Count one. See the port."""
        await self.charge([Charge(kind, whose, most, span, told=told)])

    async def counters(self, charges: Sequence[Charge]) -> tuple[Counted, ...]:
        """Return the counters of some charges. See the port."""
        now = self._clock.now()
        return tuple([await self._counted(one, _beginning(one, now)) for one in charges])

    async def see_room(
        self, charges: Sequence[Charge], found: Mapping[DocumentId, Document]
    ) -> None:
        """See that there is room for one more of each. See the port."""
        totals: dict[str, int | None] = {}
        for charge, counter in zip(charges, await self.counters(charges), strict=True):
            there = found.get(counter.place)
            before = there.fields.get("count", 0) if there is not None else 0
            totals[charge.kind] = (before if isinstance(before, int) else 0) + 1
        self._see(charges, totals)

    async def charge(self, charges: Sequence[Charge], beside: Sequence[Change] = ()) -> Charged:
        """Count one of each by one commit. See the port."""
        counted = await self.counters(charges)
        adding = [_adding(one.name, one.ends) for one in counted]
        done = await self._documents.commit([*adding, *(one.write for one in beside)])
        totals = {one.kind: row.total for one, row in zip(charges, done, strict=False)}
        written = tuple(row.version for row in done[len(charges) :])
        try:
            self._see(charges, totals)
        except TooManyRequestsError:
            await self._take_back(counted, beside, written)
            raise
        for lid in _nearly_spent(charges, totals):
            log.write(log.Event.LID_NEARLY_SPENT, log.Severity.WARNING, lid=lid)
        return Charged(counted, written)

    def _see(self, charges: Sequence[Charge], totals: _Totals) -> None:
        """See that none of some charges is over, and tell who is told. Raises as ``charge``."""
        now = self._clock.now()
        ends = {one.kind: _beginning(one, now) + one.span for one in charges}
        over = [ends[one.kind] for one in charges if _is_over(one, charges, totals)]
        for one in charges:
            if one.told:
                within, total = ends[one.kind] - now, totals[one.kind] or 0
                tell(_standing(one, total, within=within, refused=bool(over)))
        if over:
            raise TooManyRequestsError(retry_after=max(over) - now)

    async def _take_back(
        self, counted: Sequence[Counted], beside: Sequence[Change], written: Sequence[Version]
    ) -> None:
        """Take back what was counted, and what is beside unless somebody went on from it."""
        undoing = [one.back(version) for one, version in zip(beside, written, strict=True)]
        if undoing:
            with suppress(ConflictError):
                await self._documents.commit([*(one.back() for one in counted), *undoing])
                return
        await self.give_back(counted)

    async def give_back(self, counted: Sequence[Counted]) -> None:
        """Give back what was counted. See the port."""
        if counted:
            await self._documents.commit([one.back() for one in counted])

    async def _counted(self, charge: Charge, since: datetime) -> Counted:
        key, salt = await self._keys.index_key(), await self._salts.of(midnight(since))
        hour = f"{since:%Y%m%d%H}"
        name = blind_index(key, "people-limit", salt.hex(), charge.kind, hour, charge.whose)
        return Counted(name, since + SIGN_IN_COUNTERS.period)


def _is_over(charge: Charge, charges: Sequence[Charge], totals: _Totals) -> bool:
    """Tell whether there were too many: fewer are allowed, if it is a share of what empties."""
    total, allowed = totals[charge.kind], charge.most
    whole = next((one for one in charges if one.kind == charge.of), None)
    if whole is not None:
        left = whole.most - (totals[whole.kind] or 0)
        allowed = min(allowed, max(1, left // _PART))
    return total is None or total > allowed


def _standing(charge: Charge, total: int, *, within: timedelta, refused: bool) -> LimitStanding:
    """Return how a charge stands: who is refused is given back what was counted."""
    left = max(0, charge.most - (total - refused))
    return LimitStanding(charge.told, charge.most, charge.span, left, within)


def _nearly_spent(charges: Sequence[Charge], totals: _Totals) -> Iterator[log.Word]:
    for one in charges:
        if one.watched is not None and totals[one.kind] == math.ceil(one.most * _NEARLY):
            yield one.watched


def _beginning(charge: Charge, now: datetime) -> datetime:
    today = midnight(now)
    return today + charge.span * ((now - today) // charge.span)


def _adding(name: str, ends: datetime, *, by: int = 1) -> Add:
    place = DocumentId(SignInCounter.collection, name)
    return count(place, "count", ends=ends, shard=shard_of(name), by=by)
