"""What should come of each tick of a day of followed parcels, and what did. Pure.

It is reckoned from the follows' places and from when each parcel was asked for last: whoever is due
by day, and whose parcel nobody asked for within eight tenths of the ring's period, has it asked for
once. Nobody opens a parcel meanwhile, so that every other call is one too many.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.local.drills.lives import Found, Happened, Life
from shared.parcels.follows.wheel import is_night, parted

_DUE_AFTER = 0.8
_ABOUT = timedelta(minutes=2)
"""How far the clock may go on within a tick: what is due so nearly may be asked for or not."""


@dataclass(slots=True)
class Standing:
    """A follow: of which parcel, and where it stands."""

    parcel: int
    wheel: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache has of a parcel."""

    asked_at: datetime | None
    events: frozenset[Happened]


@dataclass(slots=True)
class Watched:
    """A parcel, and what is known of it."""

    life: Life
    asked_at: datetime | None = None
    """When its carrier was asked last, as the cache says."""
    told_until: datetime | None = None
    """In which tick that was: what happened by then is to be known."""
    found: dict[Happened, datetime] = field(default_factory=dict)
    """Since when each event is known."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What should come of one tick."""

    moment: datetime
    due: tuple[int, ...]
    """The follows."""
    night: int
    """How many of them are left alone for the night."""
    must: frozenset[int]
    """The parcels to be asked for."""
    may: frozenset[int]
    """Those that are due only just, or only just not."""


class Ledger:
    """A region's follows and parcels."""

    def __init__(self, lives: Sequence[Life]) -> None:
        self.parcels = [Watched(life) for life in lives]
        self.follows: list[Standing] = []
        self._places = {life.number: place for place, life in enumerate(lives)}

    def follow(self, first: int, some: Sequence[Life], wheels: Sequence[str | None]) -> None:
        """Note where the follows of some parcels stand, in the order of the parcels.

        Args:
            first: Which the first of them is.
            some: The parcels.
            wheels: The places.
        """
        owned = [place for place, one in enumerate(some, first) for _ in one.followed]
        self.follows += [Standing(*pair) for pair in zip(owned, wheels, strict=True)]

    def shared(self) -> list[int]:
        """Return the follows of parcels that several follow: they hear of news of each other's."""
        return [at for at, one in enumerate(self.follows) if len(self._of(at).life.followed) > 1]

    def place_of(self, number: str) -> int | None:
        """Return which parcel has a number; None: none here."""
        return self._places.get(number)

    def tick(self, places: Container[str], moment: datetime) -> Tick:
        """Return what should come of having these places looked at."""
        due = [at for at, one in enumerate(self.follows) if one.wheel in places]
        awake = [at for at in due if not is_night(moment, self._of(at).life.zone)]
        must = {self.follows[at].parcel for at in awake if self._waits(at, moment - _ABOUT)}
        may = {self.follows[at].parcel for at in awake if self._waits(at, moment + _ABOUT)}
        night = len(due) - len(awake)
        return Tick(moment, tuple(due), night, frozenset(must), frozenset(may - must))

    def called(self, tick: Tick, calls: Mapping[int, int]) -> Iterator[str]:
        """Yield what does not hold of the calls of a tick, by parcel."""
        for parcel in sorted({*tick.must, *calls}):
            number = calls.get(parcel, 0)
            if parcel in tick.must and not number:
                yield f"{self._said(parcel, tick)} was due and not asked for"
            elif number > (parcel in tick.must or parcel in tick.may):
                last = self.parcels[parcel].asked_at
                yield f"{self._said(parcel, tick)} was asked for {number} times, before at {last}"

    def learn(self, parcel: int, kept: Kept, tick: Tick) -> Iterator[str]:
        """Note what is known of a parcel that was asked for; yield what does not hold."""
        one = self.parcels[parcel]
        told = frozenset(one.life.until(tick.moment))
        one.told_until = tick.moment
        if kept.asked_at is None or kept.asked_at < tick.moment:
            yield f"{self._said(parcel, tick)} was asked for, and the cache does not say so"
        one.asked_at = kept.asked_at
        for event in kept.events - one.found.keys():
            one.found[event] = kept.asked_at or tick.moment
        yield from self._compared(self._said(parcel, tick), told, kept.events)

    def missing(self, kept: Sequence[Kept | None]) -> Iterator[str]:
        """Yield what does not hold of all that is kept at the end."""
        for one, found in zip(self.parcels, kept, strict=True):
            told = one.life.until(one.told_until) if one.told_until is not None else ()
            events: frozenset[Happened] = frozenset() if found is None else found.events
            yield from self._compared(f"{one.life.number} at the end:", frozenset(told), events)
        for follow in self.follows:
            if follow.wheel is None:
                yield f"a follow of {self.parcels[follow.parcel].life.number} stands on no ring"

    def late(self, begins: datetime, ends: datetime) -> Iterator[Found]:
        """Yield what happened in a time, as it was found."""
        for one in self.parcels:
            for event in one.life.events:
                if begins <= event.at < ends:
                    yield one.life.found(event, one.found.get(event))

    def _of(self, follow: int) -> Watched:
        return self.parcels[self.follows[follow].parcel]

    def _waits(self, follow: int, moment: datetime) -> bool:
        """Tell whether nobody asked for a parcel within eight tenths of a follow's period."""
        asked_at, wheel = self._of(follow).asked_at, self.follows[follow].wheel
        if asked_at is None or wheel is None:
            return True
        return moment - asked_at >= _DUE_AFTER * parted(wheel)[0].period

    def _said(self, parcel: int, tick: Tick) -> str:
        return f"{tick.moment:%a %H:%M}, {self.parcels[parcel].life.number}"

    @staticmethod
    def _compared(
        where: str, told: frozenset[Happened], known: frozenset[Happened]
    ) -> Iterator[str]:
        for event in sorted(told - known, key=lambda one: one.at):
            yield f"{where} {event.status} of {event.at:%a %H:%M} is lost"
        for event in sorted(known - told, key=lambda one: one.at):
            yield f"{where} {event.status} of {event.at:%a %H:%M} never happened"
