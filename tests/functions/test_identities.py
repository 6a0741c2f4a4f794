"""Linking and unlinking quick logins, and signing in by them from another device."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.functions.people import Person, bearer, later, person
from tests.functions.quick_logins import new_subject, token_of
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/v1/me/identities"


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered by mail."""
    async with person(world) as one:
        yield one


@pytest.fixture
async def bob(world: World) -> AsyncIterator[Person]:
    """Return somebody else."""
    async with person(world) as one:
        yield one


def body(token: str, provider: str = "google") -> dict[str, Any]:
    return {"quick_login": {"provider": provider, "id_token": token}}


async def link(world: World, one: Person, subject: str, provider: str = "google") -> httpx.Response:
    token = await token_of(world, one.app, subject, provider=provider)
    return await one.app.post(PATH, json=body(token, provider))


async def sign_in(
    world: World, visitor: httpx.AsyncClient, subject: str, **claims: object
) -> httpx.Response:
    token = await token_of(world, visitor, subject, claims=claims or None)
    return await visitor.post("/v1/sessions", json={**body(token), "country": "DE"})


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


@pytest.mark.promise("C4")
async def test_what_is_linked_signs_in_from_another_device_until_it_is_unlinked(
    world: World, visitor: httpx.AsyncClient, ada: Person
) -> None:
    subject = new_subject()
    assert (await ada.app.get(PATH)).json() == {"identities": []}
    linked = await link(world, ada, subject)
    assert linked.status_code == 201, linked.text
    assert linked.json()["provider"] == "google"
    assert (await ada.app.get(PATH)).json()["identities"] == [linked.json()]
    session = (await sign_in(world, visitor, subject)).json()["session"]
    mine = await visitor.get("/v1/me", headers=bearer(session["token"]))
    assert mine.json()["email"] == ada.email
    assert (await ada.app.delete(f"{PATH}/google")).json() == {"removed": True}
    assert code_of(await sign_in(world, visitor, subject)) == (404, "no-account")
    assert code_of(await ada.app.delete(f"{PATH}/google")) == (404, "not-found")
    assert (await ada.app.get(PATH)).json() == {"identities": []}


@pytest.mark.promise("C4")
async def test_only_issuer_and_subject_are_kept_and_sealed(world: World, ada: Person) -> None:
    subject = new_subject()
    claims = {"email": "quillon@example.org", "name": "Quillon Name", "picture": "https://p.test"}
    token = await token_of(world, ada.app, subject, claims=claims)
    assert (await ada.app.post(PATH, json=body(token))).status_code == 201
    stored = [one for region in ("eu", "us") for one in world.dump(region)]
    for word in (subject, "quillon", "p.test", world.ports.issuer_url("google")):
        assert not [one.name for one in stored if one.holds(word)], word
    shown = (await ada.app.get("/v1/me")).text + (await ada.app.get(PATH)).text
    assert not [word for word in (subject, "quillon", "p.test") if word in shown.lower()]


async def test_an_identity_belongs_to_one_account_and_a_provider_to_one_identity(
    world: World, ada: Person, bob: Person
) -> None:
    subject = new_subject()
    first = await link(world, ada, subject)
    again = await link(world, ada, subject)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert code_of(await link(world, bob, subject)) == (409, "conflict")
    assert code_of(await link(world, ada, new_subject())) == (409, "conflict")
    assert (await link(world, ada, new_subject(), "apple")).status_code == 201
    assert len((await ada.app.get(PATH)).json()["identities"]) == 2
    assert (await bob.app.get(PATH)).json()["identities"] == []


async def test_an_email_claim_of_somebody_else_links_and_finds_nothing(
    world: World, visitor: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    claims = {"email": ada.email, "email_verified": True}
    reply = await sign_in(world, visitor, new_subject(), **claims)
    assert code_of(reply) == (404, "no-account")
    token = await token_of(world, bob.app, new_subject(), claims=claims)
    assert (await bob.app.post(PATH, json=body(token))).status_code == 201
    assert (await bob.app.get("/v1/me")).json()["email"] == bob.email
    assert (await ada.app.get(PATH)).json()["identities"] == []


async def test_the_last_way_in_cannot_be_unlinked(world: World, visitor: httpx.AsyncClient) -> None:
    token = await token_of(world, visitor, new_subject())
    told = {**body(token), "country": "DE", "adult": True, "policy_version": "1"}
    made = (await visitor.post("/v1/accounts", json=told)).json()
    assert (made["account"]["email"], made["account"]["phone"]) == (None, None)
    mine = bearer(made["session"]["token"])
    reply = await visitor.delete(f"{PATH}/google", headers=mine)
    assert code_of(reply) == (409, "last-way-in")
    other = await token_of(world, visitor, new_subject(), provider="facebook")
    linked = await visitor.post(PATH, json=body(other, "facebook"), headers=mine)
    assert linked.status_code == 201
    assert (await visitor.delete(f"{PATH}/google", headers=mine)).status_code == 200
    reply = await visitor.delete(f"{PATH}/facebook", headers=mine)
    assert code_of(reply) == (409, "last-way-in")


async def test_only_who_has_just_signed_in_changes_by_what(world: World, ada: Person) -> None:
    token = await token_of(world, ada.app, new_subject())
    reply = await ada.app.post(PATH, json=body(token), headers=later())
    assert code_of(reply) == (403, "recent-sign-in-required")
    assert (await ada.app.post(PATH, json=body(token))).status_code == 201, "not used up"
    reply = await ada.app.delete(f"{PATH}/google", headers=later())
    assert code_of(reply) == (403, "recent-sign-in-required")


@pytest.mark.parametrize("provider", ["google", "apple", "nobody", "GOOGLE", "%2e%2e"])
async def test_what_is_not_linked_cannot_be_unlinked(ada: Person, provider: str) -> None:
    assert (await ada.app.delete(f"{PATH}/{provider}")).status_code == 404


async def test_a_token_that_is_not_right_says_only_that(world: World, ada: Person) -> None:
    other = await token_of(world, ada.app, new_subject(), audience="somebody-else")
    without = await token_of(world, ada.app, new_subject(), nonce="not-a-nonce-of-ours")
    told = set()
    for token in (other, without, "x", "a.b.c"):
        reply = await ada.app.post(PATH, json=body(token))
        (fault,) = reply.json()["errors"]
        told.add((reply.status_code, reply.json()["code"], fault["field"], fault["code"]))
    assert told == {(401, "credentials-not-accepted", "quick_login.id_token", "token-not-accepted")}


async def test_a_provider_that_is_off_is_named(world: World, ada: Person) -> None:
    async with world.gateway("no-apple", QUICK_LOGIN_APPLE_AUDIENCES="") as other:
        reply = await other.visitor.post(
            PATH, json=body("a.b.c", "apple"), headers=bearer(ada.token)
        )
    assert code_of(reply) == (422, "invalid-input")
    assert reply.json()["errors"][0]["code"] == "quick-login-off"
