"""How fast a supplier may be called: each call gets a turn.

Up to one call a second, turns are shared by all instances of the region: the next free one stands
in the region's database and is moved on by compare-and-set. An instance that is alone writes once
for all who wait in it, and reads only at its first call or when another one came between. Where
more calls a second are let through, which would be too many writes of one document, each instance
keeps to the pace by itself; what that leaves is refused by the supplier, and asked again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import (
    ContendedError,
    Create,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Version,
)
from shared.platform.suppliers.port import BusyError
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.retention import due

PACES = Retention("paces", timedelta(days=2), "the last call of the supplier")
_MARGIN = 1.05
"""Turns are a little further apart than need be: what arrives is not as even as what is sent."""
_LEAST_MARGIN = 1.02
"""So far apart are two calls of one instance, if the first of them began late."""
_TRIES = 5
_FURTHEST = timedelta(seconds=60)
"""So long is no turn given at most; and no caller waits so long for one."""
_WAITED_FOR = timedelta(seconds=1)
"""So short a hold is waited for by whoever has a turn."""
_SKEW = timedelta(seconds=10)
"""A next turn that is further ahead even so was written by a wrong clock: it binds nobody."""
_NOW = datetime.min.replace(tzinfo=UTC)
"""Of a turn that is not waited for."""


class SupplierPace(Record, collection="paces", database=Database.SHIPMENTS, owner="the service"):
    """When one supplier may be called next."""

    next: Annotated[AwareDatetime, Operational(keep=PACES, why="when its next call may begin")]
    expires: Annotated[AwareDatetime, Operational(keep=PACES, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=PACES, why="when the nightly run deletes it")]


class Pace(Protocol):
    """Turns at calling one supplier."""

    async def take(self, *, within: float) -> datetime:
        """Take a turn; return when it is.

        Args:
            within: The longest wait for it, in seconds: who would wait longer is told so at once.

        Raises:
            BusyError: There is no turn in that time; ``retry_after`` is when there may be one.
            UnavailableError: Nobody can tell.
        """
        ...

    async def begin(self, turn: datetime) -> None:
        """Wait until a turn begins: what needs to be done before the call is done by then.

        Raises:
            BusyError: No turn is given any more, since the supplier said so meanwhile.
        """
        ...

    def sent(self) -> None:
        """Note that a call goes out, which may be later than it began: connecting takes time."""
        ...

    async def hold(self, seconds: float) -> None:
        """Give no turn for a while: the supplier said that it is called too often."""
        ...


class Unpaced:
    """A supplier that may be called as fast as one likes."""

    async def take(self, *, within: float) -> datetime:  # noqa: ARG002 - nobody waits
        """Take one: they are all now."""
        return _NOW

    async def begin(self, turn: datetime) -> None:
        """Wait for nothing."""

    def sent(self) -> None:
        """Note nothing."""

    async def hold(self, seconds: float) -> None:
        """Go on: the caller waits by itself."""


@dataclass(frozen=True, slots=True)
class _Next:
    """The next free turn, as it was seen in the database."""

    at: datetime
    version: Version | None
    """None: it is not written yet."""


class _Spaced:
    """The calls of one instance: never closer together than the supplier lets through."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._clock = clock
        self._apart = timedelta(seconds=_MARGIN / per_second)
        self._least = timedelta(seconds=_LEAST_MARGIN / per_second)
        self._last = _NOW
        """When the last call went out, which may have been later than its turn."""
        self._held_until = _NOW

    async def begin(self, turn: datetime) -> None:
        """Wait until a turn begins. See the protocol."""
        while (wait := self._wait(turn)) > 0:  # noqa: ASYNC110 - until a time: others may go out
            await asyncio.sleep(wait)
        self.sent()

    def _wait(self, turn: datetime) -> float:
        now = self._clock.now()
        held = self._held_until - now
        if turn < self._held_until and held > _WAITED_FOR:
            raise BusyError(asked=False, retry_after=held)
        return (max(turn, self._last + self._least, self._held_until) - now).total_seconds()

    def sent(self) -> None:
        """Note that a call goes out. See the protocol."""
        self._last = self._clock.now()

    async def hold(self, seconds: float) -> None:
        """Give no turn for a while, which is not long. See the protocol."""
        until = self._clock.now() + min(timedelta(seconds=seconds), _FURTHEST)
        self._held_until = max(self._held_until, until)


