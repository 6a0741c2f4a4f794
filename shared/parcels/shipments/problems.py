"""Why a parcel cannot be looked up or shown: each error with its text in the catalogue."""

from collections.abc import Mapping

from shared.kernel.errors import AppError, FieldFault, InvalidInputError
from shared.parcels.carriers.model import Candidate, Proof
from shared.parcels.carriers.views import CandidateView


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


def _text_key(proof: Proof) -> str:
    return proof.replace("_", "-")
