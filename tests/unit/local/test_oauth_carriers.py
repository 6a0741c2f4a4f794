"""UPS, FedEx and USPS, simulated: no answer without a token, and refusals in each one's words."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.unit.local.oauth_clients import SECRET, WAYS, Client, opened, simulators, why


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with simulators() as url:
        yield url


@pytest_asyncio.fixture(params=WAYS)
async def client(request: pytest.FixtureRequest, address: str) -> AsyncIterator[Client]:
    async with opened(address, request.param) as one:
        yield one


REFUSALS = {
    "ups": {401: "250002", 429: "10429", 500: "10500", 503: "10503"},
    "fedex": {
        401: "NOT.AUTHORIZED.ERROR",
        429: "TOO.MANY.REQUESTS",
        500: "INTERNAL.SERVER.ERROR",
        503: "SERVICE.UNAVAILABLE.ERROR",
    },
    "usps": {401: "401", 429: "429", 500: "500", 503: "503"},
}


async def test_a_token_opens_every_number_and_all_is_counted(client: Client) -> None:
    await client.fetch()
    for tale in ("delivered", "customs", "delivered"):
        assert (await client.ask(tale)).status_code == 200
    delivered, customs = client.numbers["delivered"], client.numbers["customs"]
    counted = {"total": 3, "by_number": {delivered: 2, customs: 1}, "tokens": 1}
    assert await client.calls() == counted


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "x"}])
async def test_a_stranger_gets_nothing_and_is_counted(
    client: Client, headers: dict[str, str]
) -> None:
    client.headers = headers
    reply = await client.ask("delivered")
    assert reply.status_code == 401
    assert why(client.code, reply) == REFUSALS[client.code][401]
    assert (await client.calls())["total"] == 1


@pytest.mark.parametrize("credentials", [("me", "wrong"), ("you", SECRET), ("", "")])
async def test_wrong_credentials_get_no_token(client: Client, credentials: tuple[str, str]) -> None:
    assert (await client.fetch(*credentials)).status_code == 401
    assert client.headers == {}
    assert await client.calls() == {"total": 0, "by_number": {}, "tokens": 1}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/ups/security/v1/oauth/token", {"json": {"grant_type": "client_credentials"}}),
        ("/ups/security/v1/oauth/token", {"data": {"grant_type": "password"}}),
        ("/fedex/oauth/token", {"json": {"grant_type": "client_credentials"}}),
        ("/fedex/oauth/token", {"data": {"client_id": "me", "client_secret": SECRET}}),
        ("/usps/oauth2/v3/token", {"json": ["client_credentials"]}),
        ("/usps/oauth2/v3/token", {"content": b"grant_type=client_credentials"}),
    ],
)
async def test_a_token_is_asked_for_as_published_or_not_given(
    address: str, path: str, asked: dict[str, Any]
) -> None:
    async with opened(address, "ups") as client:
        assert (await client.http.post(path, **asked)).status_code == 400


async def test_a_token_ends_when_the_knob_says_so_and_the_next_one_holds(client: Client) -> None:
    await client.fetch()
    await client.mode("token_expired")
    assert (await client.ask("delivered")).status_code == 401
    await client.fetch()
    assert (await client.ask("delivered")).status_code == 200


@pytest.mark.parametrize(("mode", "status"), [("unauthorised", 401), ("down", 503)])
async def test_a_mode_holds_for_calls_and_tokens_until_it_is_taken_back(
    client: Client, mode: str, status: int
) -> None:
    await client.fetch()
    await client.mode(mode)
    reply = await client.ask("delivered")
    assert (reply.status_code, why(client.code, reply)) == (
        status,
        REFUSALS[client.code][status],
    )
    assert (await client.fetch()).status_code == status
    await client.mode("ok")
    assert (await client.ask("delivered")).status_code == 200


@pytest.mark.parametrize(("tale", "status"), [("rate_limited", 429), ("error_500", 500)])
async def test_a_refusal_is_worded_as_published(client: Client, tale: str, status: int) -> None:
    await client.fetch()
    reply = await client.ask(tale)
    assert (reply.status_code, why(client.code, reply)) == (
        status,
        REFUSALS[client.code][status],
    )
    assert reply.headers.get("retry-after") == ("1" if status == 429 else None)


async def test_one_refusal_heals(client: Client) -> None:
    await client.fetch()
    replies = [(await client.ask("rate_limited_once")).status_code for _ in range(3)]
    assert replies == [429, 200, 200]


async def test_an_answer_can_be_none(client: Client) -> None:
    await client.fetch()
    assert (await client.ask("html")).headers["content-type"].startswith("text/html")
    assert (await client.ask("redirect")).status_code == 302
    assert len((await client.ask("huge")).content) > 20_000_000
    with pytest.raises(httpx.RemoteProtocolError):
        await client.ask("cut")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.ask("hang"), 0.1)


async def test_any_number_can_be_given_a_story(client: Client) -> None:
    await client.fetch()
    path = f"/_scenario/{client.code}/123456789012"
    assert (await client.http.put(path, json={"scenario": "error_500"})).status_code == 204
    assert (await client.ask("123456789012")).status_code == 500
    assert (await client.http.put(path, json={"scenario": "nonsense"})).status_code == 422
    nobody = {"carrier": client.code, "mode": "nonsense"}
    assert (await client.http.post("/_control", json=nobody)).status_code == 422
