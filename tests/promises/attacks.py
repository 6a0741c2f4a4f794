"""Attacks on published cells, by somebody who knows the truth: each returns what it has found out.

They share no code with what makes the cells. Who belongs to a cell is worked out from the parcels
anew: a parcel is in the most specific published cell that it fits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Key = tuple[str, str, str]
"""Carrier, kind of goods, transit time."""
OTHER = "other*"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who is gone: what they followed, each by its number."""

    parcels: tuple[tuple[str, Key], ...]


@dataclass(slots=True)
class Month:
    """What an attacker sees of a month, and what was true of it."""

    people: Sequence[Someone]
    published: Mapping[Key, int]
    related: list[int] = field(default_factory=list)
    """Whose relative each person is: the same number for all who share parcels."""
    members: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Of each published cell: who is in it, relatives as one."""

    def __post_init__(self) -> None:
        self.related = _related(self.people)
        for who, someone in zip(self.related, self.people, strict=True):
            for _, key in someone.parcels:
                if (cell := self.cell_of(key)) is not None:
                    self.members[cell].add(who)

    def cell_of(self, key: Key) -> Key | None:
        """Return the cell in which a parcel is published; None: in none."""
        carrier, commodity, _ = key
        for cell in (
            key,
            (carrier, commodity, OTHER),
            (carrier, OTHER, OTHER),
            (OTHER, OTHER, OTHER),
        ):
            if cell in self.published:
                return cell
        return None

    def who_has(self, *prefix: str) -> set[int]:
        """Return who has a parcel that begins so, relatives as one."""
        return {
            who
            for who, someone in zip(self.related, self.people, strict=True)
            for _, key in someone.parcels
            if key[: len(prefix)] == prefix
        }


def singled_out(month: Month) -> list[Key]:
    """Return the cells in which somebody is one of fewer than ten."""
    return [key for key in month.published if len(month.members[key]) < 10]


def subtracted(month: Month) -> list[Key]:
    """Return the cells that count somebody who is shown in a finer cell too.

    From such a total the finer cells are subtracted, and what is left may be one person.
    """
    return [key for key, shown in month.published.items() if shown > len(month.members[key])]


def inferred(month: Month) -> list[tuple[str, ...]]:
    """Return what is known of everybody, or of nine in ten, who is known to be in some part.

    Who knows somebody's carrier learns their kind of goods if but one is shown of that carrier, or
    one that almost all have; and so with the other levels.
    """
    found: list[tuple[str, ...]] = []
    for level in (0, 1, 2):
        parts: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key in month.published:
            if OTHER not in key[:level]:
                parts[key[:level]].add(key[level])
        for prefix, values in parts.items():
            told = values - {OTHER}
            everyone = len(month.who_has(*prefix))
            if told and len(values) < 2:
                found.append(prefix)
            found += [
                (*prefix, value)
                for value in told
                if 10 * len(month.who_has(*prefix, value)) > 9 * everyone
            ]
    return found


def linked(months: Sequence[Month]) -> list[str]:
    """Return what is published beside names of classes and rounded counts: it could link."""
    return [
        f"{key} {shown}"
        for month in months
        for key, shown in month.published.items()
        if shown % 5 or any(any(c.isdigit() for c in one) for one in key[:2])
    ]


def _related(people: Sequence[Someone]) -> list[int]:
    """Return for each person the lowest number among all who are linked by parcels, by search."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, someone in enumerate(people):
        for name, _ in someone.parcels:
            holders[name].append(number)
    seen: dict[int, int] = {}
    for first in range(len(people)):
        if first in seen:
            continue
        waiting = [first]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen[one] = first
            for name, _ in people[one].parcels:
                waiting += [other for other in holders[name] if other not in seen]
    return [seen[number] for number in range(len(people))]
