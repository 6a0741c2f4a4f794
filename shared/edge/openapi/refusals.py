"""Which problems an operation may answer, by status: what follows from its declaration. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.edge.operation import CallerKind, Operation
from shared.edge.problem import status_of
from shared.kernel import errors
from shared.kernel.errors import AppError

_EVERY = (
    errors.NotFoundError,
    errors.MethodNotAllowedError,
    errors.AddressTooLongError,
    errors.InvalidInputError,
    errors.TooManyRequestsError,
    errors.UnavailableError,
    errors.AppError,
)
_SESSION = (errors.UnauthenticatedError, errors.ForbiddenError, errors.WrongRegionError)
_OF_CALLERS: Mapping[CallerKind, tuple[type[AppError], ...]] = {
    CallerKind.VISITOR: (),
    CallerKind.PERSON: _SESSION,
    CallerKind.ANYBODY: _SESSION,
    CallerKind.STAFF: (errors.UnauthenticatedError, errors.ForbiddenError),
    CallerKind.PLATFORM: (errors.UnauthenticatedError, errors.ForbiddenError),
    CallerKind.SUPPLIER: (errors.UnauthenticatedError,),
}
_BODY = (errors.RequestTimeoutError, errors.BodyTooLargeError, errors.MediaTypeError)
_GUARDED = (
    errors.ConflictError,
    errors.PreconditionFailedError,
    errors.PreconditionRequiredError,
)
_ONCE = (errors.StillRunningError, errors.IdempotencyMismatchError)
_BY_SESSION = frozenset({CallerKind.PERSON, CallerKind.ANYBODY})


def problems_of(operation: Operation[Any]) -> Mapping[int, list[type[AppError]]]:
    """Return the problems that an operation may answer, by HTTP status, each code once."""
    found: dict[int, dict[str, type[AppError]]] = {}
    for kind in _kinds(operation):
        found.setdefault(status_of(kind), {})[kind.code] = kind
    return {status: [codes[code] for code in sorted(codes)] for status, codes in found.items()}


def _kinds(operation: Operation[Any]) -> Iterator[type[AppError]]:
    yield from _EVERY
    yield from _OF_CALLERS[operation.caller]
    if operation.takes_body:
        yield from _BODY
    if operation.guarded:
        yield from _GUARDED
    if operation.idempotent is not None:
        yield from _ONCE
    if operation.still_works:
        yield errors.ConsentRequiredError
    if operation.caller in _BY_SESSION and not operation.purpose.while_restricted:
        yield errors.RestrictedError
    yield from operation.raises
