"""A small function with operations of its own, served in this process as the platform serves it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any

import functions_framework.aio
import httpx
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from shared.edge.authentication import Gate, visitor_gate
from shared.edge.config import EdgeTerms
from shared.edge.operation import Call, CallerKind, Operation
from shared.edge.pipeline import Edge
from shared.kernel.schema import Body, QueryParameters, View
from shared.platform.jobs.push import Push
from shared.platform.limits.bucket import Limiter
from shared.privacy.purposes import PROTECTION
from tests.fakes import FakeClock

VALUE = "CANARY-VALUE"
NAME = "canary_field"
"""What every bad request carries, as a value and as a name: neither may come back."""
ORIGIN = "https://site.example"


class Colour(StrEnum):
    """A closed list."""

    RED = "red"
    BLUE = "blue"


class Tag(Body):
    """A part of a note."""

    word: Annotated[str, Field(min_length=2, max_length=5)]


class Note(Body):
    """A body with one field of every kind."""

    text: str
    count: int | None = None
    weight: float | None = None
    flag: bool | None = None
    colour: Colour | None = None
    tags: Annotated[tuple[Tag, ...], Field(min_length=1, max_length=3)] | None = None
    grants: dict[str, bool] | None = None


class Page(QueryParameters):
    """Query parameters."""

    limit: Annotated[int, Field(ge=1, le=10)] = 5
    cursor: Annotated[str, Field(max_length=20)] | None = None


class Seen(View):
    """What the handler was given."""

    size: int = 0
    limit: int = 0
    now: datetime | None = None
    request_id: str = ""
    source: str = ""
    params: dict[str, str] = Field(default_factory=dict)


class Fixed(View):
    """The same for everybody."""

    word: str = "parcel"


@dataclass
class Knobs:
    """What the operations can reach: how they misbehave, and whether they were called."""

    error: Exception | None = None
    never: bool = False
    calls: list[Call[Any]] = field(default_factory=list)


async def keep(call: Call[Note], deps: Knobs) -> Seen:
    """Keep a note."""
    deps.calls.append(call)
    return Seen(size=len(call.body.text))


async def take(call: Call[Push], deps: Knobs) -> Seen:
    """Take a message, and show when that was."""
    deps.calls.append(call)
    return Seen(now=call.now)


async def peek(call: Call[None], deps: Knobs) -> Seen:
    """Show what arrived, or misbehave."""
    deps.calls.append(call)
    if deps.error is not None:
        raise deps.error
    if deps.never:
        await asyncio.Event().wait()
    return Seen(
        now=call.now,
        request_id=call.request_id,
        source=getattr(call.caller, "source", ""),
        limit=call.query.limit if call.query else 0,
        params=dict(call.params),
    )


async def fixed(_: Call[None], __: Knobs) -> Fixed:
    """Say what never changes."""
    return Fixed()


_SOON = timedelta(milliseconds=50)
OPERATIONS = (
    Operation(
        "POST",
        "/notes",
        keep,
        caller=CallerKind.VISITOR,
        purpose=PROTECTION,
        body=Note,
        reply=Seen,
        status=201,
    ),
    Operation(
        "POST",
        "/big-notes",
        keep,
        caller=CallerKind.VISITOR,
        purpose=PROTECTION,
        body=Note,
        reply=Seen,
        body_bytes=256 * 1024,
    ),
    Operation(
        "POST",
        "/late-notes",
        keep,
        caller=CallerKind.VISITOR,
        purpose=PROTECTION,
        body=Note,
        reply=Seen,
        body_within=_SOON,
    ),
    Operation("GET", "/peek", peek, caller=CallerKind.VISITOR, purpose=PROTECTION, reply=Seen),
    Operation(
        "GET",
        "/hasty",
        peek,
        caller=CallerKind.VISITOR,
        purpose=PROTECTION,
        reply=Seen,
        within=_SOON,
    ),
    Operation(
        "GET", "/pages", peek, caller=CallerKind.VISITOR, purpose=PROTECTION, reply=Seen, query=Page
    ),
    Operation(
        "GET", "/notes/{id}", peek, caller=CallerKind.VISITOR, purpose=PROTECTION, reply=Seen
    ),
    Operation(
        "DELETE", "/notes/{id}", peek, caller=CallerKind.VISITOR, purpose=PROTECTION, reply=Seen
    ),
    Operation(
        "GET",
        "/fixed",
        fixed,
        caller=CallerKind.VISITOR,
        purpose=PROTECTION,
        reply=Fixed,
        cached=timedelta(hours=1),
    ),
)
JOB = Operation(
    "POST", "/job", keep, caller=CallerKind.PLATFORM, purpose=PROTECTION, body=Note, reply=Seen
)

EVENT = Operation(
    "POST", "/event", take, caller=CallerKind.PLATFORM, purpose=PROTECTION, body=Push, reply=Seen
)


@dataclass
class Site:
    """The function with its knobs."""

    app: Any
    edge: Edge
    knobs: Knobs
    clock: FakeClock

    @asynccontextmanager
    async def client(self, peer: str = "192.0.2.1") -> AsyncIterator[httpx.AsyncClient]:
        """Yield a client that connects from an address."""
        transport = httpx.ASGITransport(self.app, client=(peer, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as client:
            yield client


def site_of(
    *,
    platform: Gate | None = None,
    limiter: Callable[[FakeClock], Limiter] | None = None,
    trusted_hops: int = 0,
    local_clock: bool = False,
) -> Site:
    """Return the function, wrapped by functions-framework as when it is deployed."""
    knobs, clock = Knobs(), FakeClock()
    gates = {CallerKind.VISITOR: visitor_gate(trusted_hops=trusted_hops)}
    operations: tuple[Operation[Any], ...] = OPERATIONS
    if platform is not None:
        gates[CallerKind.PLATFORM] = platform
        operations = (*operations, JOB, EVENT)
    terms = EdgeTerms(
        project="agogopost-test",
        trusted_hops=trusted_hops,
        cors_origins=(ORIGIN,),
        limiter=limiter(clock) if limiter else None,
        gates=gates,
        clock=clock,
        people=None,
        bodies=None,
        local_clock=local_clock,
    )
    edge = Edge(operations, terms, knobs)
    return Site(app_of(edge), edge, knobs, clock)


def edge_without_gates() -> Edge:
    """Return an edge whose operation needs a caller that nobody can recognise."""
    terms = EdgeTerms(
        project="agogopost-test",
        trusted_hops=0,
        cors_origins=(),
        limiter=None,
        gates={CallerKind.VISITOR: visitor_gate(trusted_hops=0)},
        clock=FakeClock(),
        people=None,
        bodies=None,
        local_clock=False,
    )
    return Edge([replace(JOB, caller=CallerKind.PERSON)], terms, None)


def app_of(edge: Edge) -> Any:  # noqa: ANN401 - an ASGI application
    """Return an edge as functions-framework serves it."""

    async def site(request: Request) -> Response:
        return await edge.answer(request)

    module = ModuleType("site_under_test")
    module.site = functions_framework.aio.http(site)  # type: ignore[attr-defined]
    create: Any = functions_framework.aio.create_asgi_app_from_module
    return create("site", "site.py", None, module, None)


def lines_of(text: str) -> list[dict[str, Any]]:
    """Return the log lines in what was printed."""
    return [json.loads(line) for line in text.splitlines()]
