"""What a request gets: a view, or a problem."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import AppError, MethodNotAllowedError, UnauthenticatedError
from shared.texts import CATALOGUE
from shared.web.operation import Operation
from shared.web.problem import MEDIA_TYPE, problem, retry_after_seconds


def language_of(request: Request) -> str:
    """Return the first language of Accept-Language (RFC 9110, section 12.5.4) that we have."""
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        primary = part.split(";")[0].strip().split("-")[0].lower()
        if primary in CATALOGUE:
            return primary
    return "en"


def answer_with(operation: Operation, body: bytes, request: Request) -> Response:
    """Return a view's JSON as the answer; 304 if the caller has the same already."""
    response = Response(body, status_code=operation.status, media_type="application/json")
    if operation.cached is not None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        known = request.headers.get("if-none-match", "")
        if etag in known or known.strip() == "*":
            response = Response(status_code=304)
        response.headers["ETag"] = etag
        seconds = int(operation.cached.total_seconds())
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def refusal(error: AppError, request: Request, request_id: str) -> Response:
    """Return an error as the answer."""
    told = problem(error, request_id=request_id, language=language_of(request))
    body = told.model_dump_json(exclude_none=True).encode()
    response = Response(body, status_code=told.status, media_type=MEDIA_TYPE)
    if (seconds := retry_after_seconds(error)) is not None:
        response.headers["Retry-After"] = str(seconds)
    if isinstance(error, MethodNotAllowedError):
        response.headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, UnauthenticatedError):  # RFC 9110, section 15.5.2
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
