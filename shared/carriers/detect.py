"""Which carriers a waybill number may belong to, and how sure that is. Pure.

The answer is a list with evidence, never one bare name: every 14 digits look like DHL eCommerce,
one in five of all 20-digit numbers passes for USPS, and one in ten of 12 digits for FedEx.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from shared.carriers.entries import Format
from shared.carriers.formats import FORMATS
from shared.carriers.judges import Judge, judge_of
from shared.carriers.model import Candidate, Evidence
from shared.carriers.shapes import Runs

_Bucket = tuple[tuple[Runs, int, Judge], ...]

_RANK: Mapping[Evidence, int] = {evidence: rank for rank, evidence in enumerate(Evidence)}
"""0 is the strongest: evidences are declared in that order."""
_CHECKED = frozenset({Evidence.CHECKSUM_LOOKUP, Evidence.CHECKSUM})


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

    That is the best one, if no other carrier is in the list; or if its check digit is right and
    every candidate of another carrier has weaker evidence. Otherwise None: where several carriers
    are possible, a person's number is not handed to one of them on a toss.
    """
    ranked = sorted(candidates, key=_rank)
    if not ranked:
        return None
    best = ranked[0]
    rivals = [candidate for candidate in ranked if candidate.carrier != best.carrier]
    if not rivals:
        return best
    return best if best.evidence in _CHECKED and _rank(best) < _rank(rivals[0]) else None


def _best_first(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Sort by evidence and keep the best of each carrier and format; equals keep their order."""
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in sorted(found, key=_rank):
        best.setdefault((candidate.carrier, candidate.format), candidate)
    return tuple(best.values())


def _rank(candidate: Candidate) -> int:
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
