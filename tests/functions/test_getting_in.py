"""Getting in, whatever strangers do: from many sources, at two instances, over HTTP."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.functions.people import (
    bearer,
    code_for,
    code_sent_to,
    digits_for,
    new_email,
    registration,
)
from tests.world import Instance, World, new_source

pytestmark = pytest.mark.stack

FAST = {"REQUESTS_PER_SECOND": "1000", "REQUESTS_BURST": "10000"}
"""So that what is seen is what all instances count together."""


def of_one_48(number: int) -> dict[str, str]:
    """Return the header of a /64 of one and the same /48."""
    return {"X-Forwarded-For": f"2001:db8:ff:{number:x}::1"}


def scattered(_: int) -> dict[str, str]:
    """Return the header of somewhere else."""
    return {"X-Forwarded-For": new_source()}


def new_phone() -> str:
    """Return a number that nobody has registered."""
    return f"+49171{secrets.randbelow(10**7):07}"


def at(minutes: int) -> dict[str, str]:
    """Return the header that moves the clock."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()}


@pytest.fixture
async def other(world: World) -> AsyncIterator[Instance]:
    """Return another instance."""
    async with world.gateway("other", **FAST) as instance:
        yield instance


async def _attacked(
    world: World, app: httpx.AsyncClient, email: str, source: dict[str, str], minutes: int
) -> None:
    """Have a code sent, guess five times, and guess without a handle that is good."""
    body = {"country": "DE", "email": email}
    asked = await app.post("/v1/sign-in/codes", json=body, headers={**source, **at(minutes)})
    assert asked.status_code in {202, 429}
    handle = asked.json().get("handle", "x" * 22)
    wrong = f"{secrets.randbelow(10**6):06}"
    if wrong in world.messages(email)[0]["text"]:  # one in a million
        return
    for path in ("/v1/sessions", "/v1/accounts", "/v1/rights-requests/query"):
        told = {**body, "code": wrong, "handle": handle}
        told |= {"adult": True, "policy_version": "1"} if path == "/v1/accounts" else {}
        reply = await app.post(path, json=told, headers={**source, **at(minutes)})
        assert reply.status_code in {401, 429}, reply.text


@pytest.mark.promise("C3")
@pytest.mark.parametrize("source", [of_one_48, scattered], ids=["of one /48", "scattered"])
async def test_whatever_strangers_do_who_has_the_right_code_gets_in_at_once(
    world: World, other: Instance, source: Callable[[int], dict[str, str]]
) -> None:
    email = new_email()
    async with world.visitor() as owner:
        sent = await digits_for(world, owner, email=email)
        made = await owner.post("/v1/accounts", json=registration(email=email, **sent))
        assert made.status_code == 201
        mine = await digits_for(world, owner, email=email)  # and holds it while they attack
        for number in range(40):
            app = (owner, other.visitor)[number % 2]
            await _attacked(world, app, email, source(number), 0)
        reply = await owner.post("/v1/sessions", json={"country": "DE", "email": email, **mine})
        assert reply.status_code == 201, reply.text
        assert len(world.messages(email)) <= 5


