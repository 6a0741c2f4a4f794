"""What is limited by the second, the hour or the day: told to who it limits, and lifted at home."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.functions.exports import asked, ready
from tests.functions.people import (
    Person,
    bearer,
    code_for,
    digits_for,
    new_email,
    person,
    registered,
)
from tests.functions.staff import PATH, member
from tests.world import Instance, World, new_number

pytestmark = pytest.mark.stack

TIGHT = {
    "REQUESTS_PER_SECOND": "0.1",
    "REQUESTS_BURST": "5",
    "UNCACHED_PER_SOURCE": "1",
    "MAIL_PER_HOUR": "0",
    "SMS_PER_HOUR": "0",
    "DHL_DAILY_BUDGET": "0",
    "DHL_PER_SECOND": "0.01",
}
"""Limits that would refuse nearly everything, if any of them held."""
POLICY, LIMIT = "RateLimit-Policy", "RateLimit"


@pytest.fixture(scope="module")
async def lifted(world: World) -> AsyncIterator[Instance]:
    """Yield an instance without limits."""
    async with world.gateway("lifted", RATE_LIMITS="off", **TIGHT) as instance:
        yield instance


@pytest.fixture(scope="module")
async def ada(world: World, lifted: Instance) -> AsyncIterator[Person]:
    """Yield somebody there, whose every request comes from one address."""
    email, token = await registered(world, lifted.visitor)
    async with world.visitor(url=str(lifted.visitor.base_url)) as app:
        app.headers.update(bearer(token))
        yield Person(email, token, app)


async def _query(app: httpx.AsyncClient, items: list[dict[str, str]]) -> list[dict[str, Any]]:
    reply = await app.post("/v1/waybills/query", json={"items": items})
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["items"]
    return found


async def test_lifted_requests_come_as_fast_as_they_like_and_are_told_of_no_limit(
    lifted: Instance,
) -> None:
    gets = (lifted.visitor.get("/v1/carriers") for _ in range(100))
    replies = await asyncio.gather(*gets)
    assert {reply.status_code for reply in replies} == {200}
    assert not any({POLICY, LIMIT} & set(reply.headers) for reply in replies)


async def test_lifted_bodies_may_all_be_slow(lifted: Instance) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"number":'
        await asyncio.sleep(1)
        yield b'"1Z5R89390357567127"}'

    posts = (
        lifted.visitor.post(
            "/v1/carriers/detect", content=slowly(), headers={"Content-Type": "application/json"}
        )
        for _ in range(30)
    )
    assert {reply.status_code for reply in await asyncio.gather(*posts)} == {200}


@pytest.mark.parametrize("kind", ["email", "phone"])
async def test_lifted_codes_go_at_once_and_every_message_carries_six_digits(
    world: World, lifted: Instance, kind: str
) -> None:
    """Sixteen messages to one address, then one to 45 more, all asked for from one source."""
    to = new_email() if kind == "email" else f"+49171{secrets.randbelow(10**7):07}"
    for _ in range(15):
        await digits_for(world, lifted.visitor, **{kind: to})
    assert len(world.messages(to)) == 15
    await digits_for(world, lifted.visitor, **{kind: to})
    assert all(re.search(r"\b[0-9]{6}\b", one["text"]) for one in world.messages(to))
    for number in range(45):
        other = (
            new_email() if kind == "email" else f"+49172{secrets.randbelow(10**5):05}{number:02}"
        )
        await digits_for(world, lifted.visitor, **{kind: other})


async def test_a_code_has_five_tries_all_the_same(world: World, lifted: Instance) -> None:
    """It is no limit of time: what was guessed at five times is worthless, here as anywhere."""
    email = new_email()
    right = await digits_for(world, lifted.visitor, email=email)
    body = {"email": email, "country": "DE", "handle": right["handle"]}
    wrong = f"{(int(right['code']) + 1) % 10**6:06}"
    for code in [wrong] * 5 + [right["code"]]:
        reply = await lifted.visitor.post("/v1/sessions", json={**body, "code": code})
        assert reply.status_code == 401
    fresh = await digits_for(world, lifted.visitor, email=email)
    reply = await lifted.visitor.post("/v1/sessions", json={**body, **fresh})
    assert reply.json()["code"] == "no-account"


async def test_lifted_guesses_and_nonces_of_one_address_have_no_end(
    world: World, lifted: Instance
) -> None:
    for _ in range(70):
        assert (await lifted.visitor.post("/v1/sign-in/nonces")).status_code == 201
    for _ in range(25):  # two tries each: only the second costs
        email = new_email()
        right = await digits_for(world, lifted.visitor, email=email)
        wrong = f"{(int(right['code']) + 1) % 10**6:06}"
        body = {"email": email, "country": "DE", "handle": right["handle"], "code": wrong}
        for _ in range(2):
            reply = await lifted.visitor.post("/v1/sessions", json=body)
            assert reply.status_code == 401


async def test_lifted_carriers_are_asked_as_often_and_as_fast_as_one_likes(
    world: World, lifted: Instance
) -> None:
    """No budget, no share of it, no pace, no count of the calls about one number."""
    items = [{"number": new_number()} for _ in range(40)]
    assert all(item.get("shipment") for item in await _query(lifted.visitor, items))
    guarded = new_number()
    world.scenario(guarded, "needs_postcode")
    tries = [{"number": guarded, "postcode": f"{n:05}"} for n in range(20)]
    found = await _query(lifted.visitor, [*tries, {"number": guarded, "postcode": "10115"}])
    told = [item["shipment"]["status"] for item in found]
    assert told == ["not_found"] * 20 + ["delivered"]


async def test_a_lifted_number_may_be_guessed_at_all_day_and_wrong_stays_wrong(
    world: World,
) -> None:
    """The count of wrong details is everybody's and shuts until midnight: here there is nobody."""
    number, carrier = f"99{secrets.randbelow(10**10):010}", "gls"
    world.scenario(number, "needs_postcode", "seventeen_track")
    codes = [f"{20000 + guess}" for guess in range(12)]
    tries = [{"number": number, "carrier": carrier, "postcode": one} for one in codes]
    right = {"number": number, "carrier": carrier, "postcode": "10115"}
    async with world.gateway("lifted-us", "us", RATE_LIMITS="off", **TIGHT) as instance:
        await _query(instance.visitor, [right])
        found = [(await _query(instance.visitor, [one]))[0] for one in (*tries, right)]
    assert {item["problem"]["code"] for item in found[:-1]} == {"proof-rejected"}
    assert found[-1]["shipment"]["status"] == "delivered"


