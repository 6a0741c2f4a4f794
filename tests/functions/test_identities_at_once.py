"""Linking and unlinking when two do it at once, and who is told of it."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.functions.people import Person, later, new_email, person
from tests.functions.quick_logins import token_of
from tests.functions.test_quick_login import quick_login
from tests.world import World

pytestmark = pytest.mark.stack


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


def subject() -> str:
    return f"subject-{secrets.token_hex(8)}"


async def link(world: World, one: Person, who: str, provider: str = "google") -> httpx.Response:
    token = await token_of(world, one.app, who, provider=provider)
    body = {"quick_login": {"provider": provider, "id_token": token}}
    return await one.app.post("/v1/me/identities", json=body)


async def sign_in(world: World, who: str, provider: str = "google") -> httpx.Response:
    async with world.visitor() as visitor:
        token = await token_of(world, visitor, who, provider=provider)
        return await visitor.post("/v1/sessions", json=quick_login(token, provider))


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


@pytest.mark.promise("C4")
async def test_what_is_linked_signs_in_and_what_is_unlinked_does_not(
    world: World, ada: Person
) -> None:
    who = subject()
    assert (await sign_in(world, who)).status_code == 404
    reply = await link(world, ada, who)
    assert (reply.status_code, reply.json()["provider"]) == (201, "google")
    (line,) = (await ada.app.get("/v1/me/identities")).json()["identities"]
    assert line == reply.json()
    entered = await sign_in(world, who)
    assert entered.status_code == 201
    headers = {"Authorization": f"Bearer {entered.json()['session']['token']}"}
    async with world.visitor() as visitor:
        me = await visitor.get("/v1/me", headers=headers)
    assert me.json()["email"] == ada.email
    assert (await ada.app.delete("/v1/me/identities/google")).status_code == 200
    assert (await ada.app.get("/v1/me/identities")).json()["identities"] == []
    assert code_of(await sign_in(world, who)) == (404, "no-account")
    assert (await ada.app.delete("/v1/me/identities/google")).status_code == 404


async def test_whoever_links_is_told_to_the_account_by_mail(world: World, ada: Person) -> None:
    sent = len(world.messages(ada.email))
    await link(world, ada, subject())
    await world.told(ada.email, "A quick login was linked to your agogopost account.")
    assert len(world.messages(ada.email)) == sent + 1


async def test_only_who_has_just_signed_in_links_and_unlinks(world: World, ada: Person) -> None:
    token = await token_of(world, ada.app, subject())
    body = {"quick_login": {"provider": "google", "id_token": token}}
    for reply in (
        await ada.app.post("/v1/me/identities", json=body, headers=later()),
        await ada.app.delete("/v1/me/identities/google", headers=later()),
    ):
        assert code_of(reply) == (403, "recent-sign-in-required")
    assert (await ada.app.post("/v1/me/identities", json=body)).status_code == 201


async def test_anothers_identity_is_not_linked_and_stays_theirs(
    world: World, ada: Person, bob: Person
) -> None:
    who = subject()
    assert (await link(world, bob, who)).status_code == 201
    assert code_of(await link(world, ada, who)) == (409, "conflict")
    assert (await ada.app.get("/v1/me/identities")).json()["identities"] == []
    assert code_of(await link(world, bob, subject())) == (409, "conflict"), "one of a provider"


async def test_an_identity_that_two_link_at_once_is_one_of_theirs(
    world: World, ada: Person, bob: Person
) -> None:
    for _ in range(3):
        who = subject()
        replies = await asyncio.gather(link(world, ada, who), link(world, bob, who))
        assert sorted(reply.status_code for reply in replies) == [201, 409]
        winner = ada if replies[0].status_code == 201 else bob
        assert (await winner.app.delete("/v1/me/identities/google")).status_code == 200


async def test_a_token_links_once(world: World, ada: Person, bob: Person) -> None:
    token = await token_of(world, ada.app, subject())
    body = {"quick_login": {"provider": "google", "id_token": token}}
    assert (await ada.app.post("/v1/me/identities", json=body)).status_code == 201
    assert (await ada.app.delete("/v1/me/identities/google")).status_code == 200
    for one in (ada, bob):
        reply = await one.app.post("/v1/me/identities", json=body)
        assert code_of(reply) == (401, "credentials-not-accepted")
    async with world.visitor() as visitor:
        reply = await visitor.post("/v1/sessions", json=quick_login(token))
    assert reply.status_code in {401, 404}


async def test_of_two_last_ways_in_one_stays_however_they_are_removed(world: World) -> None:
    """An account without an address: two quick logins, both unlinked at once."""
    async with world.visitor() as app:
        who = subject()
        token = await token_of(world, app, who)
        body = {**quick_login(token), "adult": True, "policy_version": "1"}
        reply = await app.post("/v1/accounts", json=body)
        app.headers["Authorization"] = f"Bearer {reply.json()['session']['token']}"
        one = Person(new_email(), reply.json()["session"]["token"], app)
        assert code_of(await app.delete("/v1/me/identities/google")) == (409, "last-way-in")
        assert (await link(world, one, subject(), "apple")).status_code == 201
        both = await asyncio.gather(
            *(app.delete(f"/v1/me/identities/{provider}") for provider in ("google", "apple"))
        )
        assert sorted(reply.status_code for reply in both) == [200, 409]
        assert len((await app.get("/v1/me/identities")).json()["identities"]) == 1


async def test_a_provider_that_is_none_links_nothing(ada: Person) -> None:
    body = {"quick_login": {"provider": "myspace", "id_token": "x"}}
    assert code_of(await ada.app.post("/v1/me/identities", json=body)) == (422, "invalid-input")
    assert (await ada.app.delete("/v1/me/identities/myspace")).status_code == 404
