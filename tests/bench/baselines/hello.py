"""Hello world in the same framework."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@functions_framework.aio.http
async def hello(_: Request) -> Response:
    """Answer."""
    return JSONResponse({"hello": "world"})
