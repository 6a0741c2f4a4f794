"""What a request gets: a view, or a problem."""

import hashlib
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.edge import headers
from shared.edge.cookies import jar_of
from shared.edge.operation import Answered, Operation
from shared.edge.problem import MEDIA_TYPE, problem, retry_after_seconds
from shared.kernel.errors import (
    AppError,
    MediaTypeError,
    MethodNotAllowedError,
    UnauthenticatedError,
)
from shared.kernel.languages import accepted, best
from shared.kernel.schema import Raw
from shared.kernel.texts import CATALOGUE

_SAFE = frozenset({"GET", "HEAD"})


def languages_of(request: Request) -> Sequence[str]:
    """Return the languages that a client asks for, the most wanted first."""
    given = request.headers.getlist("accept-language")
    return accepted(",".join(given)) if given else ()


def language_in(languages: Sequence[str]) -> str:
    """Return the one of them that our texts have; of none, English."""
    return best(languages, CATALOGUE)


def answer_with(operation: Operation[Any], answered: Answered, request: Request) -> Response:
    """Return a view as the answer; 304 if the caller has the same already."""
    view = answered.view
    body = view.root if isinstance(view, Raw) else view.model_dump_json().encode()
    response = Response(body, status_code=operation.status, media_type=operation.media_type)
    if operation.cached is not None or operation.tagged:
        etag = answered.etag or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.method in _SAFE and knows(request.headers.get("if-none-match", ""), etag):
            response = Response(status_code=304)
        response.headers["ETag"] = etag
    if operation.cached is not None:
        seconds = int(operation.cached.total_seconds())
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    if operation.places:
        response.headers["Location"] = operation.places.format_map(view.__dict__)
    for cookie in answered.cookies:
        response.headers.append("Set-Cookie", cookie)
    return response


def knows(header: str, etag: str) -> bool:
    """Tell whether an ``If-None-Match`` names a state (RFC 9110, section 13.1.2)."""
    listed = [one.strip().removeprefix("W/") for one in header.split(",")]
    return etag in listed or listed == ["*"]


def settle(response: Response, request: Request) -> None:
    """Have an answer say as whom somebody was served, and take away cookies worth nothing."""
    if (whom := getattr(request.state, "served_as", None)) is not None:
        response.headers[headers.SERVED_AS] = whom
    jar_of(request).settle(response)


def refusal(error: AppError, request: Request, request_id: str) -> Response:
    """Return an error as the answer."""
    told = problem(error, request_id=request_id, language=language_in(languages_of(request)))
    body = told.model_dump_json(exclude_none=True).encode()
    response = Response(body, status_code=told.status, media_type=MEDIA_TYPE)
    if (seconds := retry_after_seconds(error)) is not None:
        response.headers["Retry-After"] = str(seconds)
    if isinstance(error, MethodNotAllowedError):
        response.headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, MediaTypeError):  # RFC 9110, section 15.5.16
        response.headers["Accept"] = ", ".join(error.accepted)
    if isinstance(error, UnauthenticatedError):  # RFC 9110, section 15.5.2
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
