"""Which carriers a waybill number may belong to, and how sure that is. Pure.

The answer is a list with evidence, never one bare name: every 14 digits may be those of some
fifteen carriers, one in five of all 20-digit numbers passes for USPS, and one in ten of 12 digits
for FedEx.
"""

from collections.abc import Iterable

from shared.parcels.carriers.decisions import BEGINNING, decision_on
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.formats import FORMATS, SAME_PARCELS
from shared.parcels.carriers.judges import RANK, Found
from shared.parcels.carriers.model import Candidate

_CHECKED = frozenset({CarrierEvidence.CHECKSUM_LOOKUP, CarrierEvidence.CHECKSUM})


def detect(number: str) -> tuple[Candidate, ...]:
    """Return the carriers that a number may belong to, best first.

    Checksum and lookup come before checksum, then prefix, then length; equals stand in the order of
    ``FORMATS``. A carrier and format stand there once.

    Args:
        number: As ``number.normalise`` returns it.
    """
    if not number.isascii():
        return ()
    cases, outcome = decision_on(len(number), number[:BEGINNING], number.isdigit())
    seen = 0
    judged: tuple[Found, ...] = ()
    known: dict[int, bool] = {}
    for mark, runs, sums in cases:
        for part, holds in runs:
            if not holds(number[part]):
                break
        else:
            seen |= mark
            for key, is_right, mark_then, start, judges in sums:
                if (right := known.get(key)) is None:
                    right = known[key] = is_right(number)
                if right:
                    seen |= mark_then
                    for judge in judges:
                        judged += judge(number[start:])
    return outcome(seen, judged)


def best_guess(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the candidate that may be asked unless the person names a carrier, if there is one.

    Length hands a number to nobody. A distinctive beginning does if no other carrier is in the
    list. A right check digit does if every other carrier has weaker evidence, and if its sum is not
    everybody's; one that a look-up confirms does even then. Carriers that show each other's parcels
    do not stand in each other's way: of these it is the first. Otherwise None: where several
    carriers are possible, a person's number is not handed to one of them on a toss.

    Args:
        candidates: Of one number; of equals the one that is best asked stands first.
    """
    ranked = sorted(candidates, key=rank)
    best = next(filter(_settles, ranked), None)
    if best is None:
        return None
    rivals = [candidate for candidate in ranked if not _same_parcel(candidate, best)]
    if not rivals:
        return best
    return best if best.evidence in _CHECKED and rank(best) < rank(rivals[0]) else None


def _settles(candidate: Candidate) -> bool:
    """Tell whether a candidate's own evidence is enough to ask, unless others stand against it."""
    if candidate.evidence is CarrierEvidence.CHECKSUM:
        return candidate.format not in _UNSETTLED
    return candidate.evidence is not CarrierEvidence.LENGTH


def _same_parcel(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates would show the same parcel."""
    carriers = frozenset({one.carrier, other.carrier})
    return len(carriers) == 1 or carriers in SAME_PARCELS


def rank(candidate: Candidate) -> int:
    """Return the place of a candidate's evidence, 0 for the strongest."""
    return RANK[candidate.evidence]


_UNSETTLED = frozenset(form.id for form in FORMATS if not form.settles)
