"""The notation that formats are written in, and its compilation to checks that cannot backtrack.

============  =======================================================
``#``         a digit
``@``         a letter
``*``         a letter or digit
``%``         a letter or digit; in a row, at least one of each
``&``         a hexadecimal digit; in a row, a letter and a digit at least
``[AC0-8]``   one character of a set; ``0-8`` is a span
``<GM|LX>``   one of some words of the same length
``A``, ``7``  itself
``#{9}``      nine of ``#``, ``@``, ``*``, ``%`` or ``&``
``*{9-38}``   9 to 38 of them
``/``         here the number proper begins; what precedes is routing
============  =======================================================

A notation becomes one shape for each length, and a shape is a row of slices with one question to
each. There is nothing to try twice, so a hostile number costs no more than an honest one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, product, takewhile
from typing import NamedTuple

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEXADECIMAL = DIGITS + "ABCDEF"


def _mixed(text: str) -> bool:
    """Tell whether a text has letters and digits, and both of them."""
    return text.isalnum() and not (text.isdigit() or text.isalpha())


def _mixed_hexadecimal(text: str) -> bool:
    """Tell whether a text has hexadecimal digits, and both kinds of them."""
    return _mixed(text) and set(text).issubset(_HEXADECIMAL)


_KINDS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "#": (DIGITS, str.isdigit),
    "@": (LETTERS, str.isalpha),
    "*": (DIGITS + LETTERS, str.isalnum),
    "%": (DIGITS + LETTERS, _mixed),
    "&": (_HEXADECIMAL, _mixed_hexadecimal),
}
PLAIN = frozenset({str.isdigit, str.isalpha, str.isalnum})
"""Questions to whose yes each character must answer yes."""
SPELLED = frozenset(question for _, question in _KINDS.values())
"""Questions that are the same of each character, or of all: never about words."""
_ROUTING_END = "/"


Runs = tuple[tuple[slice, Callable[[str], bool]], ...]
"""Slices of an ASCII number, each with the question it must answer yes to."""


class Shape(NamedTuple):
    """How numbers of one length look."""

    length: int
    """In characters, routing included."""
    firsts: str
    """The characters that the first position may be."""
    body: int
    """Where the number proper begins: the length of the routing."""
    runs: Runs
    """Together they cover the number."""


class _Item(NamedTuple):
    """One item of a notation: some words, or a kind of character that may repeat."""

    words: tuple[str, ...] = ()
    """Alternatives, all of one length; none for a kind."""
    kind: str = ""
    """A key of ``_KINDS``, or the routing's end."""
    counts: range = range(1, 2)
    """How often the kind may stand there."""


class Shapes:
    """The shapes of some notations.

    A notation is read when any of its shapes is first asked for, and one laid out when its length
    is: many functions know formats by name only, and a number is of one length.

    Raises (by its methods):
        ValueError: A notation is none. Only a mistake in our own table can do that.
    """

    def __init__(self, *notations: str) -> None:
        self._notations = notations

    @cached_property
    def _read(self) -> list[tuple[range, tuple[_Item, ...]]]:
        """The items of each notation, and the lengths that it may have."""
        return [(_lengths(items), items) for items in map(_items, self._notations)]

    def of(self, length: int) -> Iterator[Shape]:
        """Yield those of one length, in the order of the notations."""
        for lengths, items in self._read:
            if length in lengths:
                for counts in product(*(item.counts for item in items)):
                    counted = tuple(zip(items, counts, strict=True))
                    if sum(_width(*one) for one in counted) == length:
                        yield _shape(counted)

    def __iter__(self) -> Iterator[Shape]:
        """Yield all of them, the shortest first."""
        lengths = {length for lengths, _ in self._read for length in lengths}
        return chain.from_iterable(map(self.of, sorted(lengths)))


def _lengths(items: Sequence[_Item]) -> range:
    """Return the lengths from the least to the most that items may have."""
    few = sum(_width(one, one.counts[0]) for one in items)
    return range(few, few + sum(len(one.counts) - 1 for one in items) + 1)


def _width(item: _Item, count: int) -> int:
    """Return how many characters an item fills that stands so often."""
    if item.kind:
        return 0 if item.kind == _ROUTING_END else count
    return len(item.words[0])


def _items(notation: str) -> tuple[_Item, ...]:
    """Read a notation item by item, left to right."""
    found, rest = list[_Item](), notation
    while rest:
        item, rest = _first_item(rest)
        found.append(item)
    return tuple(found)


def _first_item(text: str) -> tuple[_Item, str]:
    """Return the first item of a text, and the text after it."""
    mark = text[0]
    if mark in _KINDS:
        counts, rest = _counts(text[1:])
        return _Item(kind=mark, counts=counts), rest
    if mark == _ROUTING_END:
        return _Item(kind=mark), text[1:]
    if mark == "[":
        inside, _, rest = text[1:].partition("]")
        return _Item(words=tuple(_spelled_out(inside))), rest
    if mark == "<":
        inside, _, rest = text[1:].partition(">")
        return _Item(words=_same_length(inside.split("|"))), rest
    literal = "".join(takewhile((DIGITS + LETTERS).__contains__, text))
    if not literal:
        raise ValueError("a mark that the notation does not know")
    return _Item(words=(literal,)), text[len(literal) :]


def _counts(text: str) -> tuple[range, str]:
    """Return the repetition that a text begins with (once, if it does not), and what follows."""
    if not text.startswith("{"):
        return range(1, 2), text
    inside, _, rest = text[1:].partition("}")
    low, _, high = inside.partition("-")
    return range(int(low), int(high or low) + 1), rest


def _same_length(words: list[str]) -> tuple[str, ...]:
    """Return the words, having checked that they fill the same positions."""
    if len({len(word) for word in words}) != 1:
        raise ValueError("the words of an item differ in length")
    return tuple(words)


def _spelled_out(inside: str) -> str:
    """Spell out a set such as ``AC0-8``."""
    if inside[1:2] == "-":
        span = range(ord(inside[0]), ord(inside[2]) + 1)
        return "".join(map(chr, span)) + _spelled_out(inside[3:])
    return inside[0] + _spelled_out(inside[1:]) if inside else ""


def _shape(counted: Iterable[tuple[_Item, int]]) -> Shape:
    """Lay items out one after another, and return the shape they make."""
    at = body = 0
    firsts = ""
    runs: list[tuple[slice, Callable[[str], bool]]] = []
    for item, count in counted:
        if item.kind == _ROUTING_END:
            body = at
            continue
        width = _width(item, count)
        runs.append((slice(at, at + width), _question(item)))
        firsts = firsts or _firsts(item)
        at += width
    return Shape(length=at, firsts=firsts, body=body, runs=tuple(runs))


def _question(item: _Item) -> Callable[[str], bool]:
    """Return the question that tells whether a slice is of an item."""
    return _KINDS[item.kind][1] if item.kind else frozenset(item.words).__contains__


def _firsts(item: _Item) -> str:
    """Return the characters that an item may begin with."""
    if item.kind:
        return _KINDS[item.kind][0]
    return "".join(sorted({word[0] for word in item.words}))
