"""Errors to HTTP: one table, one form (RFC 9457, ``application/problem+json``).

A problem names fields and remedies and never quotes what was sent.
"""

import math
from collections.abc import Iterable, Mapping

from pydantic import ConfigDict, Field

from shared.kernel import errors
from shared.kernel.errors import AppError, FieldFault
from shared.kernel.schema import View
from shared.kernel.texts import say
from shared.parcels.carriers.views import CandidateView

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[AppError], int] = {
    errors.InvalidInputError: 422,
    errors.UnauthenticatedError: 401,
    errors.CredentialsError: 401,
    errors.ForbiddenError: 403,
    errors.AgeRestrictedError: 403,
    errors.RecentSignInRequiredError: 403,
    errors.ConsentRequiredError: 403,
    errors.PhoneIdleError: 403,
    errors.RestrictedError: 403,
    errors.SecondMemberError: 403,
    errors.NotFoundError: 404,
    errors.NoAccountError: 404,
    errors.ErasedError: 404,
    errors.WrongRegionError: 421,
    errors.MethodNotAllowedError: 405,
    errors.RequestTimeoutError: 408,
    errors.ConflictError: 409,
    errors.AddressTakenError: 409,
    errors.LastWayInError: 409,
    errors.TooManyError: 409,
    errors.StillRunningError: 409,
    errors.ReplayedError: 409,
    errors.PreconditionFailedError: 412,
    errors.PreconditionRequiredError: 428,
    errors.IdempotencyMismatchError: 422,
    errors.BodyTooLargeError: 413,
    errors.AddressTooLongError: 414,
    errors.MediaTypeError: 415,
    errors.TooManyRequestsError: 429,
    errors.UnavailableError: 503,
    errors.IntegrityError: 500,
    errors.AppError: 500,
}


class FieldError(View):
    """One field that needs to be corrected."""

    field: str = Field(description="Where: for example `items[3].postcode`; empty for the body.")
    code: str = Field(description="Why, as a code that never changes.")
    detail: str = Field(description="What to do about it.")


class ItemProblem(View):
    """Why one item of a batch has no result."""

    title: str
    status: int = Field(description="The HTTP status that it would have had alone.")
    code: str = Field(description="Which problem, as a code that never changes.")
    request_id: str
    errors: tuple[FieldError, ...] = Field(description="What to correct; empty: nothing.")
    retry_after: int | None = Field(None, description="Seconds after which to try again.")


class Problem(ItemProblem):
    """Why a request has no result (RFC 9457). What does not belong to its code is left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str = Field(description="A URN that ends in the code.")
    region: str | None = Field(None, description="Of `wrong-region`: where the person belongs.")
    base_url: str | None = Field(None, description="Of `wrong-region`: that region's address.")
    purpose: str | None = Field(None, description="Of `consent-required`: what is not allowed.")
    still_works: str | None = Field(
        None, description="Of `consent-required`: what works all the same."
    )
    candidates: tuple[CandidateView, ...] | None = Field(
        None,
        description="Of `carrier-ambiguous`: one of them is to be named. At most 20, the likelier "
        "first.",
    )


def status_of(kind: type[AppError]) -> int:
    """Return the status of a kind of error, or of its nearest listed ancestor."""
    return next(STATUS[one] for one in kind.__mro__ if one in STATUS)


def item_problem(
    error: AppError,
    *,
    request_id: str,
    language: str,
    status: int | None = None,
    advice: str | None = None,
) -> ItemProblem:
    """Return an error as the problem of one item.

    Args:
        error: What went wrong.
        request_id: Of the request.
        language: In which it is told.
        status: The HTTP status that it would have alone, if the table has another or none.
        advice: A text of the catalogue that the title goes on with.
    """
    told = _told(error, request_id, language, status)
    if advice is not None:
        told["title"] = f"{told['title']} {say(advice, language)}"
    return ItemProblem.model_validate(told)


def problem(error: AppError, *, request_id: str, language: str) -> Problem:
    """Return an error as the problem of a whole request."""
    told = {**_told(error, request_id, language, None), **error.members()}
    return Problem.model_validate({**told, "type": f"urn:agogopost:problem:{error.code}"})


def retry_after_seconds(error: AppError) -> int | None:
    """Return the whole seconds after which to try again, at least 1; None if the error has none."""
    span = error.retry_after
    return None if span is None else max(1, math.ceil(span.total_seconds()))


def _told(error: AppError, request_id: str, language: str, status: int | None) -> dict[str, object]:
    return {
        "title": say(error.code, language),
        "status": status or status_of(type(error)),
        "code": error.code,
        "request_id": request_id,
        "errors": tuple(_field_errors(error.faults, language)),
        "retry_after": retry_after_seconds(error),
    }


def _field_errors(faults: Iterable[FieldFault], language: str) -> Iterable[FieldError]:
    for fault in faults:
        detail = say(fault.code, language, **dict(fault.bounds))
        yield FieldError(field=fault.field, code=fault.code, detail=detail)
