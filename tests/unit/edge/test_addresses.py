"""Addresses that are no operation's are answered by us, whatever stands in them."""

import httpx
import pytest

from shared.edge.problem import MEDIA_TYPE

PATHS = {
    "a line end before an id": "/notes/%0A5",
    "a line end after an id": "/notes/5%0A",
    "a line end after a whole address": "/peek%0A",
    "a line end alone": "/%0A",
    "a carriage return": "/notes/5%0D",
    "NUL": "/notes/5%00",
    "DEL": "/notes/5%7F",
    "a space": "/notes/5%20",
    "an encoded slash": "/notes/5%2F6",
    "an encoded slash that would be a separator": "/notes%2f5",
    "no UTF-8": "/notes/%FF%FE",
    "a surrogate": "/notes/%ED%A0%80",
    "a letter that is not ASCII": "/notes/%C3%A4",
    "a line separator": "/notes/%E2%80%A8",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "HEAD", "OPTIONS"])
async def test_an_address_that_cannot_be_ours_is_not_found(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    reply = await client.request(method, path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == MEDIA_TYPE
    assert reply.headers["X-Request-Id"]
    if method != "HEAD":
        assert reply.json()["code"] == "not-found"


async def test_a_percent_sign_that_escapes_nothing_is_a_percent_sign(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.get("/notes/%")
    assert reply.json()["params"] == {"id": "%"}


async def test_what_stands_escaped_for_no_reason_is_what_it_stands_for(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/%70eek")).status_code == 200
    assert (await client.get("/notes/%35")).json()["params"] == {"id": "5"}
