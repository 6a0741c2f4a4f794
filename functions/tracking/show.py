"""Show what was found for an item, or why nothing was."""

from functions.tracking.contract import ItemOutcome, Query, TrackingResult
from shared.edge.operation import Call
from shared.edge.parcel_problems import parcel_problem
from shared.kernel.errors import AppError
from shared.parcels.carriers.model import Proof, Status
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.views import CandidateView
from shared.parcels.shipments.planning import Untracked
from shared.parcels.shipments.problems import CarrierAmbiguousError
from shared.parcels.shipments.track import Tracked
from shared.parcels.shipments.views import ExternalLink, ShipmentView
from shared.platform.suppliers.port import FetchOutcome


def show(found: Tracked | Untracked, call: Call[Query]) -> TrackingResult:
    """Return the result of one item."""
    known = found.carrier is not None and found.number is not None
    link = ExternalLink.to(str(found.carrier), str(found.number)) if known else None
    if isinstance(found, Tracked):
        shipment = ShipmentView.of(found.carrier, found.state)
        return TrackingResult(
            outcome=ItemOutcome.FOUND,
            number=found.number,
            carrier=found.carrier,
            shipment=shipment,
            problem=None,
            asks=found.asks if shipment.status is Status.NOT_FOUND else (),
            candidates=(),
            carrier_link=link,
        )
    return TrackingResult(
        outcome=ItemOutcome.PROBLEM,
        number=found.number,
        carrier=found.carrier,
        shipment=None,
        problem=parcel_problem(
            found.error, link=link, request_id=call.request_id, language=call.language
        ),
        asks=_asks(found.error),
        candidates=_candidates(found.error),
        carrier_link=link,
    )


def _asks(error: AppError) -> tuple[Proof, ...]:
    if not isinstance(error, ProofError) or error.outcome is FetchOutcome.PROOF_REJECTED:
        return ()
    return (error.proof,)


def _candidates(error: AppError) -> tuple[CandidateView, ...]:
    if not isinstance(error, CarrierAmbiguousError):
        return ()
    return tuple(CandidateView.of(one) for one in error.candidates)
