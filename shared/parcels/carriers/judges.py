"""What a number that has a format's shape must still pass, made once for each format. Pure."""

from collections.abc import Callable
from functools import cache

from shared.parcels.carriers.entries import Check, Format, Lookup
from shared.parcels.carriers.model import Candidate, CarrierEvidence
from shared.parcels.carriers.postal_operators import CARRIER_OF_COUNTRY

Judge = Callable[[str], Candidate | None]
"""Returns the candidate that a number (without routing, of the right shape) is, or None."""

_Worth = Callable[[str], CarrierEvidence | None]
"""Returns what a number's check digit is worth as evidence; None if it is wrong."""


def judge_of(form: Format) -> Judge:
    """Return the judge of a format."""
    if form.check is None:
        return _by_shape(form)
    worth = _worth(form.check, form.lookups)
    if form.second is not None:
        worth = _also(form.second, worth)
    if form.carrier is None:
        return _by_country(form.id, worth)
    return _by_check(form.carrier, form.id, worth)


def _by_shape(form: Format) -> Judge:
    """Return the judge of a format without check digit: to have the shape is all."""
    if form.carrier is None:
        raise ValueError("a format that neither has a carrier nor checks a country")
    candidate = Candidate(form.carrier, form.id, form.shape_says)
    return lambda _body: candidate


def _by_check(carrier: str, form: str, worth: _Worth) -> Judge:
    """Return the judge of one carrier's format with a check digit."""

    def judge(body: str) -> Candidate | None:
        evidence = worth(body)
        return None if evidence is None else _candidate(carrier, form, evidence)

    return judge


def _by_country(form: str, worth: _Worth) -> Judge:
    """Return the judge of a format whose last two letters name the country of the carrier.

    An unknown country is no candidate: there would be nobody to ask.
    """

    def judge(body: str) -> Candidate | None:
        carrier = CARRIER_OF_COUNTRY.get(body[-2:])
        evidence = carrier and worth(body)
        return _candidate(carrier, form, evidence) if carrier and evidence else None

    return judge


def _worth(check: Check, lookups: tuple[Lookup, ...]) -> _Worth:
    """Return what tells the evidence: right check digit, and lists that all know their part."""

    def worth(body: str) -> CarrierEvidence | None:
        if not _is_right(check, body):
            return None
        for slot, known in lookups:
            if body[slot] not in known:
                return CarrierEvidence.CHECKSUM
        return best

    best = CarrierEvidence.CHECKSUM_LOOKUP if lookups else CarrierEvidence.CHECKSUM
    return worth


def _also(check: Check, worth: _Worth) -> _Worth:
    """Return what tells the evidence of a number with one more check digit."""
    return lambda body: worth(body) if _is_right(check, body) else None


def _is_right(check: Check, body: str) -> bool:
    """Tell whether a number has the check digit that it should have."""
    compute, part, at, prepend = check
    serial = body[part]
    if not serial.startswith(prepend):
        serial = prepend + serial
    return compute(serial) == body[at]


@cache
def _candidate(carrier: str, form: str, evidence: CarrierEvidence) -> Candidate:
    """Return a candidate, the same one each time; the tables bound how many there can be."""
    return Candidate(carrier, form, evidence)
