"""The edge as it is served: the framework, the server and every real operation together."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import AUDIENCE, SCHEDULER_ACCOUNT, oidc_token
from infra.local.stack.functions import operations
from shared.edge.headers import SECURITY
from shared.edge.operation import CallerKind, Operation
from tests.world import World

pytestmark = pytest.mark.stack

VALUE, NAME = "CANARY-VALUE", "canary_field"
ALL = [one for _, one in operations()]
WITH_BODY = [one for one in ALL if one.body is not None and one.caller is CallerKind.VISITOR]
CACHED = [one for one in ALL if one.cached is not None]
OPEN_GETS = [
    one
    for one in ALL
    if one.method == "GET" and one.caller is CallerKind.VISITOR and "{" not in one.path
]
QUERIES = {"/v1/regions": "?country=DE"}
"""What an address needs to be answered at all."""
JSON = {"Content-Type": "application/json"}
KIB = 1024


def named(operation: Operation[Any]) -> str:
    return operation.id


def guarded(reply: httpx.Response) -> None:
    assert {name: reply.headers[name] for name in SECURITY} == SECURITY
    assert reply.headers["X-Request-Id"]
    assert "server" not in reply.headers


def silent(reply: httpx.Response) -> None:
    assert VALUE not in reply.text + str(reply.headers)
    assert NAME not in reply.text + str(reply.headers)


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 10_000):
        yield body[at : at + 10_000]


def address(operation: Operation[Any]) -> str:
    """Return an operation's address with what it needs."""
    path = operation.path.replace("{version}", "1")
    return path + QUERIES.get(operation.path, "")


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
async def test_a_body_over_its_limit_is_refused_announced_or_not(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    limits = {"/v1/waybills/query": 256 * KIB}
    assert operation.body_bytes == limits.get(operation.path, 64 * KIB)
    body = b'{"' + b"x" * operation.body_bytes + b'":1}'
    for content in (body, pieces(body)):
        reply = await visitor.request(
            operation.method, operation.path, content=content, headers=JSON
        )
        assert reply.status_code == 413
        guarded(reply)


BAD: dict[str, tuple[bytes, dict[str, str], int]] = {
    "no type": (b"{}", {}, 415),
    "text": (b"{}", {"Content-Type": "text/plain"}, 415),
    "latin-1": (b"{}", {"Content-Type": "application/json; charset=latin-1"}, 415),
    "gzip": (b"{}", {**JSON, "Content-Encoding": "gzip"}, 415),
    "empty": (b"", JSON, 422),
    "not json": (f"{NAME}={VALUE}".encode(), JSON, 422),
    "an unknown field": (json.dumps({NAME: VALUE}).encode(), JSON, 422),
    "deep": (b"[" * 60_000, JSON, 422),
    "not a number": (f'{{"{NAME}":NaN}}'.encode(), JSON, 422),
    "a repeated name": (f'{{"{NAME}":1,"{NAME}":2}}'.encode(), JSON, 422),
    "utf-16": (json.dumps({NAME: VALUE}).encode("utf-16"), JSON, 422),
    "a lone surrogate": (f'{{"{NAME}":"\\ud800"}}'.encode(), JSON, 422),
    "a list": (f'["{VALUE}"]'.encode(), JSON, 422),
}


@pytest.mark.parametrize(("content", "headers", "status"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
async def test_a_bad_body_is_refused_without_an_echo(
    operation: Operation[Any],
    visitor: httpx.AsyncClient,
    content: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    reply = await visitor.request(
        operation.method, operation.path, content=content, headers=headers
    )
    assert reply.status_code == status
    assert reply.json()["request_id"] == reply.headers["X-Request-Id"]
    assert reply.headers["Cache-Control"] == "no-store"
    guarded(reply)
    silent(reply)


@pytest.mark.parametrize("operation", OPEN_GETS, ids=named)
async def test_an_unknown_parameter_is_refused_without_an_echo(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    reply = await visitor.get(operation.path, params={NAME: VALUE})
    assert reply.status_code == 422
    silent(reply)


@pytest.mark.parametrize("operation", OPEN_GETS, ids=named)
async def test_head_is_get_without_the_body(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    got, head = await visitor.get(address(operation)), await visitor.head(address(operation))
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers.get("ETag") == got.headers.get("ETag")


@pytest.mark.parametrize("operation", CACHED, ids=named)
async def test_what_may_be_kept_is_not_sent_twice(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    first = await visitor.get(address(operation))
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    again = await visitor.get(address(operation), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    guarded(again)


@pytest.mark.parametrize("operation", ALL, ids=named)
async def test_a_wrong_method_is_told_the_right_one(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    taken = {one.method for one in ALL if one.path == operation.path}
    wrong = next(method for method in ("PATCH", "PUT", "POST") if method not in taken)
    reply = await visitor.request(wrong, operation.path)
    assert reply.status_code == 405
    allowed = set(reply.headers["Allow"].split(", "))
    assert allowed == taken | ({"HEAD"} if "GET" in taken else set())
    guarded(reply)


@pytest.mark.parametrize("operation", ALL, ids=named)
async def test_a_preflight_is_for_our_site_alone(
    operation: Operation[Any], world: World, visitor: httpx.AsyncClient
) -> None:
    site = world.ports.site_url()
    for origin, allowed in ((site, site), ("https://foreign.example", None)):
        asked = {"Origin": origin, "Access-Control-Request-Method": operation.method}
        reply = await visitor.options(operation.path, headers=asked)
        assert reply.status_code == 204
        assert reply.headers.get("Access-Control-Allow-Origin") == allowed
        guarded(reply)


@pytest.mark.parametrize("path", [f"/{VALUE}", f"/v1/{VALUE}?{NAME}={VALUE}", "/", "/v1/carriers/"])
async def test_an_unknown_address_is_not_repeated(path: str, visitor: httpx.AsyncClient) -> None:
    reply = await visitor.get(path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not-found")
    guarded(reply)
    silent(reply)


async def test_too_long_an_address_is_414(visitor: httpx.AsyncClient) -> None:
    reply = await visitor.get("/v1/carriers?" + "x" * 2048)
    assert (reply.status_code, reply.json()["code"]) == (414, "address-too-long")
    guarded(reply)


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "SEARCH"])
async def test_a_method_that_the_platform_refuses_echoes_nothing(
    method: str, visitor: httpx.AsyncClient
) -> None:
    headers = {"X-Canary": VALUE, "Cookie": VALUE}
    reply = await visitor.request(method, f"/v1/carriers?{NAME}={VALUE}", headers=headers)
    assert reply.status_code in {400, 405, 501}
    silent(reply)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /v1/carriers?\xff\xfe=\xff HTTP/1.1\r\nHost: x\r\n",
        b"GET /v1/carriers HTTP/1.1\r\nHost: [\r\n",
        b"GET /v1/carriers HTTP/1.1\r\nHost: x?y#z\r\n",
        b"GET /v1/carriers HTTP/1.1\r\n",
        b"GET //v1/carriers HTTP/1.1\r\nHost: x\r\n",
        b"GET /v1/%ff%00 HTTP/1.1\r\nHost: x\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n",
        b"POST /v1/carriers/detect HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n",
        b"POST /v1/carriers/detect HTTP/1.1\r\nHost: x\r\nContent-Length: CANARY-VALUE\r\n",
        b"CANARY-VALUE\r\n",
    ],
    ids=ascii,
)
async def test_an_oddly_made_request_is_answered_below_500_and_never_echoed(
    world: World, request_: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", world.ports.gateway("eu"))
    writer.write(request_ + b"X-Forwarded-For: 2001:db8:77::1\r\nConnection: close\r\n\r\n")
    reply = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    assert reply.startswith(b"HTTP/1.1 ")
    assert int(reply.split(b" ")[1]) < 500
    assert b"CANARY" not in reply


CLAIMS: dict[str, tuple[str, dict[str, Any], int]] = {
    "a stranger's account": (AUDIENCE, {"email": "thief@example.org", "email_verified": True}, 403),
    "an unverified email": (AUDIENCE, {"email": SCHEDULER_ACCOUNT, "email_verified": False}, 401),
    "another audience": ("another", {"email": SCHEDULER_ACCOUNT, "email_verified": True}, 401),
}


@pytest.mark.parametrize(("audience", "claims", "status"), CLAIMS.values(), ids=CLAIMS)
async def test_a_scheduled_function_is_the_platforms_alone(
    world: World, visitor: httpx.AsyncClient, audience: str, claims: dict[str, Any], status: int
) -> None:
    issuer = world.ports.issuer_url("platform")
    token = await asyncio.to_thread(
        oidc_token, issuer, audience=audience, subject="edge-test", claims=claims
    )
    headers = {"Authorization": f"Bearer {token}"}
    reply = await visitor.post("/jobs/anonymise_nightly", headers=headers)
    assert reply.status_code == status


async def test_a_token_of_another_issuer_is_a_strangers(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = await asyncio.to_thread(
        oidc_token,
        world.ports.issuer_url("google"),
        audience=AUDIENCE,
        subject="edge-test",
        claims={"email": SCHEDULER_ACCOUNT, "email_verified": True},
    )
    headers = {"Authorization": f"Bearer {token}"}
    reply = await visitor.post("/jobs/anonymise_nightly", headers=headers)
    assert reply.status_code == 401


async def test_one_noisy_visitor_is_told_to_wait_and_another_is_not(world: World) -> None:
    async with world.visitor() as noisy, world.visitor() as other:
        refused = await noisy.get("/v1/nothing")
        for _ in range(400):
            if refused.status_code == 429:
                break
            refused = await noisy.get("/v1/nothing")
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) >= 1
        guarded(refused)
        assert (await other.get("/v1/carriers")).status_code == 200


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico"])
async def test_what_the_framework_answers_itself_echoes_nothing(
    visitor: httpx.AsyncClient, path: str
) -> None:
    reply = await visitor.get(path, headers={"X-Secret": "canary-header"})
    assert (reply.status_code, reply.text) == (404, "Not Found")
    assert "canary-header" not in str(reply.headers)
