"""What one entry of the tables of formats says: a carrier, shapes, and what tells a right number.

Positions count from 0 at the start of the number proper (after routing), or from -1 at its end.
"""

from typing import NamedTuple

from shared.parcels.carriers.checksums import Algorithm
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.shapes import Shapes

ALL_BUT_LAST = slice(0, -1)


class Check(NamedTuple):
    """A check digit: where it stands, what it is computed from, and how."""

    compute: Algorithm
    """Returns the character that should stand at ``at``."""
    serial: slice
    at: int = -1
    prepend: str = ""
    """What the sum reads before a serial number that does not begin with it."""


class Lookup(NamedTuple):
    """A part of the number that a published list may know."""

    part: slice
    known: frozenset[str]


class Format(NamedTuple):
    """One way a carrier writes its numbers."""

    carrier: str | None
    """The carrier's code; None where the number's own last two letters name the country's post."""
    id: str
    shapes: Shapes
    check: Check | None = None
    second: Check | None = None
    """Another check digit of the same number, which must be right as well."""
    lookups: tuple[Lookup, ...] = ()
    """Only beside a check. All of them must succeed to count as evidence."""
    settles: bool = True
    """Whether a right check digit, without a look-up, is enough to ask this carrier if it is right
    for no other. It is not where a sum that anybody may use stands on digits that anybody may
    write: GS1's above all."""
    shape_says: CarrierEvidence = CarrierEvidence.LENGTH
    """What the shape alone is worth, where there is no check digit."""


def written(*notations: str) -> Shapes:
    """Return the shapes of the notations that a format is written in."""
    return Shapes(*notations)
