"""Requests that begin a session, sent again with the same key: by their sender, and by others."""

import asyncio
import secrets
from typing import Any

import httpx
import pytest

from tests.functions.people import WRONG, bearer, code_for, new_email, registered, registration
from tests.world import World

pytestmark = pytest.mark.stack

KEY = "Idempotency-Key"


def key() -> dict[str, str]:
    return {KEY: secrets.token_hex(16)}


async def opens(visitor: httpx.AsyncClient, token: str) -> bool:
    return (await visitor.get("/v1/sessions", headers=bearer(token))).status_code == 200


async def sessions_of(visitor: httpx.AsyncClient, token: str) -> list[str]:
    reply = await visitor.get("/v1/sessions", headers=bearer(token))
    return [one["id"] for one in reply.json()["sessions"]]


async def begin(world: World, visitor: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """Return a body that begins a session by an operation."""
    if path == "/v1/accounts":
        email = new_email()
        return registration(await code_for(world, visitor, email=email), email=email)
    email, _ = await registered(world, visitor)
    code = await code_for(world, visitor, email=email)
    return {"country": "DE", "email": email, "code": code}


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/sessions"])
async def test_a_repetition_begins_a_session_in_place_of_the_first(
    world: World, visitor: httpx.AsyncClient, path: str
) -> None:
    body, headers = await begin(world, visitor, path), key()
    first = (await visitor.post(path, json=body, headers=headers)).json()["session"]
    if path == "/v1/sessions":
        await world.told(body["email"], "Somebody has signed in")
    sent = len(world.messages(body["email"]))
    before = await sessions_of(visitor, first["token"])
    reply = await visitor.post(path, json=body, headers=headers)
    assert reply.status_code == 201
    again = reply.json()["session"]
    assert again["token"] != first["token"]
    assert not await opens(visitor, first["token"])
    after = await sessions_of(visitor, again["token"])
    assert len(after) == len(before)
    assert again["id"] in after
    assert len(world.messages(body["email"])) == sent, "nothing new has happened"


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/sessions"])
async def test_what_was_ended_does_not_begin_again(
    world: World, visitor: httpx.AsyncClient, path: str
) -> None:
    body, headers = await begin(world, visitor, path), key()
    first = (await visitor.post(path, json=body, headers=headers)).json()["session"]["token"]
    second = (await visitor.post(path, json=body, headers=headers)).json()["session"]["token"]
    await visitor.delete("/v1/sessions/current", headers=bearer(second))
    for _ in range(2):
        reply = await visitor.post(path, json=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
    assert not await opens(visitor, first)
    assert not await opens(visitor, second)


async def test_of_sixteen_repetitions_at_once_one_session_is_left(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, headers = await begin(world, visitor, "/v1/accounts"), key()
    send = (visitor.post("/v1/accounts", json=body, headers=headers) for _ in range(16))
    replies = await asyncio.gather(*send)
    replies += await asyncio.gather(
        *(visitor.post("/v1/accounts", json=body, headers=headers) for _ in range(8))
    )
    replies.append(await visitor.post("/v1/accounts", json=body, headers=headers))
    assert {reply.status_code for reply in replies} <= {201, 401, 409, 503}
    assert replies[-1].status_code == 201
    tokens = [one.json()["session"]["token"] for one in replies if one.status_code == 201]
    assert len(set(tokens)) == len(tokens)
    assert [await opens(visitor, token) for token in tokens].count(True) == 1
    assert len(await sessions_of(visitor, tokens[-1])) == 1


async def test_who_has_the_key_and_not_the_code_learns_and_gets_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    """Every guess is a guess at a code, and looks as if nobody had ever got in."""
    body, headers = await begin(world, visitor, "/v1/accounts"), {KEY: "register-1"}
    assert (await visitor.post("/v1/accounts", json=body, headers=headers)).status_code == 201
    async with world.visitor() as thief:
        codes = [{"code": f"{number:06}", "handle": "x" * 22} for number in range(20)]
        replies = [
            await thief.post("/v1/accounts", json={**body, **code}, headers=headers)
            for code in [*codes, {"code": WRONG}]
        ]
    assert [reply.status_code for reply in replies] == [401] * 21


async def test_the_same_key_with_another_body_or_operation_repeats_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, headers = await begin(world, visitor, "/v1/accounts"), key()
    assert (await visitor.post("/v1/accounts", json=body, headers=headers)).status_code == 201
    other = await visitor.post("/v1/accounts", json={**body, "locale": "de"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    names = ("country", "email", "code")
    sign_in = {name: body[name] for name in names}
    elsewhere = await visitor.post("/v1/sessions", json=sign_in, headers=headers)
    assert elsewhere.status_code == 401, "the code is used up"


async def test_a_cookie_is_repeated_as_a_cookie_and_never_shown(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, headers = await begin(world, visitor, "/v1/accounts"), key()
    body["transport"] = "cookie"
    replies = [await visitor.post("/v1/accounts", json=body, headers=headers) for _ in range(2)]
    cookies = [reply.headers["Set-Cookie"] for reply in replies]
    assert all(one.startswith("__Host-session=agp_eu_") for one in cookies)
    assert cookies[0] != cookies[1]
    assert all(reply.json()["session"]["token"] is None for reply in replies)


async def test_a_reply_is_kept_without_its_token_and_without_a_word_in_clear(
    world: World, visitor: httpx.AsyncClient
) -> None:
    body, headers = await begin(world, visitor, "/v1/accounts"), key()
    body["nickname"] = secrets.token_hex(6)
    reply = await visitor.post("/v1/accounts", json=body, headers=headers)
    words = (body["nickname"], body["email"], reply.json()["session"]["token"], headers[KEY])
    stored = [one for one in world.dump() if one.collection == "replies"]
    assert stored
    for word in words:
        assert not [one.name for one in stored if one.holds(word)], "nothing in clear"
