"""Who deletes their account and comes again at once: every door looks at the tombstone itself.

The deletion is asked for at one instance whose worker is never told; another instance still has the
person's key open, as any may for a minute.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.functions.exports import from_pubsub, push
from tests.functions.people import Person, bearer, code_for, person, registration
from tests.functions.quick_logins import new_subject, nonce_of, token_of
from tests.functions.test_deletion import PATH, SURE, finished, ids
from tests.world import Stored, World, new_number

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
async def silent(world: World) -> AsyncIterator[str]:
    """Yield the address of an instance that cannot tell the worker anything."""
    async with world.gateway("silent", PUBSUB_EMULATOR_HOST="127.0.0.1:1") as instance:
        yield str(instance.visitor.base_url)


@dataclass(frozen=True, slots=True)
class Dying:
    """Somebody with follows, a quick login and a session, whose deletion has just begun."""

    one: Person
    id: str
    receipt: str
    subject: str
    session: Stored
    before: frozenset[str]
    """The names of all documents that lay there then."""


@asynccontextmanager
async def dying(
    world: World, silent: str, obtained: Callable[[Person], Any] | None = None
) -> AsyncIterator[tuple[Dying, Any]]:
    """Yield somebody who dies, and what they had obtained right before."""
    known = ids(world)
    async with person(world, nickname="Before") as one:
        (id_,) = ids(world) - known
        subject = new_subject()
        token = await token_of(world, one.app, subject)
        given = {"quick_login": {"provider": "google", "id_token": token}}
        assert (await one.app.post("/v1/me/identities", json=given)).status_code == 201
        follow = {"number": new_number(), "carrier": "dhl"}
        assert (await one.app.post("/v1/waybills", json=follow)).status_code == 201
        had = await obtained(one) if obtained else None
        (session,) = (s for s in of(world, id_) if s.collection == "sessions")
        async with world.visitor(url=silent) as elsewhere:
            elsewhere.headers.update(bearer(one.token))
            reply = await elsewhere.post(PATH, json=SURE)
        assert reply.status_code == 202, reply.text
        names = frozenset(stored.name for stored in world.dump())
        yield Dying(one, id_, reply.json()["receipt_id"], subject, session, names), had


def of(world: World, person_id: str) -> list[Stored]:
    """Return every document in which a person's id stands."""
    return [one for one in world.dump() if one.holds(person_id)]


async def erased(world: World, visitor: httpx.AsyncClient, receipt: str) -> None:
    """Tell the worker at last, and wait until the receipt says finished."""
    body, sender = push({"receipts": receipt}), from_pubsub(world)
    for _ in range(3):
        reply = await visitor.post("/events/deletion_worker", json=body, headers=sender)
        if reply.status_code == 204:
            break
    await finished(visitor, receipt)


async def lasting(app: httpx.AsyncClient) -> None:
    """See that an account that was just made is there, and empty."""
    me = await app.get("/v1/me")
    assert (me.status_code, me.json()["nickname"]) == (200, "After")
    assert (await app.get("/v1/waybills")).json()["items"] == []


@pytest.mark.promise("M5")
@pytest.mark.parametrize("door", ["code", "old code", "quick login", "old token"])
async def test_who_registers_right_after_deleting_gets_a_new_account_that_lasts(
    world: World, silent: str, visitor: httpx.AsyncClient, door: str
) -> None:
    async def obtained(one: Person) -> dict[str, Any]:
        if door == "old code":
            return {"email": one.email, "code": await code_for(world, visitor, email=one.email)}
        return {"nonce": await nonce_of(visitor)} if door == "old token" else {}

    async with dying(world, silent, obtained) as (gone, had):
        who: dict[str, Any] = had
        if door == "code":
            email = gone.one.email
            who = {"email": email, "code": await code_for(world, visitor, email=email)}
        elif "token" in door or "login" in door:
            token = await token_of(world, visitor, gone.subject, nonce=had.get("nonce"))
            who = {"quick_login": {"provider": "google", "id_token": token}}
        signing_in = await visitor.post("/v1/sessions", json={**who, "country": "DE"})
        assert (signing_in.status_code, signing_in.json()["code"]) == (404, "no-account")
        body = {**registration("", nickname="After"), **who}
        if "code" not in who:
            body.pop("code")
        made = await visitor.post("/v1/accounts", json=body)
        assert made.status_code == 201, made.text
        app = {"Authorization": f"Bearer {made.json()['session']['token']}"}
        visitor.headers.update(app)
        await lasting(visitor)
        assert {one.name for one in of(world, gone.id)} <= gone.before, "nothing for who dies"
        await erased(world, visitor, gone.receipt)
        await lasting(visitor)
        assert {one.collection for one in of(world, gone.id)} == {"stops"}
        visitor.headers.pop("Authorization")
        if "code" in who:
            again = {
                "email": who["email"],
                "code": await code_for(world, visitor, email=who["email"]),
            }
        else:
            token = await token_of(world, visitor, gone.subject)
            again = {"quick_login": {"provider": "google", "id_token": token}}
        back = await visitor.post("/v1/sessions", json={**again, "country": "DE"})
        assert back.status_code == 201, "found by the address that was taken over"
        visitor.headers.update(bearer(back.json()["session"]["token"]))
        await lasting(visitor)


