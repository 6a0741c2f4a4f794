"""Events, newest first: by their times where those can be compared, else as the carrier has them.

A clock without an offset may be up to 26 hours off another: 23:30 in Hong Kong is before 21:54 in
Cincinnati. Carriers list their events newest first, so that is what is kept then. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from shared.parcels.carriers.model import Scan

_TELLING = 3
"""So many clocks that go on are no chance, however far apart their places are."""


def newest_first(scans: Iterable[Scan]) -> list[Scan]:
    """Return the events: one that is surely newer than another stands before it.

    Among the others the carrier's order is kept, turned round if its last event is surely newer
    than its first, or if all its clocks go on, at one place or over three events and more.
    """
    rest = list(scans)
    if rest and (rest[0].at.is_surely_before(rest[-1].at) or _ascends(rest)):
        rest.reverse()
    if all(scan.at.moment is not None for scan in rest):
        return sorted(rest, key=lambda scan: scan.at.span[0], reverse=True)
    found = []
    while rest:
        newest = max(scan.at.span[0] for scan in rest)
        first = next(i for i, scan in enumerate(rest) if scan.at.span[1] >= newest)
        found.append(rest.pop(first))
    return found


def _ascends(scans: Sequence[Scan]) -> bool:
    clocks = [(one.at.day or date.min, one.at.clock or "") for one in scans]
    if any(one.at.clock is None for one in scans):
        return False
    at_one_place = len({one.place for one in scans}) == 1 and scans[0].place is not None
    is_told = len(scans) >= _TELLING or (at_one_place and len(scans) > 1)
    return is_told and all(first < second for first, second in pairwise(clocks))
