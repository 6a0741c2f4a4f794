"""From what somebody says of a parcel to whom to ask about it, and for what. Pure."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.errors import AppError, bad_field
from shared.parcels.carriers.choice import Choose, reach_by
from shared.parcels.carriers.detect import best_guess, detect
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.model import Asked, Proof
from shared.parcels.carriers.number import NumberError, normalise
from shared.parcels.carriers.pasted import Pasted
from shared.parcels.carriers.ranking import likelier_first, put_to_person
from shared.parcels.carriers.sureness import stands_out
from shared.parcels.carriers.typed import country_of, pasted_of
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.problems import (
    CarrierAmbiguousError,
    CarrierNotConfiguredError,
    CarrierUnknownError,
)

_POSTCODE = re.compile(r"\A[A-Z0-9]{2,12}\Z")
_PHONE_TAIL = re.compile(r"\A[0-9]{4}\Z")


class TypedParcel(Protocol):
    """What somebody says of a parcel, as they typed it."""

    @property
    def number(self) -> str:
        """The waybill number."""
        ...

    @property
    def carrier(self) -> str | None:
        """The carrier's code, if it was given."""
        ...

    @property
    def postcode(self) -> str | None:
        """The recipient's, if it was given."""
        ...

    @property
    def phone_tail(self) -> str | None:
        """The last four digits of the recipient's phone, if they were given."""
        ...


class Sought(TypedParcel, Protocol):
    """The same, and where they are."""

    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-2, if it was given."""
        ...


@dataclass(frozen=True, slots=True)
class Untracked:
    """A look-up without a finding."""

    error: AppError
    carrier: str | None = None
    """If it is known."""
    number: str | None = None
    """Normalised, if it is a number."""


def plan(said: Sought, choose: Choose, languages: Iterable[str] = ()) -> Wanted | Untracked:
    """Decide whom to ask about a parcel, and for what.

    Args:
        said: What somebody says of it.
        choose: Tells whom to ask about a carrier's parcels.
        languages: As for ``country_of``.
    """
    number = code = None
    try:
        pasted = pasted_of(said.number)
        number = pasted.number
        country = country_of(said.country, languages)
        code = _carrier(said.carrier, pasted, choose, country)
        asked = _asked(said, pasted, tuple(Proof))
    except AppError as e:
        return Untracked(e, code, number)
    return wanted(ShipmentRef(code, asked), choose)


def ref_of(
    said: TypedParcel, choose: Choose = lambda _: None, country: str | None = None
) -> ShipmentRef:
    """Return which shipment somebody speaks of.

    Args:
        said: What they say of it.
        choose: As for ``carrier_of``. Not needed if they say the carrier.
        country: As for ``carrier_of``.

    Raises:
        InvalidInputError: A part has not its form, or no carrier can be told by the number.
    """
    pasted = pasted_of(said.number)
    code = _carrier(said.carrier, pasted, choose, country)
    return ShipmentRef(code, _asked(said, pasted, CARRIERS[code].asks))


def wanted(ref: ShipmentRef, choose: Choose) -> Wanted | Untracked:
    """Decide whom to ask about a shipment.

    A carrier is told what it asks for; an aggregator, which knows more carriers than we do, no more
    than the number, and what was given beside it once it wants that.
    """
    code, number = ref.carrier, ref.asked.number
    port = choose(code)
    if port is None:
        return Untracked(CarrierNotConfiguredError(), code, number)
    if port.code == code:
        return Wanted(port, needed(ref, choose))
    bare = told_only(ref, ())
    return Wanted(port, bare) if ref == bare else Wanted(port, bare, proven=ref)


def needed(ref: ShipmentRef, choose: Choose) -> ShipmentRef:
    """Return a shipment by no more of the details that were given than may be wanted."""
    port = choose(ref.carrier)
    if port is None or port.code != ref.carrier:
        return ref
    return told_only(ref, CARRIERS[ref.carrier].asks)


def told_only(ref: ShipmentRef, proofs: Container[Proof]) -> ShipmentRef:
    """Return a shipment by no more of the details that were given than are wanted."""
    given = ref.asked
    postcode = given.postcode if Proof.POSTCODE in proofs else None
    phone_tail = given.phone_tail if Proof.PHONE_TAIL in proofs else None
    return ShipmentRef(ref.carrier, Asked(given.number, postcode, phone_tail))


def ungiven(ref: ShipmentRef) -> tuple[Proof, ...]:
    """Return what a shipment's carrier may want to be told and was not."""
    given = {Proof.POSTCODE: ref.asked.postcode, Proof.PHONE_TAIL: ref.asked.phone_tail}
    carrier = CARRIERS.get(ref.carrier)
    return () if carrier is None else tuple(one for one in carrier.asks if given[one] is None)


