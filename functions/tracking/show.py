"""Show what was found for an item, or why nothing was."""

from functions.tracking.contract import (
    CandidateView,
    ExternalLink,
    Found,
    Item,
    NotFound,
    Query,
    ShipmentView,
)
from functions.tracking.problems import (
    STATUS,
    CarrierAmbiguousError,
    ProofRejectedError,
    ProofRequiredError,
)
from functions.tracking.use_case import Tracked, Untracked
from shared.carriers.model import Status
from shared.carriers.number import MAX_CHARACTERS
from shared.carriers.port import ProofError
from shared.errors import AppError
from shared.suppliers.port import Outcome
from shared.web.operation import Call
from shared.web.problem import item_problem


def show(item: Item, found: Tracked | Untracked, call: Call[Query]) -> Found | NotFound:
    """Return the result of one item."""
    if isinstance(found, Tracked):
        return _found(item, found)
    error = _as_shown(found.error)
    known = found.carrier is not None and found.number is not None
    return NotFound(
        number=item.number[:MAX_CHARACTERS],
        carrier=found.carrier,
        problem=item_problem(
            error,
            request_id=call.request_id,
            language=call.language,
            status=STATUS.get(type(error)),
        ),
        candidates=_candidates(error),
        carrier_link=ExternalLink.to(str(found.carrier), str(found.number)) if known else None,
    )


def _found(item: Item, found: Tracked) -> Found:
    shipment = ShipmentView.of(found.carrier, found.number, found.state)
    asks = found.asks if shipment.status is Status.NOT_FOUND else ()
    return Found(number=item.number, carrier=found.carrier, shipment=shipment, asks=asks)


def _as_shown(error: AppError) -> AppError:
    """Turn a carrier's wish for one more detail into what the person can do about it."""
    if not isinstance(error, ProofError):
        return error
    if error.outcome is Outcome.PROOF_REJECTED:
        return ProofRejectedError(error.proof)
    return ProofRequiredError(error.proof)


def _candidates(error: AppError) -> tuple[CandidateView, ...]:
    if not isinstance(error, CarrierAmbiguousError):
        return ()
    return tuple(CandidateView.of(one) for one in error.candidates)
