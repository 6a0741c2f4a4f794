"""The order in which a request is refused is a promise: who calls comes before what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Annotated, Any, cast

import httpx
from pydantic import Field

from shared.edge.authentication import Caller, Own
from shared.edge.config import EdgeTerms, PeopleTerms
from shared.edge.operation import Call, CallerKind, Idempotent, Operation
from shared.edge.pipeline import Edge
from shared.kernel.errors import StillRunningError, UnauthenticatedError, UnavailableError
from shared.kernel.schema import Body, QueryParameters, View
from shared.platform.limits.bucket import Limiter
from shared.privacy.purposes import ANALYTICS
from shared.rights.staff.roles import Member, Role
from tests.fakes import FakeClock
from tests.unit.edge.site import app_of


class Said(Body):
    """What is sent."""

    word: Annotated[str, Field(max_length=5)]
    cost: float = 0.0


class Wanted(QueryParameters):
    """What is asked for."""

    limit: Annotated[int, Field(le=10)] = 5


class Done(View):
    """What is answered."""

    word: str


@dataclass
class Knobs:
    """What goes wrong where a request cannot."""

    consented: bool = False
    running: bool = True
    broken: bool = True
    asked: list[str] = field(default_factory=list)


async def do(call: Call[Said], deps: Knobs) -> Done:
    """Do it."""
    if deps.broken:
        raise UnavailableError
    return Done(word=call.body.word)


OPERATION = Operation(
    "POST",
    "/things",
    do,
    caller=CallerKind.STAFF,
    roles=frozenset({Role.PRIVACY}),
    purpose=ANALYTICS,
    still_works="without-usage",
    body=Said,
    query=Wanted,
    reply=Done,
    guarded=True,
    extra_cost=lambda body: body.cost,
    idempotent=Idempotent(lambda call: call.member.id),
)


async def gate(request: Any, _: Own) -> Caller:  # noqa: ANN401 - a request
    """Let the staff in: they say their role."""
    role = request.headers.get("authorization", "")
    if not role:
        raise UnauthenticatedError
    return Member(Role(role), "pat")


def edge_of(knobs: Knobs) -> Edge:
    """Return an edge with everything that a request can fail at."""

    async def allowed(*_: object) -> bool:
        knobs.asked.append("consent")
        return knobs.consented

    async def claim(*_: object) -> object:
        knobs.asked.append("key")
        if knobs.running:
            raise StillRunningError(left=timedelta(seconds=1))
        return SimpleNamespace()

    async def kept(*_: object) -> None:
        return None

    people = SimpleNamespace(
        consent_gate=SimpleNamespace(allowed=allowed),
        stored_replies=SimpleNamespace(claim=claim, keep=kept, drop=kept),
    )
    clock = FakeClock()
    terms = EdgeTerms(
        project="agogopost-test",
        trusted_hops=0,
        cors_origins=(),
        limiter=Limiter(per_second=0.001, burst=20, clock=clock),
        bodies=None,
        gates={CallerKind.STAFF: gate},
        clock=clock,
        people=cast("PeopleTerms", people),
        local_clock=True,
    )
    return Edge([OPERATION], terms, knobs)


@dataclass(frozen=True)
class Sent:
    """A request, wrong in everything."""

    path: str = "/nothing" + "x" * 2100
    method: str = "GET"
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"X-Local-Clock": "1999", "Idempotency-Key": "a-key-of-mine"}
    )
    query: str = "?limit=11"
    type: str = "text/plain"
    body: str = '{"word": "too long", "cost": 1e9}'

    def with_(self, **headers: str) -> "Sent":
        """Return the request with other headers."""
        return replace(self, headers={**self.headers, **headers})


def mended(sent: Sent, knobs: Knobs) -> Any:  # noqa: ANN401 - a generator
    """Yield the request, each time with one more fault mended, and the status that remains."""
    yield sent, 414
    yield (sent := replace(sent, path="/nothing")), 404
    yield (sent := replace(sent, path="/things")), 405
    yield (sent := replace(sent, method="POST")), 422  # the clock
    yield (sent := sent.with_(**{"X-Local-Clock": "2026-03-01T12:00:00Z"})), 401
    yield (sent := sent.with_(authorization="analyst")), 403
    yield (sent := sent.with_(authorization="privacy")), 428
    yield (sent := sent.with_(**{"If-Match": '"1"'})), 422  # the query
    yield (sent := replace(sent, query="?limit=9")), 415
    yield (sent := replace(sent, type="application/json")), 422  # the body
    yield (sent := replace(sent, body='{"word": "short", "cost": 1e9}')), 429
    yield (sent := replace(sent, body='{"word": "short"}')), 403  # the consent
    assert knobs.asked == ["consent"], "nobody's consent is looked up for what cannot be done"
    knobs.consented = True
    yield sent, 409
    knobs.running = False
    yield sent, 503
    knobs.broken = False
    yield sent, 200


async def test_a_request_that_is_wrong_in_everything_is_refused_in_this_order() -> None:
    knobs = Knobs()
    transport = httpx.ASGITransport(app_of(edge_of(knobs)), client=("192.0.2.1", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as client:
        for sent, status in mended(Sent(), knobs):
            reply = await client.request(
                sent.method,
                f"{sent.path}{sent.query}",
                content=sent.body,
                headers={**sent.headers, "Content-Type": sent.type},
            )
            assert reply.status_code == status, (sent, reply.text)
            assert (reply.json() == {"word": "short"}) is (status == 200)


async def test_too_many_are_refused_before_anybody_is_asked_who_they_are() -> None:
    edge = edge_of(Knobs())
    transport = httpx.ASGITransport(app_of(edge), client=("192.0.2.1", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as client:
        told = [(await client.post("/things")).status_code for _ in range(22)]
    assert (set(told[:20]), set(told[20:])) == ({401}, {429})
