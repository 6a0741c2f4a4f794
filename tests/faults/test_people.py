"""Answers of the database that are lost after the write was applied: nothing is made twice."""

import secrets
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import httpx
import pytest

from tests.faults.proxy import Proxy
from tests.functions.people import (
    bearer,
    code_for,
    new_email,
    person,
    registration,
)
from tests.world import UNHURRIED, Instance, World, new_source

pytestmark = pytest.mark.stack

ANSWERS = range(12)
"""Which of the database's answers is cut."""
_TRIES = 4


@pytest.fixture(scope="module")
async def proxy(world: World) -> AsyncIterator[Proxy]:
    """Return a proxy before Firestore."""
    async with Proxy(world.ports.host_of("firestore")) as proxy:
        yield proxy


@pytest.fixture(scope="module")
async def instance(world: World, proxy: Proxy) -> AsyncIterator[Instance]:
    """Return an instance that reaches Firestore through the proxy."""
    environment = {"FIRESTORE_EMULATOR_HOST": proxy.address, **UNHURRIED}
    async with world.gateway("people-proxied", **environment) as instance:
        yield instance


def named(world: World, collection: str) -> set[str]:
    return {one.name for one in world.dump() if one.collection == collection}


async def patiently(ask: Callable[[], Any]) -> httpx.Response:
    """Ask as a client does that follows the API: again after 503, and after nothing else."""
    reply: httpx.Response = await ask()
    for _ in range(_TRIES):
        if reply.status_code != 503:
            break
        reply = await ask()
    return reply


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_lost_answer_makes_one_account_with_one_session(
    world: World, visitor: httpx.AsyncClient, proxy: Proxy, instance: Instance, answer: int
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    people, sessions = named(world, "people"), named(world, "sessions")
    body, source = registration(code, email=email), {"X-Forwarded-For": new_source()}
    proxy.cut_once(answer)
    reply = await patiently(
        lambda: instance.visitor.post("/v1/accounts", json=body, headers=source)
    )
    proxy.cut_once(10**9)
    assert reply.status_code == 201, reply.text
    assert len(named(world, "people") - people) == 1
    assert len(named(world, "sessions") - sessions) == 1
    token = reply.json()["session"]["token"]
    mine = (await visitor.get("/v1/me", headers=bearer(token))).json()
    assert mine["email"] == email


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_lost_answer_begins_one_session(
    world: World, proxy: Proxy, instance: Instance, answer: int
) -> None:
    async with person(world) as ada:
        code = await code_for(world, ada.app, email=ada.email)
        body = {"email": ada.email, "code": code, "country": "DE"}
        source = {"X-Forwarded-For": new_source()}
        proxy.cut_once(answer)
        reply = await patiently(
            lambda: instance.visitor.post("/v1/sessions", json=body, headers=source)
        )
        proxy.cut_once(10**9)
        assert reply.status_code == 201, reply.text
        assert len((await ada.app.get("/v1/sessions")).json()["sessions"]) == 2


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_lost_answer_adds_one_device_and_changes_a_profile_once(
    world: World, proxy: Proxy, instance: Instance, answer: int
) -> None:
    async with person(world) as ada:
        etag = (await ada.app.get("/v1/me")).headers["ETag"]
        key = {"Idempotency-Key": secrets.token_hex(8), **bearer(ada.token)}
        body = {"model": "Pixel 9"}
        proxy.cut_once(answer)
        added = await patiently(
            lambda: instance.visitor.post("/v1/me/devices", json=body, headers=key)
        )
        proxy.cut_once(answer)
        seen = {"If-Match": etag, **bearer(ada.token)}
        changed = await patiently(
            lambda: instance.visitor.patch("/v1/me", json={"nickname": "A"}, headers=seen)
        )
        proxy.cut_once(10**9)
        assert (added.status_code, changed.status_code) == (201, 200), added.text + changed.text
        devices = (await ada.app.get("/v1/me/devices")).json()["devices"]
        assert [one["id"] for one in devices] == [added.json()["id"]]
        assert (await ada.app.get("/v1/me")).json()["nickname"] == "A"


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_lost_answer_makes_one_follow(
    world: World, proxy: Proxy, instance: Instance, answer: int
) -> None:
    async with person(world) as ada:
        body = {"number": f"AGP-DELIVERED-{secrets.randbelow(10**4):04}", "label": "Shoes"}
        ask = partial(instance.visitor.post, "/v1/waybills", json=body, headers=bearer(ada.token))
        proxy.cut_once(answer)
        followed = await patiently(ask)
        proxy.cut_once(answer)
        path, seen = f"/v1/waybills/{followed.json()['id']}", followed.headers["ETag"]
        change = partial(
            instance.visitor.patch,
            path,
            json={"label": "Boots"},
            headers={"If-Match": seen, **bearer(ada.token)},
        )
        changed = await patiently(change)
        proxy.cut_once(10**9)
        assert (followed.status_code, changed.status_code) == (201, 200), changed.text
        listed = (await ada.app.get("/v1/waybills")).json()["items"]
        assert [(one["id"], one["label"]) for one in listed] == [(followed.json()["id"], "Boots")]


def test_answers_were_cut(proxy: Proxy) -> None:
    assert proxy.cuts >= len(ANSWERS)
