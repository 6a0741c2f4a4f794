"""A push reaches its region's gateway with the platform's token, which is real."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.emulators import relay
from infra.local.emulators.oidc import PUBSUB_ACCOUNT, IssuerError, oidc_token
from infra.local.stack.process import Part
from infra.local.stack.ready import http_ok
from tests.ports import NO_TLS, free_port
from tests.unit.local.serve import served


def target() -> Starlette:
    """Return a gateway that answers with what it was sent, or with the status it was asked for."""

    async def echo(request: Request) -> Response:
        status = int(request.query_params.get("status", "200"))
        told = {"path": request.url.path, "method": request.method}
        told |= {"body": (await request.body()).decode()}
        return JSONResponse({**told, "headers": dict(request.headers)}, status)

    return Starlette(routes=[Route("/{path:path}", echo, methods=["POST", "PUT"])])


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = (sys.executable, "-m", "infra.local.emulators.issuers", "--port", str(port))
    ready = http_ok(port, "/.well-known/openid-configuration")
    part = Part("oidc", command, ready=ready, log=tmp_path_factory.mktemp("oidc") / "log")
    part.start()
    yield f"http://127.0.0.1:{port}"
    part.stop()


@pytest_asyncio.fixture
async def client(issuer: str) -> AsyncIterator[httpx.AsyncClient]:
    with served(target()) as gateway:
        gateways = {"eu": gateway, "us": f"http://127.0.0.1:{free_port()}"}
        with served(relay.app(gateways, relay.Tokens(issuer))) as url:
            async with httpx.AsyncClient(
                base_url=url, trust_env=False, verify=NO_TLS, timeout=30
            ) as http:
                yield http


def verified(issuer: str, token: str) -> dict[str, object]:
    keys = httpx.get(f"{issuer}/jwks", trust_env=False).json()
    return dict(jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).claims)


async def test_a_push_arrives_as_sent_with_a_token_of_the_platform(
    client: httpx.AsyncClient, issuer: str
) -> None:
    body = json.dumps({"message": {"data": "eA=="}})
    forged = {"Authorization": "Bearer forged", "Content-Type": "application/json"}
    reply = await client.post("/eu/deletion/shard", content=body, headers=forged)
    told = reply.json()
    assert (told["path"], told["method"], told["body"]) == ("/deletion/shard", "POST", body)
    assert told["headers"]["content-type"] == "application/json"
    claims = verified(issuer, told["headers"]["authorization"].removeprefix("Bearer "))
    assert claims["iss"] == issuer
    assert claims["aud"] in ("agogopost", ["agogopost"])
    assert (claims["email"], claims["email_verified"]) == (PUBSUB_ACCOUNT, True)


def published(ago: timedelta, **attributes: str) -> str:
    at = datetime.now(UTC) - ago
    message = {"data": "eA==", "publishTime": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"}
    return json.dumps({"message": {**message, "attributes": attributes}})


async def test_a_push_is_moved_to_the_moment_at_which_it_was_published_and_the_time_since(
    client: httpx.AsyncClient,
) -> None:
    moment = "2027-03-01T02:00:00+01:00"
    for ago in (timedelta(0), timedelta(hours=2)):
        body = published(ago, **{"local-clock": moment})
        headers = (await client.post("/eu/x", content=body)).json()["headers"]
        told = datetime.fromisoformat(headers["x-local-clock"])
        since = told - datetime.fromisoformat(moment) - ago
        assert timedelta(0) <= since < timedelta(minutes=1)


UNMOVED: dict[str, str] = {
    "no moment": published(timedelta(0)),
    "another attribute": published(timedelta(0), other="2027-03-01T02:00:00Z"),
    "no time": published(timedelta(0), **{"local-clock": "tomorrow"}),
    "published never": '{"message": {"attributes": {"local-clock": "2027-03-01T02:00:00Z"}}}',
    "no message": '{"message": null}',
    "a list": "[]",
    "no json": "no json",
    "nothing": "",
}


@pytest.mark.parametrize("body", UNMOVED.values(), ids=UNMOVED)
async def test_a_push_that_tells_no_moment_is_not_moved(
    client: httpx.AsyncClient, body: str
) -> None:
    told = (await client.post("/eu/x", content=body)).json()
    assert told["body"] == body
    assert "x-local-clock" not in told["headers"]


async def test_the_token_is_asked_for_once(client: httpx.AsyncClient) -> None:
    replies = [(await client.post("/eu/x")).json()["headers"]["authorization"] for _ in range(3)]
    assert len(set(replies)) == 1


@pytest.mark.parametrize("status", [204, 400, 503])
async def test_the_gateways_status_comes_back(client: httpx.AsyncClient, status: int) -> None:
    assert (await client.post(f"/eu/x?status={status}")).status_code == status


async def test_an_unknown_region_and_a_gateway_that_is_down_are_told_apart(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.post("/mars/x")).status_code == 404
    assert (await client.post("/us/x")).status_code == 503


def test_claims_can_be_chosen_for_a_person(issuer: str) -> None:
    told = {"email": "p@x.test", "email_verified": False, "role": "support"}
    token = oidc_token(issuer, audience="app", subject="p 1", claims=told, nonce="n1")
    claims = verified(issuer, token)
    assert told.items() <= claims.items()
    assert (claims["sub"], claims["nonce"]) == ("p 1", "n1")


def test_an_issuer_that_is_down_is_named() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(IssuerError, match=url):
        oidc_token(url, audience="a", subject="s")


async def test_a_gateway_gets_a_topics_pushes_a_few_at_a_time(issuer: str) -> None:
    now = most = 0

    async def slow(_: Request) -> Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        return Response()

    busy = Starlette(routes=[Route("/{path:path}", slow, methods=["POST"])])
    with (
        served(busy) as gateway,
        served(relay.app({"eu": gateway}, relay.Tokens(issuer))) as url,
    ):
        async with httpx.AsyncClient(
            base_url=url, trust_env=False, verify=NO_TLS, timeout=30
        ) as http:
            replies = await asyncio.gather(*(http.post("/eu/events/x") for _ in range(30)))
    assert {one.status_code for one in replies} == {200}
    assert most == 8
