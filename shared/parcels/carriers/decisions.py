"""The table by which a number is decided on: made of the formats as numbers come. Pure.

A number's length, its first two characters, and whether it has digits only, leave few formats, and
of these few questions: what several ask, such as one sum over the same digits, is asked once.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial

from shared.parcels.carriers.checksums import Rightness, ending
from shared.parcels.carriers.entries import Check, Format
from shared.parcels.carriers.formats import FORMATS
from shared.parcels.carriers.judges import Found, Judge, candidate_of, judge_of, settled
from shared.parcels.carriers.model import Candidate
from shared.parcels.carriers.number import MAX_CHARACTERS
from shared.parcels.carriers.shapes import PLAIN, SPELLED, Runs, Shape

BEGINNING = 2
"""How many characters of a number are looked at before its format is."""
_MOST = 4096
"""Decisions that are kept, some kilobytes each, and what came of numbers, of all together: what
people send needs some hundreds of them, and strangers cannot make them more."""


Sum = tuple[int, Rightness, int, int, tuple[Judge, ...]]
"""One check digit, and what depends on it: which of a decision's it is, as several cases may have
the same; what tells whether it is right; the mark of what the number is then; where the number
proper begins, and who says of that what else it is."""
Case = tuple[int, Runs, tuple[Sum, ...]]
"""What shapes with the same open questions have in common: the mark of what the number is without
a check digit, what it must still answer, and what it is with one."""
Outcome = Callable[[int, tuple[Found, ...]], tuple[Candidate, ...]]
"""Returns what a number is, best first, by the sum of its marks and what judges have found."""
Decision = tuple[tuple[Case, ...], Outcome]
"""What is to be asked of a number, and what comes of it."""
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
    for place, (form, shape) in enumerate(bucket(length, beginning[:1])):
        if (runs := _left_open(shape, beginning, digits=digits)) is not None:
            asked = tuple((part.start, part.stop, holds) for part, holds in runs)
            rows[asked].append((runs, shape.body, form, place))
    keys: dict[_Key, tuple[int, Rightness]] = {}
    marks = _Marks()
    cases = tuple(_case(case, keys, marks, length) for case in rows.values())
    return cases, partial(_outcome, marks)


def bucket(length: int, first: str) -> tuple[tuple[Format, Shape], ...]:
    """Return every shape that numbers of a length fit which begin with a character."""
    return tuple(one for one in _of_length(length) if first in one[1].firsts)


@cache
def _of_length(length: int) -> tuple[tuple[Format, Shape], ...]:
    """Return every shape of a length, of those that a number may have."""
    if length > MAX_CHARACTERS:
        return ()
    return tuple((form, shape) for form in FORMATS for shape in form.shapes.of(length))


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


class _Marks(dict[int, tuple[Found, ...]]):
    """Powers of two, each with what a number is which has that mark. Itself alone is its equal."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # a dictionary's is none
    __eq__ = object.__eq__


@lru_cache(_MOST)
def _outcome(marks: _Marks, seen: int, judged: tuple[Found, ...]) -> tuple[Candidate, ...]:
    """Return what was found, best first, and once of each carrier and format."""
    found = [one for mark, certain in marks.items() if seen & mark for one in certain]
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in map(candidate_of, sorted([*found, *judged])):
        best.setdefault((candidate.carrier, candidate.format), candidate)
    return tuple(best.values())


def _marked(found: Sequence[Found], marks: _Marks) -> int:
    """Return a mark for what a number may be; 0: nothing."""
    if not found:
        return 0
    mark: int = 1 << len(marks)
    marks[mark] = tuple(found)
    return mark


def _case(
    rows: Sequence[_Row], keys: dict[_Key, tuple[int, Rightness]], marks: _Marks, length: int
) -> Case:
    found: list[Found] = []
    sums: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        _, start, form, place = row
        if form.check is not None:
            compute, serial, at, prepend = form.check
            key = (start, compute, serial.start, serial.stop, at, prepend)
            if key not in keys:
                keys[key] = len(keys), _rightness(form.check, start, length)
            sums[key].append(row)
        elif (certain := settled(form, place)) is not None:
            found.append(certain)
    then = tuple((*keys[key], *_then(same, marks)) for key, same in sums.items())
    return _marked(found, marks), rows[0][0], then


def _then(rows: Sequence[_Row], marks: _Marks) -> tuple[int, int, tuple[Judge, ...]]:
    """Return what depends on a check digit."""
    certain = [(settled(form, place), form, place) for _, _, form, place in rows]
    mark = _marked([one for one, _, _ in certain if one is not None], marks)
    judges = tuple(judge_of(form, place) for one, form, place in certain if one is None)
    return mark, rows[0][1], judges


def _rightness(check: Check, start: int, length: int) -> Rightness:
    """Return what tells of whole numbers of one length whether they have the right check digit."""
    compute, part, at, prepend = check
    first, end, _ = part.indices(length - start)
    serial, place = slice(start + first, start + end), at % (length - start) + start
    if not prepend:
        return ending(compute, serial, place)

    def is_right(number: str) -> bool:
        told = number[serial]
        return compute(told if told.startswith(prepend) else prepend + told) == number[place]

    return is_right
