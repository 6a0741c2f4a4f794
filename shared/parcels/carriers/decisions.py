"""The table by which a number is decided on: made of the formats as numbers come. Pure.

A number's length, its first two characters, and whether it has digits only, leave few formats, and
of these few questions: what several ask, such as one sum over the same digits, is asked once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from shared.parcels.carriers.checksums import Algorithm
from shared.parcels.carriers.entries import Format
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.judges import Found, Judge, judge_of, settled
from shared.parcels.carriers.shapes import PLAIN, SPELLED, Runs, Shape

BEGINNING = 2
"""How many characters of a number are looked at before its format is."""
_MOST = 4096
"""Decisions that are kept, some kilobytes each. What people send needs some hundreds of them."""


Sum = tuple[int, int, Algorithm, slice, int, str, tuple[Found, ...], tuple[Judge, ...]]
"""One check digit, and what depends on it: which of a decision's it is, as several cases may have
the same; where the number proper begins; the four of ``entries.Check``; what the number is if the
digit is right, and who says what else it is then."""
Case = tuple[Runs, tuple[Found, ...], tuple[Sum, ...]]
"""What shapes with the same open questions have in common: what the number must still answer, and
what it is then, without a check digit and with one."""
Decision = tuple[tuple[Case, ...], bool]
"""What is to be asked of a number, and whether a format stands there more than once."""
_Key = tuple[object, ...]


_Row = tuple[Runs, int, Format, int]
"""What a shape leaves to be asked, where its number proper begins, whose it is, and its place among
all that the number may have."""


@lru_cache(_MOST)
def decision_on(length: int, beginning: str, digits: bool) -> Decision:  # noqa: FBT001 - by place it is found faster
    """Return what is to be asked of the numbers that are alike in three ways.

    Args:
        length: In characters.
        beginning: The first ``BEGINNING`` characters.
        digits: Whether they have digits only.
    """
    rows: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for place, (form, shape) in enumerate(buckets().get((length, beginning[:1]), ())):
        if (runs := _left_open(shape, beginning, digits=digits)) is not None:
            asked = tuple((part.start, part.stop, holds) for part, holds in runs)
            rows[asked].append((runs, shape.body, form, place))
    ids = [form.id for case in rows.values() for _, _, form, _ in case]
    keys: dict[_Key, int] = {}
    cases = tuple(_case(case, keys) for case in rows.values())
    return cases, len(set(ids)) < len(ids)


@cache
def buckets() -> Mapping[tuple[int, str], tuple[tuple[Format, Shape], ...]]:
    """Return every shape by the lengths and first characters that it fits."""
    found: defaultdict[tuple[int, str], list[tuple[Format, Shape]]] = defaultdict(list)
    for form in FORMATS:
        for shape in form.shapes:
            for first in shape.firsts:
                found[shape.length, first].append((form, shape))
    return {key: tuple(bucket) for key, bucket in found.items()}


def _left_open(shape: Shape, beginning: str, *, digits: bool) -> Runs | None:
    """Return what a shape leaves to be asked; None: such a number does not have it."""
    left: list[tuple[slice, Callable[[str], bool]]] = []
    for part, holds in shape.runs:
        if digits and holds in SPELLED:
            if holds not in PLAIN or not holds("0"):
                return None
            continue
        seen = beginning[part]
        whole = part.stop <= len(beginning)
        if (whole or holds in PLAIN) and seen and not holds(seen):
            return None
        if whole:
            continue
        if left and holds in PLAIN and left[-1] == (slice(left[-1][0].start, part.start), holds):
            part = slice(left.pop()[0].start, part.stop)  # noqa: PLW2901 - one question of both
        left.append((part, holds))
    return tuple(sorted(left, key=lambda one: one[1] in SPELLED))  # words are rare


def _case(rows: Sequence[_Row], keys: dict[_Key, int]) -> Case:
    found: list[Found] = []
    sums: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        _, start, form, place = row
        if form.check is not None:
            compute, serial, at, prepend = form.check
            sums[start, compute, serial.start, serial.stop, at, prepend].append(row)
        elif (certain := settled(form, place)) is not None:
            found.append(certain)
    numbered = ((keys.setdefault(key, len(keys)), same) for key, same in sums.items())
    return rows[0][0], tuple(found), tuple(_sum(key, same) for key, same in numbered)


def _sum(key: int, rows: Sequence[_Row]) -> Sum:
    _, start, first, _ = rows[0]
    if first.check is None:
        raise ValueError("a sum without a check digit")
    certain = [(settled(form, place), form, place) for _, _, form, place in rows]
    found = tuple(one for one, _, _ in certain if one is not None)
    judges = tuple(judge_of(form, place) for one, form, place in certain if one is None)
    return key, start, *first.check, found, judges
