"""Apps whose library hashes the nonce on its way to the provider sign in as all others do."""

import asyncio
import base64
import hashlib
from collections.abc import Callable

import httpx
import pytest

from tests.functions.quick_logins import new_subject, nonce_of, token_of
from tests.functions.test_quick_login import quick_login, registration
from tests.world import World

pytestmark = pytest.mark.stack


def as_hex(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()


def as_base64url(nonce: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(nonce.encode()).digest()).decode().rstrip("=")


def padded(nonce: str) -> str:
    return f"{as_base64url(nonce)}="


def upper(nonce: str) -> str:
    return as_hex(nonce).upper()


HASHES = [as_hex, as_base64url, padded, upper]


@pytest.mark.promise("C4")
@pytest.mark.parametrize("provider", ["apple", "facebook"])
@pytest.mark.parametrize("hashed", HASHES)
async def test_a_token_with_the_hash_of_our_nonce_signs_in_once(
    world: World, visitor: httpx.AsyncClient, provider: str, hashed: Callable[[str], str]
) -> None:
    subject, nonce = new_subject(), await nonce_of(visitor)
    token = await token_of(world, visitor, subject, provider=provider, nonce=hashed(nonce))
    made = await visitor.post("/v1/accounts", json=registration(token, provider))
    assert made.status_code == 201, made.text
    again = await visitor.post("/v1/sessions", json=quick_login(token, provider))
    assert again.status_code == 401
    plain = await token_of(world, visitor, subject, provider=provider, nonce=nonce)
    reply = await visitor.post("/v1/sessions", json=quick_login(plain, provider))
    assert reply.status_code == 401, "it is one nonce, however it comes back"


async def test_of_one_nonce_hashed_and_not_one_serves(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject, nonce = new_subject(), await nonce_of(visitor)
    ways = (nonce, as_hex(nonce), as_base64url(nonce))
    tokens = [await token_of(world, visitor, subject, provider="apple", nonce=way) for way in ways]
    replies = await asyncio.gather(
        *(visitor.post("/v1/accounts", json=registration(one, "apple")) for one in tokens)
    )
    assert sorted(reply.status_code for reply in replies) == [201, 401, 401]


async def test_where_the_provider_is_not_known_for_it_a_hash_is_no_nonce(
    world: World, visitor: httpx.AsyncClient
) -> None:
    nonce = await nonce_of(visitor)
    token = await token_of(world, visitor, new_subject(), nonce=as_hex(nonce))
    reply = await visitor.post("/v1/accounts", json=registration(token))
    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (401, "token-not-accepted")


async def test_a_hash_of_anything_else_is_no_nonce(
    world: World, visitor: httpx.AsyncClient
) -> None:
    nonce = await nonce_of(visitor)
    others = (
        as_hex("A" * 72),
        as_hex(as_hex(nonce)),
        hashlib.sha1(nonce.encode()).hexdigest(),  # noqa: S324 - one that must not count
        as_hex(nonce)[:-1],
        f"{as_hex(nonce)} ",
        hashlib.sha512(nonce.encode()).hexdigest(),
    )
    for other in others:
        token = await token_of(world, visitor, new_subject(), provider="apple", nonce=other)
        reply = await visitor.post("/v1/accounts", json=registration(token, "apple"))
        assert reply.status_code == 401, other


async def test_a_hash_is_good_for_ten_minutes_in_its_region(
    world: World, visitor: httpx.AsyncClient
) -> None:
    nonce = await nonce_of(visitor)
    token = await token_of(world, visitor, new_subject(), provider="apple", nonce=as_hex(nonce))
    async with world.visitor("us") as far:
        body = {**registration(token, "apple"), "country": "US"}
        assert (await far.post("/v1/accounts", json=body)).status_code == 401
    async with world.gateway("ahead", CLOCK_AHEAD="660") as later:
        late = await later.visitor.post("/v1/accounts", json=registration(token, "apple"))
        assert late.status_code == 401
    async with world.gateway("beside") as beside:
        made = await beside.visitor.post("/v1/accounts", json=registration(token, "apple"))
        assert made.status_code == 201, "another instance knows it as well"


async def test_what_is_kept_of_a_nonce_leads_to_nobody(
    world: World, visitor: httpx.AsyncClient
) -> None:
    nonce = await nonce_of(visitor)
    for word in (nonce, as_hex(nonce), as_base64url(nonce)):
        assert not [one.name for one in world.dump() if one.holds(word)]