@pytest.mark.promise("M5")
async def test_an_address_of_who_dies_can_be_taken_over_by_an_account_that_there_is(
    world: World, silent: str, visitor: httpx.AsyncClient
) -> None:
    async with dying(world, silent) as (gone, _), person(world) as other:
        etag = (await other.app.get("/v1/me")).headers["ETag"]
        code = await code_for(world, visitor, email=gone.one.email)
        change = {"email": gone.one.email, "code": code}
        form = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        moved = await other.app.patch("/v1/me", json=change, headers=form)
        assert moved.status_code == 200, moved.text
        token = await token_of(world, other.app, gone.subject)
        given = {"quick_login": {"provider": "google", "id_token": token}}
        assert (await other.app.post("/v1/me/identities", json=given)).status_code == 201
        await erased(world, visitor, gone.receipt)
        code = await code_for(world, visitor, email=gone.one.email)
        body = {"email": gone.one.email, "code": code, "country": "DE"}
        assert (await visitor.post("/v1/sessions", json=body)).status_code == 201
        token = await token_of(world, visitor, gone.subject)
        given = {"quick_login": {"provider": "google", "id_token": token}}
        back = await visitor.post("/v1/sessions", json={**given, "country": "DE"})
        assert back.status_code == 201


@pytest.mark.promise("M5")
async def test_a_repeated_registration_opens_nothing_that_dies(
    world: World, silent: str, visitor: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": secrets.token_hex(16)}

    async def obtained(one: Person) -> dict[str, Any]:
        code = await code_for(world, visitor, email=one.email)
        body = {"email": one.email, "code": code, "country": "DE"}
        assert (await visitor.post("/v1/sessions", json=body, headers=key)).status_code == 201
        again = await visitor.post("/v1/sessions", json=body, headers=key)
        assert again.status_code == 201
        await visitor.delete(
            "/v1/sessions/current", headers=bearer(again.json()["session"]["token"])
        )
        again = await visitor.post("/v1/sessions", json=body, headers=key)
        assert again.status_code == 401
        return body

    async with dying(world, silent, obtained) as (gone, body):
        again = await visitor.post("/v1/sessions", json=body, headers=key)
        assert again.status_code == 401
        assert {one.name for one in of(world, gone.id)} <= gone.before


WRITING: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/waybills", {"number": "AGP-TRANSIT-0001"}),
    ("POST", "/v1/me/devices", {"model": "Pixel 9"}),
    ("PUT", "/v1/me/preferences", {"language": "de", "layout": "list"}),
    ("POST", "/v1/rights-requests", {"kind": "access"}),
    ("POST", "/v1/exports", {}),
    ("POST", "/v1/policies/1/acceptance", {}),
    ("PATCH", "/v1/me", {"nickname": "Late"}),
]


@pytest.mark.promise("M5")
async def test_a_session_that_is_still_there_writes_nothing_for_who_dies(
    world: World, silent: str
) -> None:
    """As if the sessions could not be ended with the tombstone: theirs lies there still."""
    async with dying(world, silent) as (gone, _):
        world.rewrite(gone.session.name, **gone.session.fields)
        before = {one.name: one.fields for one in of(world, gone.id)}
        asked = gone.one.app
        for method, path, body in WRITING:
            form = "application/merge-patch+json" if method == "PATCH" else "application/json"
            headers = {"Content-Type": form, "If-Match": '"x"'}
            reply = await asked.request(method, path, json=body, headers=headers)
            assert reply.status_code in {401, 412}, (path, reply.status_code, reply.text)
        notice = (await asked.get("/v1/consents")).json()["notice_version"]
        told = {"notice_version": notice, "language": "en", "method": "settings"}
        grants = {"grants": {"analytics": True}, **told}
        assert (await asked.put("/v1/consents", json=grants)).status_code == 401
        assert {one.name: one.fields for one in of(world, gone.id)} == before


@pytest.mark.promise("E2")
async def test_a_right_by_code_is_a_strangers_once_the_account_dies(
    world: World, silent: str, visitor: httpx.AsyncClient
) -> None:
    async with dying(world, silent) as (gone, _):
        code = await code_for(world, visitor, email=gone.one.email)
        body = {"kind": "access", "email": gone.one.email, "country": "DE", "code": code}
        reply = await visitor.post("/v1/rights-requests", json=body)
        assert reply.status_code == 201, reply.text
        assert {one.name for one in of(world, gone.id)} <= gone.before
