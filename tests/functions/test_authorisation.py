"""Who may call what: every declared operation, and everybody who might try."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import (
    AUDIENCE,
    SCHEDULER_ACCOUNT,
    STAFF_AUDIENCE,
    oidc_token,
    platform_token,
    staff_token,
)
from infra.local.stack.functions import operations
from shared.edge.operation import CallerKind, Operation
from tests.functions.issuer import by_public_key, unsigned
from tests.functions.people import Person, bearer, person, registered
from tests.world import World, new_source

pytestmark = pytest.mark.stack

ROLES = ("support", "privacy", "analyst", "operator")
CALLERS = (
    "a stranger",
    "person A",
    "person B",
    "an ended session",
    "an expired session",
    "another region's token",
    "a token that was never given out",
    *(f"staff: {role}" for role in ROLES),
    "the platform",
    "the platform, by another account",
    "the platform, by another issuer",
    "the platform, for another audience",
    "the platform, unsigned",
    "the platform, signed with its public key",
    "staff without a role",
    "staff, for another audience",
    "staff, signed with the issuer's public key",
)
ADMITTED = {
    CallerKind.VISITOR: set(CALLERS),
    CallerKind.PERSON: {"person A", "person B"},
    CallerKind.ANYBODY: {"a stranger", "person A", "person B"},
    CallerKind.PLATFORM: {"the platform"},
    CallerKind.SUPPLIER: set(),
}
REFUSED = {
    (CallerKind.PERSON, "another region's token"): 421,
    (CallerKind.ANYBODY, "another region's token"): 421,
    (CallerKind.PLATFORM, "the platform, by another account"): 403,
    **{(CallerKind.STAFF, f"staff: {role}"): 403 for role in ROLES},
    (CallerKind.STAFF, "staff without a role"): 403,
}
"""With another status than 401."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """A header for each caller."""

    headers: dict[str, dict[str, str]]
    visitor: httpx.AsyncClient


@pytest.fixture(scope="module")
async def everybody(world: World) -> AsyncIterator[Everybody]:
    """Return everybody who might call."""
    async with (
        person(world) as ada,
        person(world) as bob,
        person(world, "us") as far,
        world.visitor() as visitor,
    ):
        tokens = {
            "person A": ada.token,
            "person B": bob.token,
            "an ended session": await _ended(world, visitor),
            "an expired session": await _expired(world, visitor),
            "another region's token": far.token,
            "a token that was never given out": f"agp_eu_{secrets.token_urlsafe(64)}",
            **_of_issuers(world),
        }
        headers = {name: bearer(token) for name, token in tokens.items()}
        yield Everybody({"a stranger": {}, **headers}, visitor)


def _of_issuers(world: World) -> dict[str, str]:
    """Return tokens that OpenID providers signed, or are said to have signed."""
    platform, staff = world.ports.issuer_url("platform"), world.ports.issuer_url("staff")
    good = platform_token(platform, SCHEDULER_ACCOUNT)
    claims = {"email": SCHEDULER_ACCOUNT, "email_verified": True}
    return {
        **{
            f"staff: {role}": oidc_token(
                staff, audience=STAFF_AUDIENCE, subject=f"{role}@example.org", claims={"role": role}
            )
            for role in ROLES
        },
        "staff without a role": oidc_token(staff, audience=STAFF_AUDIENCE, subject="nobody"),
        "staff, for another audience": oidc_token(
            staff, audience=AUDIENCE, subject="elsewhere", claims={"role": "privacy"}
        ),
        "staff, signed with the issuer's public key": by_public_key(
            staff_token(staff, "privacy"), staff
        ),
        "the platform": good,
        "the platform, by another account": platform_token(platform, "other@example.org"),
        "the platform, by another issuer": oidc_token(
            staff, audience=AUDIENCE, subject=SCHEDULER_ACCOUNT, claims=claims
        ),
        "the platform, for another audience": platform_token(
            platform, SCHEDULER_ACCOUNT, "somebody-else"
        ),
        "the platform, unsigned": unsigned(good),
        "the platform, signed with its public key": by_public_key(good, platform),
    }


async def _ended(world: World, visitor: httpx.AsyncClient) -> str:
    _, token = await registered(world, visitor)
    assert (await visitor.delete("/v1/sessions/current", headers=bearer(token))).status_code == 200
    return token


async def _expired(world: World, visitor: httpx.AsyncClient) -> str:
    """Register, and move the session's end into the past, as if 180 days had gone by."""
    known = {one.name for one in world.dump() if one.collection == "sessions"}
    _, token = await registered(world, visitor)
    (name,) = {one.name for one in world.dump() if one.collection == "sessions"} - known
    world.rewrite(name, expires={"timestampValue": "2020-01-01T00:00:00Z"})
    return token


