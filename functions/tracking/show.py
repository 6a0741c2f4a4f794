"""Show what was found for an item, or why nothing was."""

from functions.tracking.contract import Found, NotFound, Query
from shared.carriers.model import Status
from shared.carriers.views import CandidateView
from shared.errors import AppError
from shared.shipments.find import Tracked
from shared.shipments.planning import Untracked
from shared.shipments.problems import CarrierAmbiguousError, parcel_problem
from shared.shipments.views import ExternalLink, ShipmentView
from shared.web.operation import Call


def show(found: Tracked | Untracked, call: Call[Query]) -> Found | NotFound:
    """Return the result of one item."""
    if isinstance(found, Tracked):
        return _found(found)
    link = None
    if found.carrier is not None and found.number is not None:
        link = ExternalLink.to(found.carrier, found.number)
    request_id, language = call.request_id, call.language
    return NotFound(
        number=found.number,
        carrier=found.carrier,
        problem=parcel_problem(found.error, link=link, request_id=request_id, language=language),
        candidates=_candidates(found.error),
        carrier_link=link,
    )


def _found(found: Tracked) -> Found:
    shipment = ShipmentView.of(found.carrier, found.number, found.state)
    asks = found.asks if shipment.status is Status.NOT_FOUND else ()
    return Found(number=found.number, carrier=found.carrier, shipment=shipment, asks=asks)


def _candidates(error: AppError) -> tuple[CandidateView, ...]:
    if not isinstance(error, CarrierAmbiguousError):
        return ()
    return tuple(CandidateView.of(one) for one in error.candidates)
