"""An example of every problem, for the API's description and for the page of all problems."""

from datetime import timedelta
from typing import Any

from shared.edge.problem import problem
from shared.kernel import errors
from shared.kernel.errors import AppError, FieldFault
from shared.kernel.texts import say
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.model import Candidate
from shared.parcels.shipments.problems import CarrierAmbiguousError

_REQUEST_ID = "5f0c9e6a1d7b4c2e8a3f6b9d0c1e2f34"
_FAULTS = {
    errors.InvalidInputError: FieldFault("items[0].number", "field-missing"),
    errors.CredentialsError: FieldFault("code", "code-not-accepted"),
}
_WAITS = {
    errors.TooManyRequestsError: timedelta(seconds=30),
    errors.UnavailableError: timedelta(seconds=5),
    errors.StillRunningError: timedelta(seconds=2),
}


def example_of(kind: type[AppError]) -> dict[str, Any]:
    """Return how an answer of one kind of problem looks, in English."""
    told = problem(_made(kind), request_id=_REQUEST_ID, language="en")
    return told.model_dump(mode="json", exclude_none=True)


def _made(kind: type[AppError]) -> AppError:
    if kind is errors.WrongRegionError:
        return errors.WrongRegionError("us", "https://us.api.example.org")
    if kind is errors.ConsentRequiredError:
        return errors.ConsentRequiredError("usage", say("without-usage"))
    if issubclass(kind, CarrierAmbiguousError):
        return kind(
            (
                Candidate("gls", "gls_12", CarrierEvidence.LENGTH),
                Candidate("purolator", "purolator_numeric", CarrierEvidence.LENGTH),
            )
        )
    error = kind.__new__(kind)
    fault = _FAULTS.get(kind)
    AppError.__init__(
        error, faults=(fault,) if fault is not None else (), retry_after=_WAITS.get(kind)
    )
    return error