async def test_a_lifted_day_of_a_person_has_no_end(world: World, ada: Person) -> None:
    for number in range(101):
        body = {"number": f"AGP-IN-TRANSIT-{number:04}"}
        reply = await ada.app.post("/v1/waybills", json=body)
        assert reply.status_code == 201, reply.text
    for number in range(11):
        body = {"kind": "rectification", "text": f"Number {number}."}
        assert (await ada.app.post("/v1/rights-requests", json=body)).status_code == 201
    for _ in range(11):
        email = new_email()
        change = {"email": email, "code": await code_for(world, ada.app, email=email)}
        headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
        reply = await ada.app.patch("/v1/me", json=change, headers=headers)
        assert reply.status_code == 200, reply.text
    for _ in range(6):
        await ready(ada, await asked(ada))


async def test_lifted_staff_may_look_all_day(world: World, lifted: Instance, ada: Person) -> None:
    who = (await ada.app.get("/v1/me")).json()["email"]
    async with member(world, url=str(lifted.visitor.base_url)) as client:
        lookup = f"{PATH}/lookup"
        id_ = (await client.post(lookup, json={"email": who})).json()["id"]
        for _ in range(61):
            assert (await client.get(f"{PATH}/{id_}")).status_code == 200


async def test_a_person_is_told_what_is_left_of_their_own_day(world: World) -> None:
    async with person(world) as bob:
        made = await bob.app.post("/v1/waybills", json={"number": "AGP-IN-TRANSIT-0001"})
        export = await bob.app.post("/v1/exports")
        nonce = await bob.app.post("/v1/sign-in/nonces")
    assert made.headers[POLICY] == '"requests";q=60;w=3, "follows";q=100;w=86400'
    requests, follows = made.headers[LIMIT].split(", ")
    assert requests.startswith('"requests";r=')
    assert follows.startswith('"follows";r=99;t=')
    assert '"exports";r=4;t=' in export.headers[LIMIT]
    assert '"nonces";q=60;w=3600' in nonce.headers[POLICY]


async def test_who_asks_for_a_code_is_told_nothing_of_the_address(
    visitor: httpx.AsyncClient,
) -> None:
    """Whether a message went, and so what it cost, depends on who else has asked for one."""
    body = {"email": new_email(), "country": "DE"}
    replies = [await visitor.post("/v1/sign-in/codes", json=body) for _ in range(3)]
    tried = {**body, "handle": replies[-1].json()["handle"], "code": "000000"}
    replies += [await visitor.post("/v1/sessions", json=tried) for _ in range(2)]
    assert {reply.headers[POLICY] for reply in replies} == {'"requests";q=60;w=3'}
    assert all(reply.headers[LIMIT].count('";r=') == 1 for reply in replies)


async def test_who_is_refused_by_a_limit_of_their_own_is_told_which_and_until_when(
    world: World,
) -> None:
    async with person(world) as bob:
        asked = {"kind": "rectification"}
        replies = [await bob.app.post("/v1/rights-requests", json=asked) for _ in range(11)]
    assert [reply.status_code for reply in replies] == [201] * 10 + [429]
    wait = replies[-1].headers["Retry-After"]
    assert f'"requests-made";r=0;t={wait}' in replies[-1].headers[LIMIT]