async def test_who_asks_after_strangers_asked_a_hundred_times_has_a_code_that_works(
    world: World, other: Instance
) -> None:
    async with world.visitor() as owner:
        email = new_email()
        code = await code_for(world, owner, email=email)
        made = await owner.post("/v1/accounts", json=registration(code, email=email))
        assert made.status_code == 201
        before = len(world.messages(email))
        for number in range(100):
            await _attacked(world, other.visitor, email, scattered(number), number // 2)
        headers = {**scattered(0), **at(50)}
        body = {"country": "DE", "email": email}
        asked = await owner.post("/v1/sign-in/codes", json=body, headers=headers)
        assert asked.status_code == 202
        assert len(world.messages(email)) - before <= 5, "spaced"
        told = {**body, "code": code_sent_to(world, email)}
        reply = await owner.post("/v1/sessions", json=told, headers=headers)
        assert reply.status_code == 201, reply.text


async def test_forged_mails_and_codes_for_others_void_nothing(
    world: World, other: Instance
) -> None:
    async with world.visitor() as owner:
        email = new_email()
        mine = await digits_for(world, owner, email=email)
        for number in range(5):
            await _attacked(world, other.visitor, email, scattered(number), 0)
        reply = await owner.post("/v1/accounts", json=registration(email=email, **mine))
        assert reply.status_code == 201, reply.text


async def test_six_digits_work_with_their_own_handle_alone(world: World) -> None:
    async with world.visitor() as owner:
        email = new_email()
        mine = await digits_for(world, owner, email=email)
        without = registration(mine["code"], email=email)
        reply = await owner.post("/v1/accounts", json=without)
        assert reply.status_code == 422
        assert [one["field"] for one in reply.json()["errors"]] == ["handle"]
        reply = await owner.post("/v1/accounts", json={**without, "handle": "x" * 22})
        assert reply.status_code == 401
        reply = await owner.post("/v1/accounts", json=registration(email=email, **mine))
        assert reply.status_code == 201


async def test_a_long_code_is_taken_as_people_type_it(world: World) -> None:
    async with world.visitor() as owner:
        email = new_email()
        code = await code_for(world, owner, email=email)
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        reply = await owner.post("/v1/accounts", json=registration(typed, email=email))
        assert reply.status_code == 201, reply.text


async def test_on_a_known_device_a_code_comes_while_strangers_have_used_up_all_others(
    world: World,
) -> None:
    async with world.visitor() as owner:
        email = new_email()
        made = await owner.post(
            "/v1/accounts",
            json=registration(await code_for(world, owner, email=email), email=email),
        )
        device = made.json()["device_token"]
        for number in range(3):
            await _attacked(world, owner, email, scattered(number), 0)
        before = len(world.messages(email))
        body = {"country": "DE", "email": email}
        unknown = await owner.post("/v1/sign-in/codes", json=body)
        assert (unknown.status_code, len(world.messages(email))) == (202, before)
        asked = await owner.post("/v1/sign-in/codes", json=body, headers={"X-Device": device})
        assert (asked.status_code, len(world.messages(email))) == (202, before + 1)
        told = {**body, "code": code_sent_to(world, email)}
        again = await owner.post("/v1/sessions", json=told, headers={"X-Device": device})
        assert again.status_code == 201
        assert again.json()["device_token"] is None, "the device has a good one"


async def test_a_session_ended_from_afar_ends_its_device_too(world: World) -> None:
    async with world.visitor() as owner:
        email = new_email()
        code = await code_for(world, owner, email=email)
        stolen = (await owner.post("/v1/accounts", json=registration(code, email=email))).json()
        body = {"country": "DE", "email": email}
        code = await code_for(world, owner, email=email)
        mine = (await owner.post("/v1/sessions", json={**body, "code": code})).json()
        await world.told(email, "Somebody has signed in")
        ended = await owner.delete(
            f"/v1/sessions/{stolen['session']['id']}", headers=bearer(mine["session"]["token"])
        )
        assert ended.status_code == 200
        await owner.post("/v1/sign-in/codes", json=body)  # a stranger's, as it were
        before = len(world.messages(email))
        for token, more in ((stolen["device_token"], 0), (mine["device_token"], 1)):
            await owner.post("/v1/sign-in/codes", json=body, headers={"X-Device": token})
            assert len(world.messages(email)) == before + more


async def test_a_48_ends_neither_sms_nor_mail_for_others(world: World, other: Instance) -> None:
    async with world.visitor() as visitor:
        sms = [
            await app.post(
                "/v1/sign-in/codes",
                json={"country": "DE", "phone": new_phone()},
                headers=of_one_48(number // 3),
            )
            for number, app in enumerate([visitor, other.visitor] * 30)
        ]
        assert 0 < sum(one.status_code == 202 for one in sms) < 7
        assert {one.status_code for one in sms} == {202, 429}
        mails = await asyncio.gather(
            *(
                other.visitor.post(
                    "/v1/sign-in/codes",
                    json={"country": "DE", "email": new_email()},
                    headers=of_one_48(number),
                )
                for number in range(150)
            )
        )
        assert sum(one.status_code == 202 for one in mails) <= 80
        assert await code_for(world, visitor, email=new_email())
        assert await code_for(world, visitor, phone=new_phone())


@pytest.mark.slow("three hundred people register")
async def test_three_hundred_people_behind_one_address_register_and_idle_codes_end_at_forty(
    world: World, other: Instance
) -> None:
    shared = {"X-Forwarded-For": f"198.51.100.{secrets.randbelow(250) + 1}"}

    async def register(app: httpx.AsyncClient) -> int:
        email = new_email()
        body = {"country": "DE", "email": email}
        asked = await app.post("/v1/sign-in/codes", json=body, headers=shared)
        if asked.status_code != 202:
            return asked.status_code
        code = code_sent_to(world, email)
        reply = await app.post("/v1/accounts", json=registration(code, email=email), headers=shared)
        return reply.status_code

    async with world.gateway("third", **FAST) as third:
        apps = [other.visitor, third.visitor] * 5
        statuses: list[int] = []
        for _ in range(30):
            statuses += await asyncio.gather(*(register(app) for app in apps))
        assert statuses.count(201) == 300
        idle = [
            await other.visitor.post(
                "/v1/sign-in/codes", json={"country": "DE", "email": new_email()}, headers=shared
            )
            for _ in range(60)
        ]
    assert sum(one.status_code == 202 for one in idle) == 40
    refused = next(one for one in idle if one.status_code == 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
