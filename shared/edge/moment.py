"""The moment to which a client of the local stack moves the clock for its request."""

from datetime import UTC, datetime

from starlette.requests import Request

from shared.kernel.errors import FieldFault, InvalidInputError

_YEARS = range(2000, 2100)
"""Where the local clock can be set: years from which periods can be counted either way."""


def moved(request: Request) -> datetime | None:
    """Return the moment of ``X-Local-Clock``; None: it did not come along."""
    given = request.headers.get("x-local-clock")
    if given is None:
        return None
    try:
        told = datetime.fromisoformat(given)
    except ValueError:
        told = None
    if told is None or told.tzinfo is None or told.year not in _YEARS:
        raise InvalidInputError(faults=(FieldFault("X-Local-Clock", "field-not-acceptable"),))
    return told.astimezone(UTC)
