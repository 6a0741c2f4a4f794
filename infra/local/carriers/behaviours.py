"""Answers that are none, the same for every carrier: slow, hanging, cut off, far too long."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from enum import IntEnum

from starlette.responses import (
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.types import Receive, Scope, Send

_JSON = "application/json"
_LONGEST_HANG_SECONDS = 60.0
_CHUNK_BYTES = 65_536


class Fault(IntEnum):
    """Why a carrier refuses. Each carrier has its own words for it."""

    BAD_REQUEST = 400
    UNAUTHORISED = 401
    RATE_LIMITED = 429
    BROKEN = 500
    DOWN = 503


class _Hang(Response):
    """Says nothing until the client leaves or a minute has passed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def left() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        try:
            await asyncio.wait_for(left(), _LONGEST_HANG_SECONDS)
        except TimeoutError:
            await super().__call__(scope, receive, send)


class _Cut(Response):
    """Announces its whole body, sends half, and lets the server close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


class _Slow(Response):
    """Waits before it answers."""

    def __init__(self, body: bytes, seconds: float) -> None:
        super().__init__(body, media_type=_JSON)
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(self._seconds)
        await super().__call__(scope, receive, send)


def _huge(body: bytes) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), _CHUNK_BYTES):
            yield body[at : at + _CHUNK_BYTES]

    return StreamingResponse(chunks(), media_type=_JSON)


_SPECIAL: Mapping[str, Callable[[bytes, float], Response]] = {
    "html": lambda _, __: HTMLResponse("<html><body>Please try again later</body></html>"),
    "hang": lambda _, __: _Hang(status_code=504),
    "slow": _Slow,
    "cut": lambda body, _: _Cut(body, media_type=_JSON),
    "huge": lambda body, _: _huge(body),
    "redirect": lambda _, __: RedirectResponse("http://127.0.0.1:1/", 302),
}
FAULTS: Mapping[str, Fault] = {
    "rate_limited": Fault.RATE_LIMITED,
    "rate_limited_once": Fault.RATE_LIMITED,
    "error_500": Fault.BROKEN,
}
WHOLE_CALL = frozenset(_SPECIAL) | frozenset(FAULTS)
"""The scenarios that spoil the whole call, whatever else was asked for in it."""


def respond(scenario: str, body: bytes, *, slow_seconds: float) -> Response:
    """Return a body as a scenario prescribes; as it is, unless the scenario is a special one."""
    special = _SPECIAL.get(scenario)
    return special(body, slow_seconds) if special else Response(body, media_type=_JSON)
