"""Which carriers a waybill number may belong to, and how sure that is. Pure.

The answer is a list with evidence, never one bare name: every 14 digits may be those of some
fifteen carriers, one in five of all 20-digit numbers passes for USPS, and one in ten of 12 digits
for FedEx.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from shared.parcels.carriers.entries import Format
from shared.parcels.carriers.formats import FORMATS, SAME_PARCELS
from shared.parcels.carriers.judges import Judge, judge_of
from shared.parcels.carriers.model import Candidate, CarrierEvidence
from shared.parcels.carriers.shapes import Runs

_Bucket = tuple[tuple[Runs, int, Judge], ...]

_RANK: Mapping[CarrierEvidence, int] = {
    evidence: rank for rank, evidence in enumerate(CarrierEvidence)
}
"""0 is the strongest: evidences are declared in that order."""
_CHECKED = frozenset({CarrierEvidence.CHECKSUM_LOOKUP, CarrierEvidence.CHECKSUM})


def detect(number: str) -> tuple[Candidate, ...]:
    """Return the carriers that a number may belong to, best first.

    Checksum and lookup come before checksum, then prefix, then length; equals stand in the order of
    ``FORMATS``. A carrier and format stand there once.

    Args:
        number: As ``number.normalise`` returns it.
    """
    bucket = _BUCKETS.get((len(number), number[:1]))
    if bucket is None or not number.isascii():
        return ()
    found = []
    for runs, body, judge in bucket:
        for part, holds in runs:
            if not holds(number[part]):
                break
        else:
            if (candidate := judge(number[body:])) is not None:
                found.append(candidate)
    return tuple(found) if len(found) < 2 else _best_first(found)  # noqa: PLR2004 - nothing to sort


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


def _best_first(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Sort by evidence and keep the best of each carrier and format; equals keep their order."""
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in sorted(found, key=rank):
        best.setdefault((candidate.carrier, candidate.format), candidate)
    return tuple(best.values())


def rank(candidate: Candidate) -> int:
    """Return the place of a candidate's evidence, 0 for the strongest."""
    return _RANK[candidate.evidence]


def _bucketed(formats: Iterable[Format]) -> Mapping[tuple[int, str], _Bucket]:
    """Sort every shape into the lengths and first characters that it fits."""
    buckets: defaultdict[tuple[int, str], list[tuple[Runs, int, Judge]]] = defaultdict(list)
    for form in formats:
        judge = judge_of(form)
        for shape in form.shapes:
            for first in shape.firsts:
                buckets[shape.length, first].append((shape.runs, shape.body, judge))
    return {key: tuple(bucket) for key, bucket in buckets.items()}


_BUCKETS = _bucketed(FORMATS)
_UNSETTLED = frozenset(form.id for form in FORMATS if not form.settles)
