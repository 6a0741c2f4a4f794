"""KMS: one call for a cold instance, none for a warm one, and what happens without it."""

import asyncio
import secrets
import time
from collections.abc import Coroutine
from typing import Any, Literal, get_args

import httpx
import pytest

from functions.profile.entry import _edge as profile
from functions.tracking.entry import _edge as tracking
from tests.functions.people import bearer, person
from tests.world import World, new_source

pytestmark = pytest.mark.stack

Fault = Literal["unavailable", "hang", "damage"]
BODY = {"items": [{"number": "AGP-DELIVERED-0301"}, {"number": "AGP-CUSTOMS-0302"}]}
QUERIES = 1000
SOFT, HARD = 1, 4
OF_TRACKING = tracking.keyrings
OF_PEOPLE = profile.keyrings


@pytest.mark.slow("a thousand requests")
async def test_a_cold_instance_calls_kms_once_for_each_keyring_and_the_next_thousand_queries_never(
    world: World, visitor: httpx.AsyncClient
) -> None:
    await visitor.post("/v1/waybills/query", json=BODY)
    with world.kms() as kms:
        before = kms.counts()
        async with world.gateway("counted", RATE_LIMITS="off") as cold:
            await _look(cold.visitor)
            assert _calls(kms.counts()) == _calls(before) + len(OF_TRACKING)
            for _ in range(QUERIES // 20):
                replies = await asyncio.gather(*(_look(cold.visitor) for _ in range(20)))
                assert {reply.status_code for reply in replies} == {200}
        assert _calls(kms.counts()) == _calls(before) + len(OF_TRACKING)


@pytest.mark.slow("a thousand requests, and as many again")
async def test_people_cost_a_call_for_each_keyring_and_the_next_thousand_requests_none(
    world: World,
) -> None:
    """Mixed requests of everything that people do; what follows parcels opens one more keyring."""
    async with person(world) as ada:
        follow = (await ada.app.post("/v1/waybills", json={"number": "AGP-DELIVERED-0303"})).json()
        me = bearer(ada.token)
        with world.kms() as kms:
            before = _calls(kms.counts())
            async with world.gateway("people-counted", RATE_LIMITS="off") as cold:
                app = cold.visitor
                app.headers.update(me)
                assert (await app.get("/v1/me")).status_code == 200
                assert _calls(kms.counts()) == before + len(OF_PEOPLE)
                for number in range(QUERIES // 10):
                    replies = await asyncio.gather(*_mixed(app, number))
                    assert {reply.status_code for reply in replies} <= {200, 201, 202}
                assert _calls(kms.counts()) == before + len(OF_PEOPLE)
                path = f"/v1/waybills/{follow['id']}"
                for _ in range(QUERIES // 20):
                    replies = [await app.get("/v1/waybills"), await app.get(path)]
                    assert {reply.status_code for reply in replies} == {200}
            whole = OF_PEOPLE | OF_TRACKING
            assert _calls(kms.counts()) == before + len(whole), "what follows needs too"


def _mixed(app: httpx.AsyncClient, number: int) -> list[Coroutine[Any, Any, httpx.Response]]:
    """Return ten requests of all sorts, one of them by somebody who has no account yet."""
    address = {"email": f"canary-person-{number}-{secrets.token_hex(3)}@example.org"}
    elsewhere = {"X-Forwarded-For": new_source()}
    return [
        app.get("/v1/me"),
        app.patch("/v1/me", json={"nickname": f"N{number}"}, headers={"If-Match": "*"}),
        app.get("/v1/sessions"),
        app.get("/v1/me/devices"),
        app.put("/v1/me/preferences", json={"language": "de"}),
        app.get("/v1/me/preferences"),
        app.get("/v1/me/access-log"),
        app.get("/v1/me/identities"),
        app.post("/v1/sign-in/nonces", headers=elsewhere),
        _stranger(app, "/v1/sign-in/codes", {"country": "DE", **address}, elsewhere),
    ]


async def _stranger(
    app: httpx.AsyncClient, path: str, body: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    """Send a request as somebody who is not signed in."""
    request = app.build_request("POST", path, json=body, headers=headers)
    del request.headers["Authorization"]
    return await app.send(request)


async def test_without_kms_warm_queries_go_on_until_the_hard_limit_and_recover_by_themselves(
    world: World,
) -> None:
    limits = {"KEYRING_SOFT": str(SOFT), "KEYRING_HARD": str(HARD), "RATE_LIMITS": "off"}
    async with world.gateway("limited", **limits) as instance:
        opened = time.monotonic()
        assert (await _look(instance.visitor)).status_code == 200
        await asyncio.to_thread(world.stack.part("kms").kill)
        try:
            served_until, refused = await _until_refused(instance.visitor)
        finally:
            await asyncio.to_thread(world.stack.part("kms").start)
        assert served_until - opened > HARD - SOFT - 1
        assert refused.json()["code"] == "unavailable"
        assert int(refused.headers["Retry-After"]) >= 1
        await _until_served(instance.visitor)


@pytest.mark.parametrize("fault", get_args(Fault))
async def test_a_cold_instance_without_a_good_answer_says_so_in_time_and_recovers(
    world: World, fault: Fault
) -> None:
    async with world.gateway(f"cold-{fault}", RATE_LIMITS="off") as instance:
        with world.kms() as kms:
            kms.fault(fault)
            try:
                began = time.monotonic()
                reply = await _look(instance.visitor)
                took = time.monotonic() - began
            finally:
                kms.fault("none")
        assert reply.status_code == (500 if fault == "damage" else 503), reply.text
        assert reply.headers["content-type"] == "application/problem+json"
        assert took < 10
        detected = await instance.visitor.post(
            "/v1/carriers/detect", json={"number": "986578788855"}
        )
        assert detected.status_code == 200
        await _until_served(instance.visitor)


async def _look(visitor: httpx.AsyncClient) -> httpx.Response:
    return await visitor.post("/v1/waybills/query", json=BODY)


def _calls(counts: dict[str, int]) -> int:
    return counts.get("Encrypt", 0) + counts.get("Decrypt", 0)


async def _until_refused(visitor: httpx.AsyncClient) -> tuple[float, httpx.Response]:
    """Look until it is refused; return when it was served last, and the refusal."""
    served = time.monotonic()
    while time.monotonic() - served < 3 * HARD:
        asked = time.monotonic()
        reply = await _look(visitor)
        if reply.status_code != 200:
            return served, reply
        served = asked
        await asyncio.sleep(0.05)
    pytest.fail("it was served for ever")


async def _until_served(visitor: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + 15
    while (await _look(visitor)).status_code != 200:
        assert time.monotonic() < deadline, "it did not recover"
        await asyncio.sleep(0.1)
