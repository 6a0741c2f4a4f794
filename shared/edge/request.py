"""What a request sends, checked against what its operation declares."""

from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from shared.edge import strict_json as json_body
from shared.edge.operation import Operation
from shared.edge.validation import fitted, invalid
from shared.kernel.errors import FieldFault, InvalidInputError, RequestTimeoutError


async def body_of(operation: Operation[Any], request: Request) -> object:
    """Return the body as the operation's model; as bytes if it takes those.

    Raises:
        MediaTypeError, BodyTooLargeError, RequestTimeoutError, InvalidInputError: It does not fit.
    """
    json_body.check_media_type(
        request.headers.get("content-type", ""),
        request.headers.get("content-encoding", ""),
        operation.accepts,
    )
    announced = request.headers.get("content-length", "")
    try:
        body = await json_body.read(
            request.stream(),
            announced=announced,
            limit=operation.body_bytes,
            within=operation.body_within,
        )
    except ClientDisconnect as e:  # the rest will never come; nobody reads the answer
        raise RequestTimeoutError from e
    if operation.body is None:
        return body
    said = json_body.parsed(body)
    try:
        return fitted(operation.body, said)
    except ValidationError as e:
        raise invalid(e, operation.body) from e


def query_of(operation: Operation[Any], request: Request) -> object:
    """Return the query parameters as the operation's model; None if it takes none.

    Raises:
        InvalidInputError: One is unknown, repeated, or does not fit.
    """
    query: bytes = request.scope.get("query_string", b"")
    if not query and operation.query is None:
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    if len(given) != len(pairs):
        raise InvalidInputError(faults=(FieldFault("", "field-repeated"),))
    if operation.query is None:
        if given:
            fault = FieldFault("", "field-unknown", (("allowed", "(no parameters)"),))
            raise InvalidInputError(faults=(fault,))
        return None
    try:
        return operation.query.model_validate(given)
    except ValidationError as e:
        raise invalid(e, operation.query) from e
