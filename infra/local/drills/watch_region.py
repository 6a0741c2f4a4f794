"""One region's day of followed parcels: played tick by tick, and held to the ledger."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.local.drills.flat import Flat
from infra.local.drills.lives import ZONES, Happened, Life, lives
from infra.local.drills.watch_ledger import Kept, Ledger, Tick
from infra.local.drills.watch_parts import Books, Json, Simulators, Wheel, Workers
from infra.local.drills.watch_table import Played, Ticked
from infra.local.stack.parts import log_of
from infra.local.stack.stack import Stack
from infra.local.tools.bill import Billed, read_lines
from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Status
from shared.parcels.follows.wheel import TICK, begins, due_between, tick_of
from shared.parcels.refresh.model import Batch

Say = Callable[[str], None]
_HOUR = timedelta(hours=1)
_MORNING = 6
_STEP, _PORTIONS = timedelta(minutes=55), 16
"""Of the day before: how often what is due is looked at, and in how many parts people come."""
_AHEAD = 30
"""Days until the day that is played: whoever follows does so from now on at the earliest."""
_TAIL = timedelta(hours=8)
"""How long to go on at most until all is found that happened in the day."""
_WITHIN_SECONDS = 120.0
_SAID_EVERY = timedelta(hours=6)


class Region:
    """A region whose day is played."""

    def __init__(self, stack: Stack, region: str, bill: Path, say: Say, *, seed: int = 1) -> None:
        self._region, self._bill, self._say, self._seed = region, bill, say, seed
        self._environment = stack.environment(region)
        self._books_log = log_of(stack.ports, f"watch-books-{region}")
        self._wheel = Wheel(stack.ports, region)
        self._carriers = Simulators(stack.ports)
        self._workers = Workers(log_of(stack.ports, f"gateway-{region}"))
        morning = datetime.now(ZoneInfo(ZONES[region][0])) + _AHEAD * DAY
        morning = morning.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
        self._begins = morning.astimezone(UTC)
        self._done = tick_of(self._begins - DAY - _STEP) - 1
        self.played = Played(regions=1)

    def run(self, follows: int, *, hours: int = 24) -> list[str]:
        """Fill the region, let a day pass, and return what did not hold.

        Args:
            follows: How many parcels are followed, each by each who does.
            hours: Of the day.

        Raises:
            WatchError: The day could not be played.
        """
        self._lives = list(lives(self._region, follows, self._begins, self._seed))
        self._ledger, self._told = Ledger(self._lives), [0] * len(self._lives)
        self.played.parcels, self.played.follows = len(self._lives), follows
        books = Books(self._environment, self._books_log)
        with books as self._books, self._wheel, self._carriers:
            began = time.monotonic()
            faults = [*self._the_day_before()]
            self._say(f"  {self._region}: {follows:,} follows, {time.monotonic() - began:.0f} s")
            faults += [*self._the_day(hours), *self._at_the_end()]
        return [f"{self._region}: {one}" for one in faults]

    def _the_day_before(self) -> Iterator[str]:
        """Have the parcels followed in the course of a day, so that looks come at all times."""
        before = self._begins - DAY - _STEP
        size = -(-len(self._lives) // _PORTIONS)
        for step in range(_PORTIONS + 2):
            self._fill(step * size, self._lives[step * size : (step + 1) * size])
            yield from self._turn(before + step * _STEP, catches_up=True)[1]
        yield from self._turn(self._begins - TICK, catches_up=True)[1]

    def _fill(self, first: int, some: Sequence[Life]) -> None:
        parcels = [
            {
                "number": one.number,
                "carrier": one.carrier,
                "zone": one.zone,
                "followed": [since.isoformat() for since in one.followed],
            }
            for one in some
        ]
        made = self._books.asked("follow", parcels=parcels)["follows"] if parcels else []
        self._ledger.follow(first, some, [one["wheel"] for one in made])

    def _the_day(self, hours: int) -> Iterator[str]:
        ends, began, played = self._begins + hours * _HOUR, time.monotonic(), self.played
        flat = Flat.of(self._lives, self._begins, ends, self._seed)
        moment = self._begins
        while moment < ends or (moment < ends + _TAIL and self._unknown(ends)):
            ticked, faults = self._turn(moment)
            yield from faults
            if moment < ends:
                played.ticks.append(ticked)
                played.calls += ticked.asked
                played.seconds = time.monotonic() - began
            moment += TICK
            if moment <= ends and not (moment - self._begins) % _SAID_EVERY:
                passed = (moment - self._begins) // _HOUR
                self._say(f"  {self._region}: {passed} hours, {played.seconds:.0f} s")
        played.flat_calls = flat.calls()
        played.found(self._ledger, flat)

    def _unknown(self, ends: datetime) -> bool:
        return any(one.after is None for one in self._ledger.late(self._begins, ends))

    def _turn(self, moment: datetime, *, catches_up: bool = False) -> tuple[Ticked, list[str]]:
        """Let time come to a moment, and what is due be looked at.

        Args:
            moment: When.
            catches_up: Whether many ticks are caught up with. Then somebody's follow may be
                handed out at two places, and how often carriers are asked is not held to anything.
        """
        self._tell(moment)
        tick = tick_of(moment)
        places = {place for place, _ in due_between(self._done, tick)}
        self._done, before = tick, read_lines(self._bill)
        todo = self._ledger.tick(places, begins(tick, moment))
        handed_out, rings = self._wheel.turn(moment)
        more = catches_up and handed_out > 0
        looked = self._workers.await_all(
            self._batches(todo), rings, within=_WITHIN_SECONDS, more=more
        )
        bill, calls = _less(read_lines(self._bill), before), self._calls()
        faults: list[str] = []
        if not catches_up:
            faults += self._ledger.called(todo, calls)
            if handed_out != len(todo.due):
                faults.append(f"{moment}: {len(todo.due)} due, {handed_out} handed out")
        has_news = self._learn(todo, calls, faults) or rings > 0
        if rings:
            self._stand(moment, self._ledger.shared())
        is_noted = bill.get("disclosures", Billed()).writes > 0
        is_silent = not has_news and not is_noted and 0 < len(calls) == len(todo.due)
        asked = sum(calls.values())
        return Ticked(len(todo.due), todo.night, asked, is_silent, bill, looked), faults

    def _tell(self, moment: datetime) -> None:
        """Have the carriers tell what has happened by now."""
        for place, life in enumerate(self._lives):
            events = life.until(moment)
            if len(events) > self._told[place]:
                self._told[place] = len(events)
                self._carriers.tell(life.number, events)

    def _batches(self, todo: Tick) -> int:
        """Return in how many messages the follows that are due are handed out."""
        at = Counter(self._ledger.follows[one].wheel or "" for one in todo.due)
        return sum(len(list(Batch.all_of(place, number))) for place, number in at.items())

    def _calls(self) -> dict[int, int]:
        """Return how often each parcel was asked for since the last time."""
        counts = self._carriers.calls().items()
        places = ((self._ledger.place_of(number), times) for number, times in counts)
        return {place: times for place, times in places if place is not None}

    def _learn(self, todo: Tick, calls: Mapping[int, int], faults: list[str]) -> bool:
        """Look at what is kept now of whatever was looked at; tell whether anything came of it."""
        if not todo.due:
            return False
        parcels, has_news = sorted(calls), False
        kept, wheels = self._look(todo.moment, parcels, todo.due)
        for parcel, one in zip(parcels, kept, strict=True):
            known = len(self._ledger.parcels[parcel].found)
            faults += self._ledger.learn(parcel, one or Kept(None, frozenset()), todo)
            has_news |= len(self._ledger.parcels[parcel].found) > known
        for follow, wheel in zip(todo.due, wheels, strict=True):
            has_news |= self._ledger.follows[follow].wheel != wheel
            self._ledger.follows[follow].wheel = wheel
        return has_news

    def _stand(self, moment: datetime, follows: Sequence[int]) -> None:
        """Note where some follows stand now: news that was handed on may have moved them."""
        _, wheels = self._look(moment, (), follows)
        for follow, wheel in zip(follows, wheels, strict=True):
            self._ledger.follows[follow].wheel = wheel

    def _look(
        self, moment: datetime, parcels: Sequence[int], follows: Sequence[int]
    ) -> tuple[list[Kept | None], list[str | None]]:
        told = self._books.asked(
            "look", at=moment.isoformat(), parcels=list(parcels), follows=list(follows)
        )
        return [_kept(one) for one in told["parcels"]], [one["wheel"] for one in told["follows"]]

    def _at_the_end(self) -> Iterator[str]:
        """Look at everything that is kept."""
        moment = begins(self._done, self._begins)
        everything = range(len(self._lives)), range(len(self._ledger.follows))
        kept, wheels = self._look(moment, *everything)
        for follow, wheel in zip(self._ledger.follows, wheels, strict=True):
            follow.wheel = wheel
        yield from self._ledger.missing(kept)


def _kept(told: Json | None) -> Kept | None:
    if told is None:
        return None
    asked_at = told["asked_at"] and datetime.fromisoformat(told["asked_at"])
    events = (Happened(datetime.fromisoformat(at), Status(what)) for at, what in told["events"])
    return Kept(asked_at, frozenset(events))


def _less(after: Mapping[str, Billed], before: Mapping[str, Billed]) -> dict[str, Billed]:
    return {name: one - before.get(name, Billed()) for name, one in after.items()}
