"""What a number that has a format's shape, and its check digit, must still pass. Pure."""

from collections.abc import Callable
from functools import cache

from shared.parcels.carriers.entries import Check, Format
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.model import Candidate
from shared.parcels.carriers.postal_operators import CARRIER_OF_COUNTRY

Found = int
"""A candidate that was found: a number for it, which is the smaller the better it is (``found``).
What was found of a number is sorted, and known again, many times faster so."""

Judge = Callable[[str], tuple[Found, ...]]
"""Returns what a number (without routing, of the right shape, with the right first check digit) is:
one candidate, or none."""

RANK = {evidence: rank for rank, evidence in enumerate(CarrierEvidence)}
"""0 is the strongest: evidences are declared in that order."""


def settled(form: Format, place: int) -> Found | None:
    """Return what every number of a format is whose first check digit is right, if it has one.

    None: that is for its judge to say.
    """
    if form.check is None:
        if form.carrier is None:
            raise ValueError("a format that neither has a carrier nor checks a country")
        return _found(form.carrier, form.id, form.shape_says, place)
    if form.carrier is None or form.lookups or form.second is not None:
        return None
    return _found(form.carrier, form.id, CarrierEvidence.CHECKSUM, place)


def judge_of(form: Format, place: int) -> Judge:
    """Return the judge of a format whose numbers are not all the same."""
    judge = (
        _by_country(form, place) if form.carrier is None else _by_lookups(form, form.carrier, place)
    )
    return judge if form.second is None else _also(form.second, judge)


def _by_lookups(form: Format, carrier: str, place: int) -> Judge:
    """Return the judge of one carrier's format."""
    known = (_found(carrier, form.id, CarrierEvidence.CHECKSUM_LOOKUP, place),)
    summed = (_found(carrier, form.id, CarrierEvidence.CHECKSUM, place),)
    lookups = form.lookups

    def judge(body: str) -> tuple[Found, ...]:
        for part, listed in lookups:
            if body[part] not in listed:
                return summed
        return known if lookups else summed

    return judge


def _by_country(form: Format, place: int) -> Judge:
    """Return the judge of a format whose last two letters name the country of the carrier.

    An unknown country is no candidate: there would be nobody to ask.
    """

    @cache
    def judge_of_one(carrier: str) -> Judge:
        return _by_lookups(form, carrier, place)

    def judge(body: str) -> tuple[Found, ...]:
        carrier = CARRIER_OF_COUNTRY.get(body[-2:])
        return () if carrier is None else judge_of_one(carrier)(body)

    return judge


def _also(check: Check, judge: Judge) -> Judge:
    """Return the judge of a format with one more check digit."""
    return lambda body: judge(body) if _is_right(check, body) else ()


def _is_right(check: Check, body: str) -> bool:
    """Tell whether a number has the check digit that it should have."""
    compute, part, at, prepend = check
    serial = body[part]
    if not serial.startswith(prepend):
        serial = prepend + serial
    return compute(serial) == body[at]


def candidate_of(found: Found) -> Candidate:
    """Return the candidate that was found."""
    return _CANDIDATES[found & _MASK]


def _found(carrier: str, form: str, evidence: CarrierEvidence, place: int) -> Found:
    """Return the number of a candidate: by its evidence first, then by its place among equals."""
    candidate = Candidate(carrier, form, evidence)
    kept = _KEPT.setdefault(candidate, len(_CANDIDATES))
    if kept == len(_CANDIDATES):
        _CANDIDATES.append(candidate)
    return ((RANK[evidence] << _BITS) + place << _BITS) + kept


_BITS = 16
_MASK = (1 << _BITS) - 1
_CANDIDATES: list[Candidate] = []
"""The same candidate each time; the tables bound how many there can be."""
_KEPT: dict[Candidate, int] = {}
"""And where each is."""
