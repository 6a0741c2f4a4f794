"""What the platform adds to a push and the Pub/Sub emulator does not: a token signed for us.

The emulator pushes to ``/REGION/PATH`` here; the relay attaches a token of the platform's issuer
and passes the request on to ``/PATH`` at that region's gateway, and the status back. The emulator
pushes all that there is at once; the relay lets through what one instance would be given.

A message that was published while the clock was moved says to when (``LOCAL_CLOCK``): the relay has
the push moved as far, by ``X-Local-Clock``. That clock went on while the message waited.
"""

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from infra.local.emulators.oidc import (
    AUDIENCE,
    PUBSUB_ACCOUNT,
    IssuerError,
    claims_of,
    platform_token,
)
from infra.local.stack.serving import server_of
from shared.platform.jobs.message import LOCAL_CLOCK

_RENEW_SECONDS = 60
_AT_ONCE = 8
"""Pushes of one topic that a region's gateway has at the same time; the others wait."""
_DEADLINE_SECONDS = 600.0
"""As long as a subscription waits for its push to be answered."""
_NOT_PASSED_ON = frozenset({"host", "content-length", "connection"})


@dataclass
class Tokens:
    """The platform's token for pushes, asked for again a minute before it ends."""

    issuer: str
    audience: str = AUDIENCE
    _token: str = ""
    _ends: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self) -> str:
        """Return a token that holds for at least a minute."""
        async with self._asking:
            if time.time() > self._ends - _RENEW_SECONDS:
                self._token = await asyncio.to_thread(
                    platform_token, self.issuer, PUBSUB_ACCOUNT, self.audience
                )
                self._ends = claims_of(self._token)["exp"]
            return self._token


def app(gateways: Mapping[str, str], tokens: Tokens) -> Starlette:
    """Return the relay for these regions' addresses."""
    turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(trust_env=False, timeout=_DEADLINE_SECONDS) as client:
            served.state.client = client
            yield

    async def relay(request: Request) -> Response:
        gateway = gateways.get(request.path_params["region"])
        if gateway is None:
            return PlainTextResponse("no such region", 404)
        try:
            async with turns[request.url.path]:
                reply = await _pass_on(request, gateway, await tokens.get())
        except (IssuerError, httpx.HTTPError) as e:
            return PlainTextResponse(f"not passed on: {e}", 503)
        return Response(reply.content, reply.status_code)

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok")

    every_method = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [
        Route("/healthz", health),
        Route("/{region}/{path:path}", relay, methods=every_method),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _pass_on(request: Request, gateway: str, token: str) -> httpx.Response:
    """Send the request on as it came, but for where to and by whom."""
    headers = {name: value for name, value in request.headers.items() if name not in _NOT_PASSED_ON}
    client: httpx.AsyncClient = request.app.state.client
    query = f"?{request.url.query}" if request.url.query else ""
    body = await request.body()
    moment = moment_of(body, datetime.now(UTC))
    moved = {} if moment is None else {"x-local-clock": moment.isoformat()}
    reply: httpx.Response = await client.request(
        request.method,
        f"{gateway}/{request.path_params['path']}{query}",
        content=body,
        headers=headers | moved | {"authorization": f"Bearer {token}"},
    )
    return reply


def moment_of(push: bytes, now: datetime) -> datetime | None:
    """Return what the clock shows now by which a pushed message was published; None: the real one.

    Args:
        push: Its body, as Pub/Sub makes it.
        now: The real time.
    """
    try:
        message = json.loads(push)["message"]
        moved, published = message["attributes"][LOCAL_CLOCK], message["publishTime"]
        waited = now - datetime.fromisoformat(published)
        return datetime.fromisoformat(moved).astimezone(UTC) + waited
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Adds the platform's token to pushes.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--issuer", required=True, help="the platform issuer's address")
    parser.add_argument("--audience", default=AUDIENCE)
    parser.add_argument("--gateway", action="append", default=[], help="REGION=ADDRESS")
    told = parser.parse_args()
    gateways = dict(pair.split("=", 1) for pair in told.gateway)
    server_of(app(gateways, Tokens(told.issuer, told.audience)), told.port).run()


if __name__ == "__main__":
    main()
