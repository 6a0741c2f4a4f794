"""Cells: counting groups of people so that nobody can be told from them. Pure.

People who share a parcel are related, so they count once, as one group; also those who share one
only by way of others. A cell is shown if at least ten groups are in it, and its count is rounded
down to a multiple of five: one person more or less shows only at a step, and never what they did.

Smaller cells are merged upwards: the transit times of a kind of goods, then the kinds of goods of a
carrier, then the carriers; what stays small at the top is dropped. What is merged holds only what
is not shown by itself, and no total of what is shown is ever given: so nothing can be subtracted.

Where a part of the tree would show one value alone, or one that more than nine tenths of its groups
have, everybody known to be in it would be known to have that value: it is merged as well
(l-diversity: A. Machanavajjhala et al., "l-Diversity: Privacy Beyond k-Anonymity", 2007).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from shared.rights.statistics.model import CountedParcel

LEAST = 10
"""Groups in a cell that is shown."""
STEP = 5
VALUES = 2
"""Different values at least, of what could be inferred."""
MOST_OF_TEN = 9
"""Of ten groups, how many may have one value."""
OTHER = "other*"
"""What is not shown by itself. No carrier and no kind of goods is called so."""


class Cell(NamedTuple):
    """One cell: what is known of the parcels that are counted in it."""

    carrier: str
    commodity: str
    transit: str

    @property
    def key(self) -> str:
        """By which it is stored."""
        return "|".join(self)


Groups = Mapping[Cell, frozenset[int]]
"""The groups of people that are in each cell."""


def cells_of(people: Iterable[Sequence[CountedParcel]]) -> dict[Cell, int]:
    """Return the cells that may be shown of some people's parcels, with their rounded counts."""
    shown = merged(_finest(list(people)))
    return {cell: len(groups) // STEP * STEP for cell, groups in sorted(shown.items())}


def merged(finest: Groups) -> dict[Cell, frozenset[int]]:
    """Return the cells that may be shown, and who is in them: exact, so for no eyes but tests'."""
    cells = dict(finest)
    for level in (2, 1, 0):
        cells = _merged_at(level, cells)
    return {cell: groups for cell, groups in cells.items() if len(groups) >= LEAST}


def _merged_at(level: int, cells: Groups) -> dict[Cell, frozenset[int]]:
    """Merge the values at one level of each part of the tree that cannot be shown."""
    after: dict[Cell, frozenset[int]] = {}
    for _, part in groupby(sorted(cells), key=lambda cell: cell[:level]):
        after |= _merged_part(level, {cell: cells[cell] for cell in part})
    return after


def _merged_part(level: int, part: Groups) -> dict[Cell, frozenset[int]]:
    small = {cell for cell, groups in part.items() if len(groups) < LEAST}
    kept = {cell: groups for cell, groups in part.items() if cell not in small}
    rest = _union(part[cell] for cell in small)
    if not _is_diverse(level, part, kept, rest):
        kept, rest = {}, _union(part.values())
    if rest:
        other = Cell(*next(iter(part))[:level], *(OTHER,) * (len(Cell._fields) - level))
        kept[other] = rest | kept.get(other, frozenset())
    return kept


def _is_diverse(level: int, part: Groups, kept: Groups, rest: frozenset[int]) -> bool:
    """Tell whether what would be shown leaves open which value somebody has.

    What is merged may have a value that is shown as well, so the share of a value is that of all
    who have it, wherever they are counted.
    """
    shown = {cell[level] for cell in kept}
    if len(shown) + (len(rest) >= LEAST) < VALUES:
        return False
    everyone = len(_union(part.values()))
    having = (_union(part[cell] for cell in part if cell[level] == value) for value in shown)
    return all(10 * len(groups) <= MOST_OF_TEN * everyone for groups in having)


def _finest(people: Sequence[Sequence[CountedParcel]]) -> dict[Cell, frozenset[int]]:
    cells: dict[Cell, set[int]] = {}
    for group, parcels in zip(_groups(people), people, strict=True):
        for one in parcels:
            cell = Cell(one.carrier, one.commodity, one.transit)
            cells.setdefault(cell, set()).add(group)
    return {cell: frozenset(groups) for cell, groups in cells.items()}


def _groups(people: Sequence[Sequence[CountedParcel]]) -> list[int]:
    """Return each person's group: the lowest number of all who are related to them."""
    leader = list(range(len(people)))

    def top(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    first: dict[str, int] = {}
    for number, parcels in enumerate(people):
        for parcel in parcels:
            one, other = top(number), top(first.setdefault(parcel.token, number))
            leader[max(one, other)] = min(one, other)
    return [top(number) for number in range(len(people))]


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)
