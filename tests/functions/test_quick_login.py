"""Signing in by Google, Apple and Facebook on the deployed surface, with tokens really signed."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from infra.local.emulators.oidc import claims_of, oidc_token
from shared.platform.limits.source import source_of
from tests.functions.people import code_sent_to, new_email
from tests.functions.quick_logins import APP, SITE, new_subject, nonce_of, token_of
from tests.world import World, new_source

pytestmark = pytest.mark.stack

PROVIDERS = ("google", "apple", "facebook")


def quick_login(token: str, provider: str = "google", **more: object) -> dict[str, Any]:
    return {
        "quick_login": {"provider": provider, "id_token": token},
        "country": "DE",
        **more,
    }


def registration(token: str, provider: str = "google", **more: object) -> dict[str, Any]:
    return quick_login(token, provider, adult=True, policy_version="1", **more)


async def registered(
    world: World, visitor: httpx.AsyncClient, subject: str, provider: str = "google"
) -> dict[str, Any]:
    token = await token_of(world, visitor, subject, provider=provider)
    reply = await visitor.post("/v1/accounts", json=registration(token, provider))
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


def bearer(told: Mapping[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {told['session']['token']}"}


async def code_for(world: World, visitor: httpx.AsyncClient, email: str) -> str:
    reply = await visitor.post("/v1/sign-in/codes", json={"country": "DE", "email": email})
    assert reply.status_code == 202, reply.text
    return code_sent_to(world, email)


async def registered_by_mail(world: World, visitor: httpx.AsyncClient, email: str) -> None:
    body = {"email": email, "code": await code_for(world, visitor, email), "country": "DE"}
    reply = await visitor.post("/v1/accounts", json={**body, "adult": True, "policy_version": "1"})
    assert reply.status_code == 201, reply.text


async def test_a_nonce_is_fresh_short_lived_and_nobodys(
    world: World, visitor: httpx.AsyncClient
) -> None:
    replies = [await visitor.post("/v1/sign-in/nonces") for _ in range(2)]
    assert replies[0].headers["Cache-Control"] == "no-store"
    assert replies[0].json()["nonce"] != replies[1].json()["nonce"]
    ends = datetime.fromisoformat(replies[0].json()["expires_at"])
    left = (ends - datetime.now(ends.tzinfo)).total_seconds()
    assert 500 < left <= 600
    nonce = replies[0].json()["nonce"]
    assert not [one.name for one in world.dump() if one.holds(nonce)]


@pytest.mark.promise("C4")
@pytest.mark.promise("C3")
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_quick_login_registers_and_signs_in_again_from_a_second_device(
    world: World, visitor: httpx.AsyncClient, provider: str
) -> None:
    subject = new_subject()
    made = await registered(world, visitor, subject, provider)
    assert made["account"]["email"] is None
    assert made["account"]["phone"] is None
    async with world.visitor() as second:
        token = await token_of(world, second, subject, provider=provider, audience=SITE)
        reply = await second.post("/v1/sessions", json=quick_login(token, provider))
        assert reply.status_code == 201, reply.text
        mine = await second.get("/v1/sessions", headers=bearer(reply.json()))
    lines = mine.json()["sessions"]
    assert [line["by"] for line in lines] == [provider, provider]
    assert {line["id"] for line in lines} == {made["session"]["id"], reply.json()["session"]["id"]}


@pytest.mark.promise("C4")
async def test_the_same_identity_twice_is_the_same_account(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject = new_subject()
    await registered(world, visitor, subject)
    again = await registered(world, visitor, subject)
    mine = await visitor.get("/v1/sessions", headers=bearer(again))
    assert len(mine.json()["sessions"]) == 2


@pytest.mark.promise("C4")
async def test_without_an_account_the_token_can_still_register_and_serves_once(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = await token_of(world, visitor, new_subject())
    reply = await visitor.post("/v1/sessions", json=quick_login(token))
    assert (reply.status_code, reply.json()["code"]) == (404, "no-account")
    made = await visitor.post("/v1/accounts", json=registration(token))
    assert made.status_code == 201
    for path, body in (
        ("/v1/sessions", quick_login(token)),
        ("/v1/accounts", registration(token)),
    ):
        again = await visitor.post(path, json=body)
        assert again.status_code == 401
        (fault,) = again.json()["errors"]
        assert fault["field"] == "quick_login.id_token"


@pytest.mark.promise("C4")
async def test_of_sixteen_who_use_a_token_at_once_one_gets_in(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject = new_subject()
    await registered(world, visitor, subject)
    token = await token_of(world, visitor, subject)
    replies = await asyncio.gather(
        *(visitor.post("/v1/sessions", json=quick_login(token)) for _ in range(16))
    )
    statuses = [reply.status_code for reply in replies]
    assert statuses.count(201) == 1, statuses
    assert set(statuses) <= {201, 401, 503}
    assert statuses.count(401) >= 10, statuses


@pytest.mark.promise("C4")
async def test_somebody_elses_address_in_a_token_finds_nothing_and_is_not_kept(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email, subject = new_email(), new_subject()
    await registered_by_mail(world, visitor, email)
    claims = {"email": email, "email_verified": True, "name": "Hidden-Nickname"}
    token = await token_of(world, visitor, subject, claims=claims)
    assert claims_of(token)["email"] == email, "the token does claim it"
    reply = await visitor.post("/v1/sessions", json=quick_login(token))
    assert (reply.status_code, reply.json()["code"]) == (404, "no-account")
    made = await visitor.post("/v1/accounts", json=registration(token))
    assert made.status_code == 201
    assert made.json()["account"]["email"] is None
    assert made.json()["account"]["nickname"] is None
    mine = await visitor.get("/v1/sessions", headers=bearer(made.json()))
    assert len(mine.json()["sessions"]) == 1, "an account of its own"
    code = await code_for(world, visitor, email)
    body = {"country": "DE", "email": email, "code": code}
    hers = await visitor.post("/v1/sessions", json=body)
    sessions = await visitor.get("/v1/sessions", headers=bearer(hers.json()))
    assert {one["by"] for one in sessions.json()["sessions"]} == {"email"}


@pytest.mark.promise("C4")
@pytest.mark.promise("S3")
async def test_a_dump_shows_neither_who_one_is_elsewhere_nor_where(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject = new_subject()
    claims = {"email": f"{subject}@mail.example", "name": "Hidden-Nickname"}
    token = await token_of(world, visitor, subject, provider="apple", claims=claims)
    reply = await visitor.post("/v1/accounts", json=registration(token, "apple"))
    assert reply.status_code == 201
    stored = [one for region in ("eu", "us") for one in world.dump(region)]
    assert any(one.collection == "identities" for one in stored)
    words = (subject, "mail.example", "apple", world.ports.issuer_url("apple"), APP, token)
    for word in words:
        assert not [one.name for one in stored if one.holds(word)], word


# Tokens that prove nothing.

THIEF = RSAKey.generate_key(2048)


async def refused(visitor: httpx.AsyncClient, token: str, provider: str = "google") -> None:
    """Expect the one answer that every wrong token gets, at both doors."""
    for path, body in (
        ("/v1/sessions", quick_login(token, provider)),
        ("/v1/accounts", registration(token, provider)),
    ):
        reply = await visitor.post(path, json=body)
        assert (reply.status_code, reply.json()["code"]) == (401, "credentials-not-accepted"), (
            reply.text
        )
        (fault,) = reply.json()["errors"]
        assert (fault["field"], fault["code"]) == ("quick_login.id_token", "token-not-accepted")
        assert token not in reply.text


async def test_a_token_for_somebody_else_or_from_somebody_else_is_refused(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject = new_subject()
    before = {one.name for one in world.dump() if one.collection in {"people", "identities"}}
    await refused(visitor, await token_of(world, visitor, subject, audience="another-app"))
    await refused(visitor, await token_of(world, visitor, subject, provider="apple"))
    await refused(visitor, await token_of(world, visitor, subject, provider="staff"))
    await refused(visitor, "x.y.z")
    good = claims_of(await token_of(world, visitor, subject))
    await refused(visitor, jwt.encode({"alg": "RS256"}, good, THIEF))
    after = {one.name for one in world.dump() if one.collection in {"people", "identities"}}
    assert after == before


async def test_a_nonce_must_be_ours_of_this_region_and_not_just_well_formed(
    world: World, visitor: httpx.AsyncClient
) -> None:
    subject = new_subject()
    async with world.visitor("us") as there:
        theirs = await nonce_of(there)
    ours = await nonce_of(visitor)
    for nonce in (theirs, "A" * 72, ours[:-1] + ("A" if ours[-1] != "A" else "B"), "invented"):
        await refused(visitor, await token_of(world, visitor, subject, nonce=nonce))
    without = await asyncio.to_thread(
        oidc_token, world.ports.issuer_url("google"), audience=APP, subject=subject
    )
    await refused(visitor, without)


async def test_a_nonce_of_another_instance_of_the_region_is_as_good(
    world: World, visitor: httpx.AsyncClient
) -> None:
    async with world.gateway("second") as other:
        nonce = await nonce_of(other.visitor)
        token = await token_of(world, visitor, new_subject(), nonce=nonce)
        assert (await visitor.post("/v1/accounts", json=registration(token))).status_code == 201
        again = await other.visitor.post("/v1/sessions", json=quick_login(token))
        assert again.status_code == 401, "used at the other instance"


async def test_a_provider_that_is_off_says_so(world: World, visitor: httpx.AsyncClient) -> None:
    token = await token_of(world, visitor, new_subject())
    async with world.gateway("without-google", QUICK_LOGIN_GOOGLE_AUDIENCES="") as other:
        reply = await other.visitor.post("/v1/sessions", json=quick_login(token))
        assert reply.status_code == 422
        (fault,) = reply.json()["errors"]
        assert (fault["field"], fault["code"]) == ("quick_login.provider", "quick-login-off")


async def test_without_the_providers_keys_the_answer_is_not_now(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = await token_of(world, visitor, new_subject())
    nobody = f"http://127.0.0.1:{world.ports.base + 199}/jwks"
    async with world.gateway("keyless", QUICK_LOGIN_GOOGLE_KEYS=nobody) as other:
        reply = await other.visitor.post("/v1/accounts", json=registration(token))
        assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
        assert int(reply.headers["Retry-After"]) >= 1
    assert (await visitor.post("/v1/accounts", json=registration(token))).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "jane@example.com"}, "quick_login"),
        ({"phone": "+491711234567"}, "quick_login"),
        ({"code": "123456"}, "code"),
        ({"quick_login": None}, "email"),
        ({"quick_login": None, "email": "jane@example.com"}, "code"),
        ({"quick_login": None, "email": "jane@example.com", "phone": "+491711234567"}, "email"),
        ({"quick_login": {"provider": "myspace", "id_token": "x"}}, "quick_login.provider"),
        ({"quick_login": {"provider": "google", "id_token": ""}}, "quick_login.id_token"),
        ({"quick_login": {"provider": "google", "id_token": "x" * 4097}}, "quick_login.id_token"),
        ({"quick_login": {"provider": "google"}}, "quick_login.id_token"),
        ({"quick_login": {"provider": "google", "id_token": "x", "email": "y"}}, "quick_login"),
        ({"quick_login": "x.y.z"}, "quick_login"),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/accounts"])
async def test_credentials_are_one_of_three_sorts(
    visitor: httpx.AsyncClient, path: str, changes: dict[str, Any], field: str
) -> None:
    body = quick_login("x.y.z") if path == "/v1/sessions" else registration("x.y.z")
    reply = await visitor.post(path, json={**body, **changes})
    assert reply.status_code == 422, reply.text
    assert field in {fault["field"] for fault in reply.json()["errors"]}


@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/accounts"])
async def test_another_regions_country_is_sent_there_before_the_token_is_looked_at(
    world: World, visitor: httpx.AsyncClient, path: str
) -> None:
    token = await token_of(world, visitor, new_subject())
    body = quick_login(token) if path == "/v1/sessions" else registration(token)
    await world.settled()
    before = {(one.database, one.name) for one in world.dump()}
    reply = await visitor.post(path, json={**body, "country": "US"})
    assert (reply.status_code, reply.json()["region"]) == (421, "us")
    assert {(one.database, one.name) for one in world.dump()} == before


@pytest.mark.promise("H1")
async def test_under_eighteen_a_quick_login_stores_nothing_either(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = await token_of(world, visitor, new_subject())
    await world.settled()
    before = {(one.database, one.name) for one in world.dump()}
    body = {**registration(token), "adult": False}
    reply = await visitor.post("/v1/accounts", json=body)
    assert (reply.status_code, reply.json()["code"]) == (403, "age-restricted")
    assert {(one.database, one.name) for one in world.dump()} == before


# What else keeps sign-in sound.


async def test_a_new_sign_in_is_told_to_the_accounts_mailbox_and_registering_is_not(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    await registered_by_mail(world, visitor, email)
    assert len(world.messages(email)) == 1, "the code alone"
    body = {"email": email, "country": "DE"}
    code = await code_for(world, visitor, email)
    reply = await visitor.post("/v1/sessions", json={**body, "code": code})
    assert reply.status_code == 201
    notice = await world.told(email, "Somebody has signed in to your agogopost account.")
    assert not re.search(r"https?:|src=|href=|127[.]0|2001:db8", notice["html"] + notice["text"])
    await registered_by_mail(world, visitor, email)

    async def twice() -> None:
        while True:
            subjects = [mail["subject"] for mail in world.messages(email)]
            if subjects.count(notice["subject"]) == 2:
                return
            await asyncio.sleep(0.05)

    await asyncio.wait_for(twice(), 20)  # registering again is signing in


@pytest.mark.promise("C3")
async def test_a_number_idle_for_half_a_year_opens_nothing_and_can_be_registered_anew(
    world: World, visitor: httpx.AsyncClient
) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    body: dict[str, Any] = {"phone": phone, "country": "DE"}

    async def code_at(client: httpx.AsyncClient) -> str:
        assert (await client.post("/v1/sign-in/codes", json=body)).status_code == 202
        return code_sent_to(world, phone)

    async def register_at(client: httpx.AsyncClient, code: str) -> httpx.Response:
        told = {**body, "code": code, "adult": True, "policy_version": "1"}
        return await client.post("/v1/accounts", json=told)

    first = await register_at(visitor, await code_at(visitor))
    assert first.status_code == 201
    ahead = str(183 * 86400)
    async with world.gateway("half-a-year-on", CLOCK_AHEAD=ahead) as later:
        code = await code_at(later.visitor)
        reply = await later.visitor.post("/v1/sessions", json={**body, "code": code})
        assert (reply.status_code, reply.json()["code"]) == (403, "phone-idle")
        again = await register_at(later.visitor, code)
        assert again.status_code == 201, "the code was not used up"
        mine = await later.visitor.get("/v1/sessions", headers=bearer(again.json()))
        assert len(mine.json()["sessions"]) == 1, "a new account, without the old one's sessions"
    old = await visitor.get("/v1/sessions", headers=bearer(first.json()))
    assert old.status_code == 200, "whoever still has a session in the old one keeps it"
    assert len(old.json()["sessions"]) == 1


async def test_sources_are_counted_under_a_salt_of_the_day_and_never_in_clear(
    world: World,
) -> None:
    source = new_source()
    async with world.visitor(source=source) as visitor:
        await nonce_of(visitor)
    stored = list(world.dump())
    assert any(one.collection == "people_salts" for one in stored)
    for word in (source, source_of(source)):
        assert not [one.name for one in stored if one.holds(word)]
