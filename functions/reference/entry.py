"""The deployed function ``reference``."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import functions_framework.aio
from pydantic import RootModel
from starlette.requests import Request
from starlette.responses import Response

from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel.schema import Raw
from shared.privacy.purposes import EVIDENCE
from shared.setup.edge import edge

FILE = Path(__file__).with_name("openapi.json")


class Description(RootModel[dict[str, Any]]):
    """The API's description in OpenAPI 3.1."""


@cache
def _description() -> Raw:
    """Return the file without what indents it: no text in JSON holds a line's end."""
    with FILE.open("rb") as lines:
        return Raw(b"".join(line.strip() for line in lines))


async def openapi(_: Call[None], __: None) -> Raw:
    """Describe the API in OpenAPI 3.1.

    Generated from the same declarations that dispatch requests.
    """
    return _description()


_HEAD: dict[str, dict[str, Any]] = {
    "reply": {
        "its head": {
            "openapi": "3.1.0",
            "info": {"title": "agogopost", "version": "0.1.0"},
            "paths": {},
        }
    }
}

OPERATIONS = (
    Operation(
        "GET",
        "/openapi.json",
        openapi,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=Description,
        cached=timedelta(minutes=5),
        examples=_HEAD,
    ),
)

_edge = edge(OPERATIONS, None)


@functions_framework.aio.http
async def reference(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
