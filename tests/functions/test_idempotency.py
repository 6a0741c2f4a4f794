"""Registering and signing in once, however often the request arrives."""

import asyncio
import secrets
from typing import Any

import httpx
import pytest

from tests.functions.people import (
    WRONG,
    bearer,
    code_for,
    new_email,
    person,
    registration,
)
from tests.world import World

pytestmark = pytest.mark.stack


def keyed() -> dict[str, str]:
    """Return a header with a key of its own."""
    return {"Idempotency-Key": secrets.token_hex(12)}


async def registering(world: World, visitor: httpx.AsyncClient, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a body that registers somebody new."""
    email = new_email()
    code = await code_for(world, visitor, email=email)
    return registration(code, email=email, **more)


async def open_sessions(visitor: httpx.AsyncClient, token: str) -> int:
    reply = await visitor.get("/v1/sessions", headers=bearer(token))
    return len(reply.json()["sessions"]) if reply.status_code == 200 else 0


async def test_registering_again_with_the_key_is_the_same_account_and_a_new_session(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, key = await registering(world, visitor, nickname="Ada"), keyed()
    first = await visitor.post("/v1/accounts", json=body, headers=key)
    again = await visitor.post("/v1/accounts", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["account"] == again.json()["account"]
    old, new = first.json()["session"]["token"], again.json()["session"]["token"]
    assert old != new
    assert (await open_sessions(visitor, old), await open_sessions(visitor, new)) == (0, 1)
    third = await visitor.post("/v1/accounts", json=body, headers=key)
    assert await open_sessions(visitor, third.json()["session"]["token"]) == 1


async def test_without_the_key_the_code_serves_once(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body = await registering(world, visitor)
    assert (await visitor.post("/v1/accounts", json=body)).status_code == 201
    assert (await visitor.post("/v1/accounts", json=body)).status_code == 401
    other_key = await visitor.post("/v1/accounts", json=body, headers=keyed())
    assert other_key.status_code == 401


async def test_the_key_with_another_request_is_refused(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, key = await registering(world, visitor), keyed()
    assert (await visitor.post("/v1/accounts", json=body, headers=key)).status_code == 201
    other = {**body, "nickname": "Eve"}
    reply = await visitor.post("/v1/accounts", json=other, headers=key)
    assert (reply.status_code, reply.json()["code"]) == (422, "idempotency-mismatch")
    wrong = {**body, "code": WRONG}
    reply = await visitor.post("/v1/accounts", json=wrong, headers=key)
    assert (reply.status_code, reply.json()["code"]) == (401, "credentials-not-accepted"), (
        "another code is a guess, and counts as one"
    )


async def test_somebody_elses_key_is_their_own(world: World, visitor: httpx.AsyncClient) -> None:
    key = keyed()
    bodies = [await registering(world, visitor) for _ in range(2)]
    replies = [await visitor.post("/v1/accounts", json=body, headers=key) for body in bodies]
    assert [reply.status_code for reply in replies] == [201, 201]
    accounts = {reply.json()["session"]["id"] for reply in replies}
    assert len(accounts) == 2


async def test_who_has_signed_out_is_not_signed_in_by_a_repetition(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, key = await registering(world, visitor), keyed()
    first = await visitor.post("/v1/accounts", json=body, headers=key)
    token = first.json()["session"]["token"]
    assert (await visitor.delete("/v1/sessions/current", headers=bearer(token))).status_code == 200
    again = await visitor.post("/v1/accounts", json=body, headers=key)
    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")


async def test_a_wrong_code_is_not_kept(world: World, visitor: httpx.AsyncClient) -> None:
    body, key = await registering(world, visitor), keyed()
    wrong = {**body, "code": WRONG}
    for _ in range(2):
        reply = await visitor.post("/v1/accounts", json=wrong, headers=key)
        assert reply.status_code == 401
    assert (await visitor.post("/v1/accounts", json=body, headers=key)).status_code == 201


async def test_signing_in_again_with_the_key_begins_one_session(
    world: World, visitor: httpx.AsyncClient
) -> None:
    async with person(world) as ada:
        code, key = await code_for(world, visitor, email=ada.email), keyed()
        body = {"email": ada.email, "code": code, "country": "DE", "transport": "cookie"}
        replies = [await visitor.post("/v1/sessions", json=body, headers=key) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [201] * 3
        assert {reply.json()["session"]["token"] for reply in replies} == {None}
        cookies = [reply.headers["Set-Cookie"].split(";")[0] for reply in replies]
        assert len(set(cookies)) == 3
        visitor.cookies.clear()
        found = [
            (await visitor.get("/v1/sessions", headers={"Cookie": cookie})).status_code
            for cookie in cookies
        ]
        assert found == [401, 401, 200]
        assert len((await ada.app.get("/v1/sessions")).json()["sessions"]) == 2


async def test_of_sixteen_at_once_one_registers(world: World, visitor: httpx.AsyncClient) -> None:
    body, key = await registering(world, visitor), keyed()
    calls = (visitor.post("/v1/accounts", json=body, headers=key) for _ in range(16))
    replies = await asyncio.gather(*calls)
    statuses = {reply.status_code for reply in replies}
    assert 201 in statuses
    assert statuses <= {201, 409, 503}
    for reply in replies:
        if reply.status_code == 409:
            assert reply.json()["code"] == "still-running"
            assert "Retry-After" in reply.headers
    last = await visitor.post("/v1/accounts", json=body, headers=key)
    assert await open_sessions(visitor, last.json()["session"]["token"]) == 1


@pytest.mark.promise("S3")
async def test_what_is_kept_of_a_reply_is_sealed_and_holds_no_token(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, key = await registering(world, visitor), keyed()
    reply = await visitor.post("/v1/accounts", json=body, headers=key)
    token, words = reply.json()["session"]["token"], list(key.values())
    kept = [one for one in world.dump() if one.collection == "replies"]
    assert kept
    assert not [one for one in kept for word in (token, *words, body["email"]) if one.holds(word)]