class OwnPace(_Spaced):
    """Turns at one supplier, of this instance alone."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        super().__init__(per_second, clock)
        self._next = _NOW

    async def take(self, *, within: float) -> datetime:
        """Take a turn. See the protocol."""
        now = self._clock.now()
        mine = max(now, self._next, self._held_until)
        if mine - now > timedelta(seconds=within):
            raise BusyError(asked=False, retry_after=max(timedelta(seconds=1), mine - now))
        self._next = mine + self._apart
        return mine


class SharedPace(_Spaced):
    """Turns at one supplier, shared by all instances of the region."""

    def __init__(
        self, supplier: str, per_second: float, documents: Callable[[], Documents], clock: Clock
    ) -> None:
        """Give so many turns a second; the database is opened for the first of them."""
        super().__init__(per_second, clock)
        self._place = DocumentId(SupplierPace.collection, supplier)
        self._documents = documents
        self._seen: _Next | None = None
        self._taken: list[datetime] = []
        """Turns of this instance that nobody in it uses yet, the first first."""
        self._waiting = 0
        self._lock = asyncio.Lock()

    async def take(self, *, within: float) -> datetime:
        """Take a turn. See the protocol."""
        until = self._clock.now() + timedelta(seconds=within)
        self._waiting += 1
        try:
            async with self._lock:
                now = self._clock.now()
                self._taken = [one for one in self._taken if one >= now]
                if not self._taken:
                    self._taken = await self._take(self._waiting, until)
                if self._taken[0] > until:
                    raise BusyError(asked=False, retry_after=self._taken[0] - now)
                return self._taken.pop(0)
        finally:
            self._waiting -= 1

    async def hold(self, seconds: float) -> None:
        """Give no turn for a while, in no instance: that is no more than a wish."""
        await super().hold(seconds)
        async with self._lock:
            self._taken = [one for one in self._taken if one >= self._held_until]
            try:
                seen = self._seen or await self._look()
                if seen.at < self._held_until:
                    self._seen = await self._write(self._held_until, seen.version)
            except (ConflictError, UnavailableError):
                self._seen = None

    async def _take(self, many: int, until: datetime) -> list[datetime]:
        """Take up to so many turns that begin in time, and at least one."""
        try:
            return await self._next_ones(many, until)
        except ContendedError as e:
            raise BusyError(asked=False, retry_after=self._apart) from e

    @retry_contended(tries=_TRIES, ending=ContendedError)
    async def _next_ones(self, many: int, until: datetime) -> list[datetime]:
        seen = self._seen or await self._look()
        now = self._clock.now()
        told = seen.at if seen.at - now <= _FURTHEST + _SKEW else now
        first = max(now, told, self._held_until)
        turns = [first + n * self._apart for n in range(many)]
        mine = [one for one in turns if one <= until]
        if not mine:
            raise BusyError(asked=False, retry_after=max(first - now, timedelta(seconds=1)))
        try:
            self._seen = await self._write(mine[-1] + self._apart, seen.version)
        except (ContendedError, UnavailableError):
            self._seen = None
            raise
        return mine

    async def _look(self) -> _Next:
        (found,) = await self._documents().get([self._place])
        at = found.fields.get("next") if found is not None else None
        return _Next(
            at if isinstance(at, datetime) else self._clock.now(),
            found.version if found is not None else None,
        )

    async def _write(self, at: datetime, version: Version | None) -> _Next:
        ends = at + PACES.period
        fields: Fields = {
            "v": SupplierPace.version,
            "next": at,
            "expires": ends,
            "due": due(ends, shard=0),
        }
        write = (
            Create(self._place, fields)
            if version is None
            else Replace(self._place, fields, version)
        )
        (done,) = await self._documents().commit([write])
        return _Next(at, done.version)


def pace_of(
    supplier: str, per_second: float, documents: Callable[[], Documents], clock: Clock
) -> Pace:
    """Return turns at a supplier that lets so many calls a second through."""
    if per_second > 1:
        return OwnPace(per_second, clock)
    return SharedPace(supplier, per_second, documents, clock)
