"""What arrived at the simulators, word for word: for tests of what carriers are told."""

from collections import deque

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = 500
_KNOBS = ("/_", "/stories/")


class Seen:
    """Remembers the last requests that passed, but for those that turn knobs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: deque[dict[str, object]] = deque(maxlen=_KEPT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and remember it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == "/_seen":
            await self._show(Request(scope))(scope, receive, send)
            return
        if scope["path"].startswith(_KNOBS):
            await self._app(scope, receive, send)
            return
        body = bytearray()

        async def reading() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        try:
            await self._app(scope, reading, send)
        finally:
            self._kept.append(_told(scope, bytes(body)))

    def _show(self, request: Request) -> Response:
        """Return the requests in which a word stands."""
        word = request.query_params["word"]
        return JSONResponse([one for one in self._kept if word in str(one)])


def _told(scope: Scope, body: bytes) -> dict[str, object]:
    return {
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
        "body": body.decode(errors="replace"),
    }
