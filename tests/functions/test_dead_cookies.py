"""A session's cookie that is worth nothing any more shuts nobody out of what visitors may do.

It is taken away, whoever may be a visitor is served as one, and the answer says as whom: so nobody
takes a visitor's withdrawal for their account's.
"""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from infra.local.stack.functions import operations
from shared.edge.operation import CallerKind, Operation
from tests.functions.people import bearer, code_for, new_email, person, registered
from tests.functions.test_deletion import PATH as DELETION
from tests.functions.test_deletion import SURE
from tests.world import World, new_source

pytestmark = pytest.mark.stack

AS = "X-Served-As"
GONE = "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
NEVER = f"agp_eu_{secrets.token_urlsafe(64)}"
SAID = {"grants": {"analytics": False}, "notice_version": 1, "language": "en", "method": "settings"}
PAGE = {"events": [{"what": "page", "name": "home"}]}


@dataclass(frozen=True, slots=True)
class Dead:
    """Cookies that are worth nothing, and how they came to be so."""

    tokens: dict[str, str]


def cookie(token: str, **more: str) -> dict[str, str]:
    """Return what a browser sends from a page of ours' own making, or another's."""
    return {"Cookie": f"__Host-session={token}", "X-Forwarded-For": new_source(), **more}


def ours(world: World) -> dict[str, str]:
    """Return what only the site's own scripts can send."""
    return {"Origin": world.ports.site_url(), "X-Requested-With": "agogopost"}


@pytest.fixture(scope="module")
async def dead(world: World) -> AsyncIterator[Dead]:
    """Return what browsers may still hold."""
    async with world.visitor() as app, person(world) as deleted:
        _, ended = await registered(world, app)
        await app.delete("/v1/sessions/current", headers=bearer(ended))
        assert (await deleted.app.post(DELETION, json=SURE)).status_code == 202
        tokens = {
            "ended": ended,
            "of a deleted account": deleted.token,
            "never given out": NEVER,
            "malformed": "x",
            "quoted": f'"{ended}"',
            "empty": "",
            "of no region": f"agp_moon_{secrets.token_urlsafe(64)}",
        }
        yield Dead(tokens)


DEAD = (
    "ended",
    "of a deleted account",
    "never given out",
    "malformed",
    "quoted",
    "empty",
    "of no region",
)


def _of(*kinds: CallerKind) -> list[Any]:
    found = [one for _, one in operations() if one.caller in kinds]
    return [pytest.param(one, id=one.id) for one in found]


async def _call(
    app: httpx.AsyncClient, operation: Operation[Any], headers: dict[str, str]
) -> httpx.Response:
    path = operation.path.replace("{id}", "0" * 32).replace("{version}", "1")
    body: dict[str, Any] | None = {} if operation.body is not None else None
    return await app.request(
        operation.method, path, json=body, headers={"If-Match": "*", **headers}
    )


@pytest.mark.parametrize("operation", _of(CallerKind.ANYBODY))
async def test_whoever_may_be_a_visitor_is_served_as_one_and_told_so(
    world: World, visitor: httpx.AsyncClient, dead: Dead, operation: Operation[Any]
) -> None:
    plain = await _call(visitor, operation, {"X-Forwarded-For": new_source()})
    assert (plain.headers[AS], plain.headers.get_list("Set-Cookie")) == ("visitor", [])
    for kind in DEAD:
        for more in ({}, ours(world)):
            reply = await _call(visitor, operation, cookie(dead.tokens[kind], **more))
            assert (reply.status_code, reply.headers[AS]) == (plain.status_code, "visitor"), kind
            assert reply.headers.get_list("Set-Cookie") == [GONE], kind
            visitor.cookies.clear()


@pytest.mark.parametrize("operation", _of(CallerKind.ANYBODY))
async def test_a_person_is_served_as_themselves_and_told_so(
    world: World, visitor: httpx.AsyncClient, operation: Operation[Any]
) -> None:
    for has_cookie in (False, True):
        _, token = await registered(world, visitor)
        headers = cookie(token, **ours(world)) if has_cookie else bearer(token)
        reply = await _call(visitor, operation, headers)
        assert reply.headers[AS] == "person"
        assert [one for one in reply.headers.get_list("Set-Cookie") if one != GONE] == []


@pytest.mark.parametrize("operation", _of(CallerKind.PERSON))
async def test_whoever_must_be_a_person_is_refused_and_rid_of_the_cookie(
    world: World, visitor: httpx.AsyncClient, dead: Dead, operation: Operation[Any]
) -> None:
    for kind in DEAD:
        headers = cookie(dead.tokens[kind], **ours(world))
        reply = await _call(visitor, operation, headers)
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated"), kind
        assert reply.headers.get_list("Set-Cookie") == [GONE], kind
        assert AS not in reply.headers
        visitor.cookies.clear()


