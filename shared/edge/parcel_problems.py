"""The problem of one parcel: what the person can do about it, if anything."""

from collections.abc import Mapping

from shared.edge.problem import ItemProblem, item_problem
from shared.kernel.errors import AppError
from shared.parcels.carriers.port import ProofError
from shared.parcels.shipments.problems import (
    CarrierNotConfiguredError,
    ProofRejectedError,
    ProofRequiredError,
)
from shared.parcels.shipments.views import ExternalLink
from shared.platform.suppliers.port import BudgetSpentError, FetchOutcome, SwitchedOffError

STATUS: Mapping[type[AppError], int] = {
    CarrierNotConfiguredError: 501,
    BudgetSpentError: 429,
}
"""The HTTP status that a parcel's problem would have alone, where the edge's table has another or
none."""


_ELSEWHERE = (CarrierNotConfiguredError, SwitchedOffError)
"""Nothing is told here, but the carrier's own page may tell."""


def parcel_problem(
    error: AppError, *, link: ExternalLink | None, request_id: str, language: str
) -> ItemProblem:
    """Return the problem of one parcel: what the person can do about it, if anything.

    Args:
        error: Why nothing is known of it.
        link: To the carrier's own page, of which is spoken only if there is one.
        request_id: Of the request.
        language: In which it is told.
    """
    error = _as_shown(error)
    advice = None
    if link is not None and isinstance(error, _ELSEWHERE):
        advice = f"own-{link.leads_to}"
    return item_problem(
        error,
        request_id=request_id,
        language=language,
        status=STATUS.get(type(error)),
        advice=advice,
    )


def _as_shown(error: AppError) -> AppError:
    """Turn a carrier's wish for one more detail into what the person can do about it."""
    if not isinstance(error, ProofError):
        return error
    if error.outcome is FetchOutcome.PROOF_REJECTED:
        return ProofRejectedError(error.proof)
    return ProofRequiredError(error.proof)
