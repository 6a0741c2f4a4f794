"""What a played day of followed parcels came to, as a table. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from infra.local.drills.flat import Flat
from infra.local.drills.lives import Found
from infra.local.drills.watch_ledger import Ledger
from infra.local.tools.bill import COUNTS_OF, Billed
from shared.parcels.carriers.model import Status

MOST_READS, MOST_WRITES = 4, 2
"""Of a poll that finds nothing new, the lease included."""
_HOUR = timedelta(hours=1)
_LOOKED_AT = ("follows", "person_keys", "shipments")
_WHEEL = "turning the wheel"
_TURNING = (f"{COUNTS_OF}follows", "refresh_ticks")
Late = list[timedelta | None]
"""How late each was found; None: not yet."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick came to."""

    due: int
    night: int
    asked: int
    """Parcels."""
    is_silent: bool
    """Whether each that was due was asked for, for one who follows it, and nothing came of it."""
    bill: Mapping[str, Billed]
    looked: Counter[str]
    """What the workers say of the follows that they were handed."""

    def looks(self) -> Billed:
        """Return what looking at the follows cost, without turning the wheel."""
        return _sum(self.bill.get(name, Billed()) for name in _LOOKED_AT)


@dataclass(slots=True)
class Played:
    """A day, of one region or of several."""

    parcels: int = 0
    follows: int = 0
    regions: int = 0
    calls: int = 0
    flat_calls: int = 0
    late: dict[str, Late] = field(default_factory=dict)
    flat_late: dict[str, Late] = field(default_factory=dict)
    ticks: list[Ticked] = field(default_factory=list)
    seconds: float = 0.0

    def found(self, ledger: Ledger, flat: Flat) -> None:
        """Add how late news was found, and how late it would be by the flat rule."""
        ours, flats = list(ledger.late(flat.begins, flat.ends)), list(flat.late())
        for name, wanted in _KINDS.items():
            self.late[name] = [one.after for one in ours if wanted(one)]
            self.flat_late[name] = [one.after for one in flats if wanted(one)]

    def add(self, other: "Played") -> None:
        """Add another region's day."""
        for name in ("parcels", "follows", "regions", "calls", "flat_calls"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.seconds = max(self.seconds, other.seconds)
        for mine, theirs in ((self.late, other.late), (self.flat_late, other.flat_late)):
            for kind, some in theirs.items():
                mine.setdefault(kind, []).extend(some)
        self.ticks += other.ticks

    def poll(self) -> tuple[int, Billed]:
        """Return how many silent polls were alone in their ticks, and what they cost."""
        silent = [one for one in self.ticks if one.is_silent]
        return sum(one.asked for one in silent), _sum(one.looks() for one in silent)


_ALL = "all that happened"
_KINDS: Mapping[str, Callable[[Found], bool]] = {
    _ALL: lambda _: True,
    "by day": lambda one: not one.is_by_night,
    "out for delivery": lambda one: one.status is Status.OUT_FOR_DELIVERY,
    "delivered": lambda one: one.status is Status.DELIVERED,
}


def lines(day: Played) -> Iterator[str]:
    """Yield the table's lines."""
    yield ""
    yield f"  {'':<34}{'ours':>14}{'every 2 h':>14}"
    yield _row("calls about a number", f"{day.calls:,}", f"{day.flat_calls:,}")
    each = (f"{number / max(1, day.parcels):.2f}" for number in (day.calls, day.flat_calls))
    yield _row("  per parcel and day", *each)
    yield _row("found after, median / p95 in hours", "", "")
    for name, late in day.late.items():
        shown = (_late(late), _late(day.flat_late[name]))
        yield _row(f"  {name} ({len(late):,})", *shown)
    unknown = sum(one is None for one in day.late[_ALL])
    yield _row("  not yet 8 hours after the day", f"{unknown:,}", "0")
    yield ""
    yield from _bill(day)
    yield ""
    looked = ", ".join(f"{number:,} {what}" for what, number in _looked(day).items())
    yield f"  the workers were handed {looked}"
    yield f"  {len(day.ticks):,} ticks in {day.seconds:.0f} s: Google's emulator reads a whole"
    yield "  collection for a query, which says nothing of Firestore. What that bills is counted."


def _bill(day: Played) -> Iterator[str]:
    yield f"  {'billed':<34}{'reads':>14}{'writes':>14}"
    number, cost = day.poll()
    yield _costs(f"a silent poll (of {number:,})", cost, number)
    night = [one for one in day.ticks if one.due and one.night == one.due]
    yield _costs("a follow that is due by night", *_each(night, lambda one: one.due))
    lately = [one for one in day.ticks if one.due and not one.night and not one.asked]
    yield _costs("one asked for lately, for another", *_each(lately, lambda one: one.due))
    total: dict[str, Billed] = {}
    for tick in day.ticks:
        for name, one in tick.bill.items():
            kind = _kind(name)
            total[kind] = total.get(kind, Billed()) + one
    yield _costs("a parcel and day", _sum(total.values()), day.parcels)
    for kind, cost in sorted(total.items()):
        yield _costs(f"  {kind}", cost, day.parcels)
    turns = total.get(_WHEEL, Billed())
    yield _costs("a turn of the wheel", turns, len(day.ticks))


def _looked(day: Played) -> Counter[str]:
    return sum((one.looked for one in day.ticks), Counter[str]())


def _kind(name: str) -> str:
    if name in _LOOKED_AT:
        return "looks"
    if name in _TURNING:
        return _WHEEL
    name = name.removeprefix(COUNTS_OF)
    return {"budgets": "suppliers' days", "disclosures": "access log"}.get(name, "keys of all")


def _each(ticks: Sequence[Ticked], of: Callable[[Ticked], int]) -> tuple[Billed, int]:
    return _sum(one.looks() for one in ticks), sum(map(of, ticks))


def _sum(bills: Iterable[Billed]) -> Billed:
    return sum(bills, Billed())


def _row(name: str, ours: str, flat: str) -> str:
    return f"  {name:<34}{ours:>14}{flat:>14}"


def _costs(name: str, cost: Billed, number: int) -> str:
    if not number:
        return _row(name, "-", "-")
    return _row(name, f"{cost.reads / number:.2f}", f"{cost.writes / number:.2f}")


def _late(late: Late) -> str:
    return f"{_share(late, 0.5)} / {_share(late, 0.95)}"


def _share(late: Late, part: float) -> str:
    """Return within how many hours a part of all was found."""
    if not late:
        return "-"
    endless = timedelta.max
    ordered = sorted(endless if one is None else one for one in late)
    value = ordered[min(len(ordered) - 1, int(len(ordered) * part))]
    return "later" if value is endless else f"{value / _HOUR:.1f}"
