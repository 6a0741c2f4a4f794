"""Find out about parcels: from the cache and the carriers, or from the cache alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.clock import Deadline
from shared.kernel.errors import AppError
from shared.parcels.carriers.model import Proof
from shared.parcels.carriers.port import ProofError
from shared.parcels.shipments.lookup import ShipmentLookup, Wanted
from shared.parcels.shipments.model import ShipmentRef, ShipmentState
from shared.parcels.shipments.planning import Untracked, told_only, ungiven
from shared.parcels.shipments.requester import Behalf


@dataclass(frozen=True, slots=True)
class Tracked:
    """A look-up's finding."""

    number: str
    """Normalised."""
    carrier: str
    state: ShipmentState
    asks: tuple[Proof, ...] = ()
    """What the carrier may want and was not given."""


async def find(
    wanted: Sequence[Wanted], *, lookup: ShipmentLookup, behalf: Behalf, deadline: Deadline
) -> list[Tracked | Untracked]:
    """Return what is known of each shipment, in the order wanted; carriers are asked if need be.

    One that wants a proof after all is looked up again with the one that was given.

    Args:
        wanted: At most 40.
        lookup: The shared cache, and the carriers behind it.
        behalf: For whom.
        deadline: Until when to wait for carriers.

    Raises:
        UnavailableError: Nothing can be looked up right now.
    """
    if not wanted:
        return []
    found = await lookup.look_up(wanted, behalf=behalf, deadline=deadline)
    proven = [_with_proof(one, what) for one, what in zip(wanted, found, strict=True)]
    if again := [one for one in proven if one is not None]:
        told = iter(await lookup.look_up(again, behalf=behalf, deadline=deadline))
        pairs = zip(found, proven, strict=True)
        found = [what if one is None else next(told) for what, one in pairs]
    return [
        _tracked((one or before).ref, what)
        for before, one, what in zip(wanted, proven, found, strict=True)
    ]


async def known(
    wanted: Sequence[Wanted], *, lookup: ShipmentLookup
) -> list[Tracked | Untracked | None]:
    """Return what the cache has of each shipment, fresh or not; nobody is asked.

    Returns:
        None: nothing is known of it.

    Raises:
        UnavailableError: The database or the key service does not answer.
    """
    refs = [one.ref for one in wanted]
    found = await lookup.known(refs)
    proven = [_proven(one, what) for one, what in zip(wanted, found, strict=True)]
    again = iter(await lookup.known([one for one in proven if one is not None]))
    told = [
        (ref, what) if one is None else (one, next(again))
        for ref, what, one in zip(refs, found, proven, strict=True)
    ]
    return [None if what is None else _tracked(ref, what) for ref, what in told]


def proven_of(wanted: Wanted, state: ShipmentState | None) -> ShipmentRef | None:
    """Return by which proof a shipment is to be looked for, as what is kept of it says.

    Returns:
        None: By none; or the one that is wanted was not given.
    """
    if wanted.proven is None or state is None or state.proof is None or state.report is not None:
        return None
    proven = told_only(wanted.proven, {state.proof})
    return None if proven == wanted.ref else proven


def _with_proof(wanted: Wanted, found: ShipmentState | AppError) -> Wanted | None:
    """Return what to look for again: with the proof that was given, if one is wanted after all."""
    proven = _proven(wanted, found)
    return None if proven is None else Wanted(wanted.carrier, proven)


def _proven(wanted: Wanted, found: object) -> ShipmentRef | None:
    """Return a shipment by the proof that is wanted, and by no other; None: none, or not given."""
    if wanted.proven is None or not isinstance(found, ProofError):
        return None
    proven = told_only(wanted.proven, {found.proof})
    return None if proven == wanted.ref else proven


def _tracked(ref: ShipmentRef, found: ShipmentState | AppError) -> Tracked | Untracked:
    if isinstance(found, AppError):
        return Untracked(found, ref.carrier, ref.asked.number)
    return Tracked(ref.asked.number, ref.carrier, found, ungiven(ref))