def carrier_of(given: str | None, number: str, choose: Choose, country: str | None = None) -> str:
    """Return the code of a number's carrier.

    Args:
        given: The code that the person gave, if they did.
        number: Normalised.
        choose: Tells whom to ask about a carrier's parcels: of carriers that show each other's, the
            one that can be asked itself is taken, and of candidates it comes first.
        country: Where the person is, if that is known: for the order of candidates alone.

    Raises:
        InvalidInputError: The one that was given is none of ours; or none was, and the number
            speaks for several, for none, or not surely enough for the only one.
    """
    if given is not None:
        if given not in CARRIERS:
            raise bad_field("carrier", "carrier-code-unknown")
        return given
    candidates = detect(number)
    if not candidates:
        raise CarrierUnknownError
    best = best_guess(likelier_first(candidates, reach_by(choose)))
    if best is None:
        raise CarrierAmbiguousError(put_to_person(candidates, reach_by(choose), country))
    return best.carrier


def _carrier(given: str | None, pasted: Pasted, choose: Choose, country: str | None) -> str:
    """Return the carrier's code: the one given, or else the link's, or else the number's.

    Against a link's host only a number counts that speaks for another carrier by a list beside its
    check digit, or, where the host's own carrier writes none like it, that stands out.
    """
    number, host = pasted.number, pasted.carrier
    if given is not None or (host is None and not pasted.bare):
        return carrier_of(given, number, choose, country)
    candidates = likelier_first(detect(number), reach_by(choose))
    if host is None:
        if not candidates:
            raise CarrierUnknownError
        raise CarrierAmbiguousError(put_to_person(candidates, reach_by(choose), country))
    best = best_guess(candidates)
    is_hosts = any(one.carrier == host for one in candidates)
    if best is None or (is_hosts and best.evidence is not CarrierEvidence.CHECKSUM_LOOKUP):
        return host
    return best.carrier if stands_out(number) else host


def _asked(said: TypedParcel, pasted: Pasted, asks: Container[Proof]) -> Asked:
    """Return what was said of a parcel.

    Args:
        said: The postcode that is given counts before the one that stands in a pasted text.
        pasted: What was read in the text.
        asks: A postcode that stands in the text is dropped, unless it stands here.
    """
    postcode = _proof(said.postcode, _POSTCODE, "postcode")
    if postcode is None and Proof.POSTCODE in asks:
        postcode = _formed(pasted.postcode, _POSTCODE)
    return Asked(
        number=pasted.number,
        postcode=postcode,
        phone_tail=_proof(said.phone_tail, _PHONE_TAIL, "phone_tail"),
    )


def _proof(given: str | None, form: re.Pattern[str], field: str) -> str | None:
    plain = _formed(given, form)
    if given is not None and plain is None:
        raise bad_field(field, f"{field.replace('_', '-')}-malformed")
    return plain


def _formed(given: str | None, form: re.Pattern[str]) -> str | None:
    """Return a detail as it is sent; None: it was not given, or has not its form."""
    try:
        plain = normalise(given or "")
    except NumberError:
        return None
    return plain if form.match(plain) else None
