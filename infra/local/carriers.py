"""The carriers, simulated: each one's published API; ``carrier_scenarios`` has the stories.

Beside the carriers' own paths: ``GET /_calls`` counts what arrived, refused calls too, and ``DELETE
/_calls`` wipes the counts; ``POST /_control`` forces a mode upon all numbers; ``PUT
/_scenario/dhl/NUMBER`` gives a scenario to a number.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from infra.local.carrier_scenarios import DHL, POSTCODE, dhl_answer, dhl_problem
from infra.local.serving import server_of

MODES = ("ok", "unauthorised", "down")
_PROBLEM = "application/problem+json"
_LONGEST_HANG_SECONDS = 60.0
_CHUNK_BYTES = 65_536


@dataclass
class Dhl:
    """The simulated DHL: its key, its mode, what arrived, and which number tells which story."""

    key: str
    today: datetime
    slow_seconds: float = 2.0
    mode: str = "ok"
    total: int = 0
    by_number: Counter[str] = field(default_factory=Counter)
    scenarios: dict[str, str] = field(
        default_factory=lambda: {number: name for name, number in DHL.items()}
    )

    def track(self, request: Request) -> Response:
        """Answer ``GET /dhl/track/shipments``."""
        number = request.query_params.get("trackingNumber", "")
        self.total += 1
        self.by_number[number] += 1
        refusal = self._refusal(request, number)
        if refusal is not None:
            return refusal
        scenario = self.scenarios.get(number)
        needs_postcode = scenario == "needs_postcode"
        if scenario is None or (
            needs_postcode and request.query_params.get("recipientPostalCode") != POSTCODE
        ):
            detail = "No shipment with given tracking number found."
            return _problem(404, "No result found", detail, number)
        return self._tell(number, scenario)

    def _refusal(self, request: Request, number: str) -> Response | None:
        """Return the answer to a call that does not come as far as a shipment."""
        if self.mode == "down":
            return _problem(503, "Service Unavailable", "The service is temporarily unavailable.")
        if self.mode == "unauthorised" or request.headers.get("dhl-api-key") != self.key:
            return _problem(401, "Unauthorized", "Unauthorized for given resource.")
        if not number:
            return _problem(400, "Bad request", "Required query parameter: trackingNumber")
        return None

    def _tell(self, number: str, scenario: str) -> Response:
        """Return the answer that a scenario prescribes."""
        special = _SPECIAL.get(scenario)
        if scenario == "rate_limited" or (
            scenario == "rate_limited_once" and self.by_number[number] == 1
        ):
            reply = _problem(429, "Too Many Requests", "Too many requests within time period.")
            reply.headers["Retry-After"] = "1"
            return reply
        body = json.dumps(dhl_answer(number, scenario, self.today)).encode()
        reply = special(body) if special else Response(body, media_type="application/json")
        if isinstance(reply, _Slow):
            reply.seconds = self.slow_seconds
        return reply


def _problem(status: int, title: str, detail: str, number: str | None = None) -> Response:
    told = dhl_problem(status, title, detail, number)
    return JSONResponse(told, status, media_type=_PROBLEM)


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

    seconds: float = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(self.seconds)
        await super().__call__(scope, receive, send)


def _huge(body: bytes) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), _CHUNK_BYTES):
            yield body[at : at + _CHUNK_BYTES]

    return StreamingResponse(chunks(), media_type="application/json")


_SPECIAL: dict[str, Callable[[bytes], Response]] = {
    "error_500": lambda _: _problem(500, "Internal Server Error", "Something went wrong."),
    "html": lambda _: HTMLResponse("<html><body>Please try again later</body></html>"),
    "hang": lambda _: _Hang(status_code=504),
    "slow": lambda body: _Slow(body, media_type="application/json"),
    "cut": lambda body: _Cut(body, media_type="application/json"),
    "huge": _huge,
    "redirect": lambda _: RedirectResponse("http://127.0.0.1:1/", 302),
}


def app(dhl: Dhl) -> Starlette:
    """Return the simulator with its knobs."""

    async def track(request: Request) -> Response:
        return dhl.track(request)

    async def calls(_: Request) -> Response:
        return JSONResponse({"dhl": {"total": dhl.total, "by_number": dict(dhl.by_number)}})

    async def wipe(_: Request) -> Response:
        dhl.total = 0
        dhl.by_number.clear()
        return Response(status_code=204)

    async def control(request: Request) -> Response:
        told = await request.json()
        if told.get("carrier") != "dhl" or told.get("mode") not in MODES:
            return JSONResponse({"carriers": ["dhl"], "modes": MODES}, 422)
        dhl.mode = told["mode"]
        return Response(status_code=204)

    async def tell(request: Request) -> Response:
        scenario = (await request.json()).get("scenario")
        if scenario not in DHL:
            return JSONResponse({"scenarios": list(DHL)}, 422)
        dhl.scenarios[request.path_params["number"]] = scenario
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/dhl/track/shipments", track, methods=["GET"]),
            Route("/_calls", calls, methods=["GET"]),
            Route("/_calls", wipe, methods=["DELETE"]),
            Route("/_control", control, methods=["POST"]),
            Route("/_scenario/dhl/{number}", tell, methods=["PUT"]),
        ]
    )


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="The carriers, simulated.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dhl-key", required=True, help="the key that DHL accepts")
    told = parser.parse_args()
    server_of(app(Dhl(told.dhl_key, datetime.now(UTC))), told.port).run()


if __name__ == "__main__":
    main()
