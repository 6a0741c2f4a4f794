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
    CarrierNotConfiguredError,
    ProofRejectedError,
    ProofRequiredError,
)
from functions.tracking.use_case import Tracked, number_of
from shared.carriers.number import MAX_CHARACTERS
from shared.carriers.port import ProofError
from shared.errors import AppError
from shared.suppliers.port import Outcome
from shared.web.operation import Call
from shared.web.problem import item_problem


def show(item: Item, found: Tracked | AppError, call: Call[Query]) -> Found | NotFound:
    """Return the result of one item."""
    if isinstance(found, Tracked):
        shipment = ShipmentView.of(found.carrier, found.number, found.state)
        return Found(number=item.number, carrier=found.carrier, shipment=shipment)
    error = _as_shown(found)
    return NotFound(
        number=item.number[:MAX_CHARACTERS],
        problem=item_problem(
            error,
            request_id=call.request_id,
            language=call.language,
            status=STATUS.get(type(error)),
        ),
        candidates=_candidates(error),
        carrier_link=_link(error, item),
    )


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


def _link(error: AppError, item: Item) -> ExternalLink | None:
    if not isinstance(error, CarrierNotConfiguredError):
        return None
    return ExternalLink.to(error.carrier, number_of(item.number))