def declared() -> list[Any]:
    return [pytest.param(one, id=one.id) for _, one in operations()]


async def knock(everybody: Everybody, operation: Operation[Any], caller: str) -> httpx.Response:
    """Call with what is refused only after who calls was judged: nothing is carried out."""
    path = operation.path.replace("{supplier}", "seventeen_track")
    path = re.sub(r"{[a-z_]+}", "0" * 32, path)
    signed = operation.caller is CallerKind.SUPPLIER
    return await everybody.visitor.request(
        operation.method,
        path,
        params=None if signed else {"no-such-parameter": "1"},
        json={} if signed else None,
        headers={
            "If-Match": "*",
            "X-Forwarded-For": new_source(),
            **everybody.headers[caller],
        },
    )


def _admitted(operation: Operation[Any]) -> set[str]:
    if operation.caller is CallerKind.STAFF:
        return {f"staff: {role}" for role in operation.roles}
    return ADMITTED[operation.caller]


@pytest.mark.promise("S5")
@pytest.mark.parametrize("operation", declared())
async def test_everybody_is_admitted_or_refused_as_declared(
    everybody: Everybody, operation: Operation[Any]
) -> None:
    found: dict[str, int] = {}
    for caller in CALLERS:
        reply = await knock(everybody, operation, caller)
        found[caller] = reply.status_code
        assert reply.headers["Content-Type"] == "application/problem+json"
        if reply.status_code == 401:
            assert reply.headers["WWW-Authenticate"] == "Bearer"
            assert reply.json()["code"] == "unauthenticated"
        elif reply.status_code == 421:
            assert reply.json()["region"] == "us"
    admitted = _admitted(operation)
    assert found == {
        caller: 422 if caller in admitted else REFUSED.get((operation.caller, caller), 401)
        for caller in CALLERS
    }


OTHERS_THING = {
    "/v1/sessions/{id}": "session",
    "/v1/me/devices/{id}": "device",
    "/v1/me/devices/{id}/push": "device",
    "/v1/waybills/{id}": "follow",
    "/v1/exports/{id}": "export",
    "/v1/rights-requests/{id}": "request",
}
"""For every path that names something of a person's: how to make one."""


async def thing_of(one: Person, path: str) -> str:
    """Return the id of something of a person's."""
    match OTHERS_THING[path]:
        case "session":
            return str((await one.app.get("/v1/sessions")).json()["sessions"][0]["id"])
        case "device":
            return str((await one.app.post("/v1/me/devices", json={})).json()["id"])
        case "follow":
            body = {"number": "AGP-DELIVERED-0001"}
            return str((await one.app.post("/v1/waybills", json=body)).json()["id"])
        case "export":
            return str((await one.app.post("/v1/exports")).json()["id"])
        case "request":
            body = {"kind": "restriction"}
            return str((await one.app.post("/v1/rights-requests", json=body)).json()["id"])
    raise KeyError(path)


@pytest.mark.parametrize(
    "operation",
    [one for one in declared() if one.values[0].caller is CallerKind.PERSON and "{id}" in one.id],
)
async def test_anothers_thing_is_as_absent_as_none_at_all(
    world: World, operation: Operation[Any]
) -> None:
    async with person(world) as ada, person(world) as bob:
        id_ = await thing_of(ada, operation.path)
        body: dict[str, Any] | None = {} if operation.body is not None else None
        if operation.id.startswith("PUT") and operation.path.endswith("/push"):
            body = {"web_push": world.subscribed()}
        replies = [
            await bob.app.request(
                operation.method,
                operation.path.replace("{id}", wanted),
                json=body,
                headers={"If-Match": "*"},
            )
            for wanted in (id_, "0" * len(id_))
        ]
        assert [reply.status_code for reply in replies] == [404, 404]
        told = [{k: v for k, v in reply.json().items() if k != "request_id"} for reply in replies]
        assert told[0] == told[1]
        mine = await ada.app.request(
            operation.method,
            operation.path.replace("{id}", id_),
            json=body,
            headers={"If-Match": "*"},
        )
        assert mine.status_code == 200, "and it was there all the time"


async def test_a_token_in_the_address_or_the_body_is_no_token(everybody: Everybody) -> None:
    token = everybody.headers["person A"]["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "session"):
        reply = await everybody.visitor.get("/v1/me", params={name: token})
        assert reply.status_code == 401


async def test_two_tokens_are_none(everybody: Everybody) -> None:
    headers = [("Authorization", everybody.headers[one]["Authorization"]) for one in CALLERS[1:3]]
    assert (await everybody.visitor.get("/v1/me", headers=headers)).status_code == 401
