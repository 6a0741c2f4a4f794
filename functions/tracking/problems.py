"""Why an item has no result: tracking's own errors, each with its text in the catalogue."""

from collections.abc import Mapping

from shared.carriers.model import Candidate, Proof
from shared.errors import AppError, FieldFault, InvalidInputError
from shared.suppliers.port import BudgetSpentError


class DuplicateItemError(AppError):
    """The same look-up stands earlier in the request."""

    code = "duplicate-item"


class CarrierUnknownError(AppError):
    """No carrier that we know uses such numbers."""

    code = "carrier-unknown"


class CarrierAmbiguousError(AppError):
    """Several carriers may have made this number, none of them surely enough to ask it."""

    code = "carrier-ambiguous"

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(faults=(FieldFault("carrier", "carrier-choose"),))
        self.candidates = candidates


class CarrierNotConfiguredError(AppError):
    """The carrier is known, but this service has no way to ask it."""

    code = "carrier-not-configured"


class ProofRequiredError(AppError):
    """The carrier tells this only to those who know one more detail."""

    code = "proof-required"

    def __init__(self, proof: Proof) -> None:
        super().__init__(faults=(FieldFault(proof, f"{_text_key(proof)}-required"),))


class ProofRejectedError(AppError):
    """The detail that was given is not the one that the carrier has for this number."""

    code = "proof-rejected"

    def __init__(self, proof: Proof) -> None:
        super().__init__(faults=(FieldFault(proof, f"{_text_key(proof)}-rejected"),))


STATUS: Mapping[type[AppError], int] = {
    DuplicateItemError: 409,
    CarrierUnknownError: 422,
    CarrierAmbiguousError: 422,
    CarrierNotConfiguredError: 501,
    ProofRequiredError: 422,
    ProofRejectedError: 422,
    BudgetSpentError: 429,
}
"""The HTTP status that an item's problem would have alone, where the edge's table has none."""


def _text_key(proof: Proof) -> str:
    return proof.replace("_", "-")


def bad_field(field: str, code: str) -> InvalidInputError:
    """Return the error for one field of an item."""
    return InvalidInputError(faults=(FieldFault(field, code),))
