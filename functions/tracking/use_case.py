"""Look numbers up: each item on its own, so that one bad number does not cost the others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.tracking.contract import Item
from functions.tracking.problems import (
    CarrierAmbiguousError,
    CarrierNotConfiguredError,
    CarrierUnknownError,
    DuplicateItemError,
    bad_field,
)
from shared.carriers.detect import best_guess, detect
from shared.carriers.directory import CARRIERS
from shared.carriers.model import Asked, Proof
from shared.carriers.number import NumberError, normalise
from shared.carriers.port import CarrierPort, ProofError
from shared.clock import Deadline
from shared.errors import AppError
from shared.shipments.lookup import ShipmentLookup, Wanted
from shared.shipments.model import ShipmentRef, State

Choose = Callable[[str], CarrierPort | None]

_POSTCODE = re.compile(r"\A[A-Z0-9]{2,12}\Z")
_PHONE_TAIL = re.compile(r"\A[0-9]{4}\Z")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A look-up's finding."""

    number: str
    """Normalised."""
    carrier: str
    state: State
    asks: tuple[Proof, ...] = ()
    """What the carrier may want and was not given."""


@dataclass(frozen=True, slots=True)
class Untracked:
    """A look-up without a finding."""

    error: AppError
    carrier: str | None = None
    """If it is known."""
    number: str | None = None
    """Normalised, if it is a number."""


async def track(
    items: Sequence[Item],
    *,
    source: str,
    choose: Choose,
    lookup: ShipmentLookup,
    deadline: Deadline,
) -> list[Tracked | Untracked]:
    """Return what is known of each item, in the order asked.

    Args:
        items: 1 to 40.
        source: Of the visitor, for limits.
        choose: Tells whom to ask about a carrier's parcels; None: nobody.
        lookup: The shared cache.
        deadline: Until when to wait for carriers.

    Raises:
        UnavailableError: Nothing can be looked up right now.
    """
    plans = _without_repetition([_plan(item, choose) for item in items])
    wanted = [plan for plan in plans if isinstance(plan, Wanted)]
    found = await lookup.look_up(wanted, source=source, deadline=deadline) if wanted else []
    proven = [_with_proof(one, what) for one, what in zip(wanted, found, strict=True)]
    if again := [one for one in proven if one is not None]:
        told = iter(await lookup.look_up(again, source=source, deadline=deadline))
        pairs = zip(found, proven, strict=True)
        found = [what if one is None else next(told) for what, one in pairs]
    seen = iter(
        _tracked(one or before, what)
        for before, one, what in zip(wanted, proven, found, strict=True)
    )
    return [next(seen) if isinstance(plan, Wanted) else plan for plan in plans]


def _with_proof(wanted: Wanted, found: State | AppError) -> Wanted | None:
    """Return what to look for again: with the proof that was given, if one is wanted after all."""
    if wanted.proven is None or not isinstance(found, ProofError):
        return None
    return Wanted(wanted.carrier, wanted.proven)


def number_of(raw: str) -> str:
    """Return a typed number in our way of writing it.

    Raises:
        InvalidInputError: It is not a waybill number; the fault names the field and the remedy.
    """
    try:
        return normalise(raw)
    except NumberError as e:
        raise bad_field("number", f"number-{e.code}") from e


def _plan(item: Item, choose: Choose) -> Wanted | Untracked:
    """Decide whom to ask for an item, and for what."""
    number = code = None
    try:
        number = number_of(item.number)
        code = _carrier(item.carrier, number)
        asked = _asked(item, number, CARRIERS[code].asks)
    except AppError as e:
        return Untracked(e, code, number)
    port = choose(code)
    if port is None:
        return Untracked(CarrierNotConfiguredError(), code, number)
    ref = ShipmentRef(code, asked)
    bare = ShipmentRef(code, Asked(number))
    if port.code == code or ref == bare:
        return Wanted(port, ref)
    return Wanted(port, bare, proven=ref)  # an aggregator is told no more than it must be


def _carrier(given: str | None, number: str) -> str:
    if given is not None:
        if given not in CARRIERS:
            raise bad_field("carrier", "carrier-code-unknown")
        return given
    candidates = detect(number)
    if not candidates:
        raise CarrierUnknownError
    best = best_guess(candidates)
    if best is None:
        raise CarrierAmbiguousError(candidates)
    return best.carrier


def _asked(item: Item, number: str, asks: tuple[Proof, ...]) -> Asked:
    """Return what the carrier is asked: a detail that it does not ask for is left out."""
    postcode = _proof(item.postcode, _POSTCODE, "postcode")
    phone_tail = _proof(item.phone_tail, _PHONE_TAIL, "phone_tail")
    return Asked(
        number=number,
        postcode=postcode if Proof.POSTCODE in asks else None,
        phone_tail=phone_tail if Proof.PHONE_TAIL in asks else None,
    )


def _proof(given: str | None, form: re.Pattern[str], field: str) -> str | None:
    if given is None:
        return None
    try:
        plain = normalise(given)
    except NumberError:
        plain = ""
    if not form.match(plain):
        raise bad_field(field, f"{field.replace('_', '-')}-malformed")
    return plain


def _without_repetition(plans: list[Wanted | Untracked]) -> list[Wanted | Untracked]:
    """Leave each look-up its first place; a repetition becomes a problem."""
    seen: set[tuple[ShipmentRef, ShipmentRef | None]] = set()
    kept: list[Wanted | Untracked] = []
    for plan in plans:
        if not isinstance(plan, Wanted):
            kept.append(plan)
        elif (plan.ref, plan.proven) in seen:
            kept.append(_untracked(plan.ref, DuplicateItemError()))
        else:
            seen.add((plan.ref, plan.proven))
            kept.append(plan)
    return kept


def _untracked(ref: ShipmentRef, error: AppError) -> Untracked:
    return Untracked(error, ref.carrier, ref.asked.number)


def _tracked(wanted: Wanted, found: State | AppError) -> Tracked | Untracked:
    if isinstance(found, AppError):
        return _untracked(wanted.ref, found)
    asked = wanted.ref.asked
    given = {Proof.POSTCODE: asked.postcode, Proof.PHONE_TAIL: asked.phone_tail}
    asks = tuple(proof for proof in CARRIERS[wanted.ref.carrier].asks if given[proof] is None)
    return Tracked(asked.number, wanted.ref.carrier, found, asks)