@pytest.mark.parametrize("operation", _of(CallerKind.ANYBODY, CallerKind.PERSON))
async def test_a_bearer_token_that_is_no_good_is_refused_whatever_cookie_comes_with_it(
    world: World, visitor: httpx.AsyncClient, operation: Operation[Any]
) -> None:
    headers = {**cookie(NEVER, **ours(world)), **bearer(NEVER)}
    reply = await _call(visitor, operation, headers)
    assert reply.status_code == 401
    assert (AS in reply.headers, "Set-Cookie" in reply.headers) == (False, False)


@pytest.mark.parametrize("operation", _of(CallerKind.ANYBODY, CallerKind.PERSON))
async def test_a_cookie_of_another_region_stays_and_is_sent_there(
    world: World, visitor: httpx.AsyncClient, operation: Operation[Any]
) -> None:
    far = f"agp_us_{secrets.token_urlsafe(64)}"
    reply = await _call(visitor, operation, cookie(far, **ours(world)))
    assert (reply.status_code, reply.json()["region"]) == (421, "us")
    assert (AS in reply.headers, "Set-Cookie" in reply.headers) == (False, False)


async def test_a_cookie_that_cannot_be_checked_stays(world: World) -> None:
    """Its database is away: whose it is nobody knows, so nobody is served as somebody else."""
    nowhere = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"}
    async with world.gateway("away", **nowhere) as instance:
        for method, path in (("GET", "/v1/consents"), ("DELETE", "/v1/sessions/current")):
            headers = cookie(NEVER, **ours(world))
            reply = await instance.visitor.request(method, path, headers=headers)
            assert reply.status_code == 503
            assert (AS in reply.headers, "Set-Cookie" in reply.headers) == (False, False)


async def test_what_somebody_decides_after_their_account_is_gone_is_a_visitors(
    world: World, dead: Dead
) -> None:
    async with world.visitor() as browser:
        headers = cookie(dead.tokens["of a deleted account"], **ours(world))
        seen = await browser.get("/v1/consents", headers=headers)
        assert (seen.status_code, seen.json()["served_as"]) == (200, "visitor")
        said = await browser.put("/v1/consents", json=SAID, headers=headers)
        assert (said.status_code, said.json()["served_as"]) == (200, "visitor")
        assert said.json()["id"] is None, "nothing of it is kept here"
        assert {one.partition("=")[0] for one in said.headers.get_list("Set-Cookie")} == {
            "__Host-session",
            "__Host-consent",
        }
        events = await browser.post("/v1/events", json=PAGE, headers=headers)
        assert (events.status_code, events.json()["served_as"]) == (202, "visitor")
        email = new_email()
        code = await code_for(world, browser, email=email)
        body = {"kind": "access", "email": email, "country": "DE", "code": code}
        right = await browser.post("/v1/rights-requests", json=body, headers=headers)
        assert (right.status_code, right.json()["served_as"]) == (201, "visitor")
        yes = {"grants": {"preferences": True}}
        token = (await browser.put("/v1/consents", json={**SAID, **yes})).json()["token"]
        wanted = {"language": "de", "layout": "cards"}
        allowed = {**headers, "X-Consent": token}
        kept = await browser.put("/v1/me/preferences", json=wanted, headers=allowed)
        assert (kept.status_code, kept.json()) == (200, {**wanted, "served_as": "visitor"})


async def test_what_a_person_decides_is_theirs(world: World) -> None:
    async with person(world) as ada:
        app = ada.app
        replies = [
            await app.get("/v1/consents"),
            await app.put("/v1/consents", json=SAID),
            await app.post("/v1/events", json=PAGE),
            await app.put("/v1/me/preferences", json={"layout": "cards"}),
            await app.get("/v1/me/preferences"),
            await app.post("/v1/rights-requests", json={"kind": "rectification"}),
        ]
        assert [one.json()["served_as"] for one in replies] == ["person"] * len(replies)
        assert [one.headers[AS] for one in replies] == ["person"] * len(replies)


async def test_signing_out_always_rids_the_browser_of_its_cookie(world: World, dead: Dead) -> None:
    path = "/v1/sessions/current"
    async with world.visitor() as browser:
        for kind in DEAD:
            for more in ({}, ours(world)):
                reply = await browser.delete(path, headers=cookie(dead.tokens[kind], **more))
                assert (reply.status_code, reply.json()) == (200, {"ended": True})
                assert reply.headers.get_list("Set-Cookie") == [GONE]
                browser.cookies.clear()
        _, token = await registered(world, browser)
        for more in ({}, {"X-Requested-With": "agogopost", "Origin": "https://evil.example"}):
            reply = await browser.delete(path, headers=cookie(token, **more))
            assert (reply.status_code, "Set-Cookie" in reply.headers) == (403, False)
        assert (await browser.get("/v1/me", headers=bearer(token))).status_code == 200
        reply = await browser.delete(path, headers=cookie(token, **ours(world)))
        assert (reply.status_code, reply.headers.get_list("Set-Cookie")) == (200, [GONE])
        assert (await browser.get("/v1/me", headers=bearer(token))).status_code == 401
        again = await browser.delete(path, headers={"X-Forwarded-For": new_source()})
        assert (again.status_code, "Set-Cookie" in again.headers) == (200, False)
