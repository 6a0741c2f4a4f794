"""Why a parcel cannot be looked up or shown: each error with its text in the catalogue."""

from collections.abc import Mapping

from shared.edge.problem import ItemProblem, item_problem
from shared.kernel.errors import AppError, FieldFault, InvalidInputError
from shared.parcels.carriers.model import Candidate, Proof
from shared.parcels.carriers.port import ProofError
from shared.parcels.carriers.views import CandidateView
from shared.parcels.shipments.views import ExternalLink
from shared.platform.suppliers.port import BudgetSpentError, Outcome, SwitchedOffError


class CarrierUnknownError(InvalidInputError):
    """No carrier that we know uses such numbers."""

    code = "carrier-unknown"


class CarrierAmbiguousError(InvalidInputError):
    """Several carriers may have made this number, none of them surely enough to ask it."""

    code = "carrier-ambiguous"
    candidates: tuple[Candidate, ...] = ()

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(faults=(FieldFault("carrier", "carrier-choose"),))
        self.candidates = candidates

    def members(self) -> Mapping[str, object]:
        """Return which they are."""
        return {"candidates": tuple(CandidateView.of(one) for one in self.candidates)}


class CarrierNotConfiguredError(AppError):
    """The carrier is known, but this service has no way to ask it."""

    code = "carrier-not-configured"


class ProofRequiredError(InvalidInputError):
    """The carrier tells this only to those who know one more detail."""

    code = "proof-required"

    def __init__(self, proof: Proof) -> None:
        super().__init__(faults=(FieldFault(proof, f"{_text_key(proof)}-required"),))


class ProofRejectedError(InvalidInputError):
    """The detail that was given is not the one that the carrier has for this number."""

    code = "proof-rejected"

    def __init__(self, proof: Proof) -> None:
        super().__init__(faults=(FieldFault(proof, f"{_text_key(proof)}-rejected"),))


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
    if error.outcome is Outcome.PROOF_REJECTED:
        return ProofRejectedError(error.proof)
    return ProofRequiredError(error.proof)


def _text_key(proof: Proof) -> str:
    return proof.replace("_", "-")
