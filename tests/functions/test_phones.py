"""People with a phone alone: told of everything, never locked out, never let in as another."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.people import WRONG, bearer, code_sent_to, registration
from tests.world import World

pytestmark = pytest.mark.stack

LONG_AFTER = 200
"""Days after which a number alone opens an account no more."""


@dataclass(frozen=True)
class Owner:
    """Somebody who has registered by phone, with an app of their own."""

    phone: str
    made: dict[str, Any]
    app: httpx.AsyncClient

    @property
    def token(self) -> dict[str, str]:
        """The header of their session."""
        return bearer(self.made["session"]["token"])


def days(later: int) -> dict[str, str]:
    """Return the header that moves the clock."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=later)).isoformat()}


async def code_at(world: World, app: httpx.AsyncClient, phone: str, later: int = 0) -> str:
    """Have a code sent to a number, some days later."""
    body = {"country": "DE", "phone": phone}
    asked = await app.post("/v1/sign-in/codes", json=body, headers=days(later))
    assert asked.status_code == 202, asked.text
    return code_sent_to(world, phone)


@pytest.fixture
async def owner(world: World) -> AsyncIterator[Owner]:
    """Return somebody who has just registered."""
    async with world.visitor() as app:
        phone = f"+49171{secrets.randbelow(10**7):07}"
        body = registration(await code_at(world, app, phone), phone=phone, nickname="Old")
        reply = await app.post("/v1/accounts", json=body)
        assert reply.status_code == 201, reply.text
        yield Owner(phone, reply.json(), app)


async def signs_in(world: World, owner: Owner, later: int, **more: Any) -> httpx.Response:  # noqa: ANN401 - JSON
    """Sign in with a code that is sent now, some days later."""
    headers = {**days(later), **more.pop("headers", {})}
    code = await code_at(world, owner.app, owner.phone, later)
    body = {"country": "DE", "phone": owner.phone, "code": code, **more}
    return await owner.app.post("/v1/sessions", json=body, headers=headers)


def texts(world: World, owner: Owner) -> list[str]:
    """Return what was written to a number, the newest first."""
    return [one["text"] for one in world.messages(owner.phone)]


@pytest.mark.promise("C3")
@pytest.mark.parametrize("proof", ["recovery code", "as people type it", "known device"])
async def test_with_a_second_proof_an_idle_number_opens_its_account(
    world: World, owner: Owner, proof: str
) -> None:
    code: str = owner.made["recovery_code"]
    more, headers = {"recovery_code": code}, days(LONG_AFTER)
    if proof == "as people type it":
        more = {"recovery_code": code.lower().replace("-", " ")}
    elif proof == "known device":
        more, headers = {}, {**headers, "X-Device": owner.made["device_token"]}
    refused = await signs_in(world, owner, LONG_AFTER)
    assert (refused.status_code, refused.json()["code"]) == (403, "phone-idle")
    body = {"country": "DE", "phone": owner.phone, "code": code_sent_to(world, owner.phone)}
    reply = await owner.app.post("/v1/sessions", json={**body, **more}, headers=headers)
    assert reply.status_code == 201, "the code was not used up"
    token = bearer(reply.json()["session"]["token"])
    me = await owner.app.get("/v1/me", headers={**headers, **token})
    assert me.json()["nickname"] == "Old"


@pytest.mark.parametrize("proof", ["", WRONG, "another's"])
async def test_whoever_has_an_idle_number_alone_gets_an_account_of_their_own(
    world: World, owner: Owner, proof: str
) -> None:
    async with world.visitor() as other:
        mobile = f"+49171{secrets.randbelow(10**7):07}"
        body = registration(await code_at(world, other, mobile), phone=mobile)
        theirs = (await other.post("/v1/accounts", json=body)).json()
    given = theirs["recovery_code"] if proof == "another's" else proof
    more = {"recovery_code": given} if given else {}
    headers = {"X-Device": theirs["device_token"]} if proof == "another's" else {}
    reply = await signs_in(world, owner, LONG_AFTER, headers=headers, **more)
    assert (reply.status_code, reply.json()["code"]) == (403, "phone-idle")
    code = code_sent_to(world, owner.phone)
    body = registration(code, phone=owner.phone, nickname="New", **more)
    made = await owner.app.post("/v1/accounts", json=body, headers={**days(LONG_AFTER), **headers})
    assert made.status_code == 201, made.text
    assert made.json()["account"]["nickname"] == "New"
    again = await signs_in(world, owner, LONG_AFTER, recovery_code=owner.made["recovery_code"])
    me = await owner.app.get(
        "/v1/me", headers={**days(LONG_AFTER), **bearer(again.json()["session"]["token"])}
    )
    assert me.json()["nickname"] == "New", "the number is theirs now"


@pytest.mark.promise("E1")
@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "access"}, 403),
        ({"kind": "portability"}, 403),
        ({"kind": "rectification"}, 403),
        ({"kind": "restriction"}, 403),
        ({"kind": "objection", "purpose": "analytics"}, 201),
        ({"kind": "erasure", "confirm": "DELETE"}, 201),
    ],
    ids=lambda one: one["kind"] if isinstance(one, dict) else "",
)
async def test_by_an_idle_number_alone_one_may_erase_and_object_and_nothing_else(
    world: World, owner: Owner, asked: dict[str, str], status: int
) -> None:
    code = await code_at(world, owner.app, owner.phone, LONG_AFTER)
    body = {"country": "DE", "phone": owner.phone, "code": code, **asked}
    reply = await owner.app.post("/v1/rights-requests", json=body, headers=days(LONG_AFTER))
    assert reply.status_code == status, reply.text
    if status == 403:
        assert reply.json()["code"] == "phone-idle"
        look = {"country": "DE", "phone": owner.phone, "code": code}
        seen = await owner.app.post(
            "/v1/rights-requests/query", json=look, headers=days(LONG_AFTER)
        )
        assert (seen.status_code, seen.json()["code"]) == (403, "phone-idle")
        known = {**body, "recovery_code": owner.made["recovery_code"]}
        reply = await owner.app.post("/v1/rights-requests", json=known, headers=days(LONG_AFTER))
        assert reply.status_code == 201, reply.text


async def test_a_number_in_use_may_use_every_right_by_its_code(world: World, owner: Owner) -> None:
    code = await code_at(world, owner.app, owner.phone)
    body = {"country": "DE", "phone": owner.phone, "code": code, "kind": "rectification"}
    reply = await owner.app.post("/v1/rights-requests", json=body)
    assert reply.status_code == 201
    assert reply.json()["id"] in texts(world, owner)[0]
    mine = await owner.app.get("/v1/rights-requests", headers=owner.token)
    assert [one["id"] for one in mine.json()["items"]] == [reply.json()["id"]]


async def test_a_number_without_an_account_has_no_rights_to_use(
    world: World, visitor: httpx.AsyncClient
) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    code = await code_at(world, visitor, phone)
    body = {"country": "DE", "phone": phone, "code": code, "kind": "access"}
    reply = await visitor.post("/v1/rights-requests", json=body)
    assert (reply.status_code, reply.json()["code"]) == (404, "no-account")


async def test_the_recovery_code_is_renewed_by_who_has_just_signed_in(
    world: World, owner: Owner
) -> None:
    old = owner.made["recovery_code"]
    late = await owner.app.post("/v1/me/recovery-code", headers={**owner.token, **days(1)})
    assert (late.status_code, late.json()["code"]) == (403, "recent-sign-in-required")
    renewed = await owner.app.post("/v1/me/recovery-code", headers=owner.token)
    assert renewed.status_code == 201
    new = renewed.json()["recovery_code"]
    assert new != old
    refused = await signs_in(world, owner, LONG_AFTER, recovery_code=old)
    assert refused.status_code == 403
    body = {"country": "DE", "phone": owner.phone, "code": code_sent_to(world, owner.phone)}
    reply = await owner.app.post(
        "/v1/sessions", json={**body, "recovery_code": new}, headers=days(LONG_AFTER)
    )
    assert reply.status_code == 201
    for told in (old, new):
        assert not [one for one in world.dump() if one.holds(told)]


async def test_whoever_has_no_email_is_told_by_sms(world: World, owner: Owner) -> None:
    assert (await signs_in(world, owner, 0)).status_code == 201
    await world.told(owner.phone, "agogopost: somebody signed in to your account")
    asked = await owner.app.post("/v1/exports", headers=owner.token)
    assert asked.status_code == 202, asked.text
    await world.told(owner.phone, "agogopost: a copy of your data was asked for")
    gone = await owner.app.post(
        "/v1/account-deletion", json={"confirm": "DELETE"}, headers=owner.token
    )
    assert gone.status_code == 202
    assert any(gone.json()["receipt_id"] in one for one in texts(world, owner)[:2])
    assert all(len(one) <= 160 for one in texts(world, owner))


async def test_the_recovery_code_is_shown_to_who_has_a_number_alone(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = f"canary-person-{secrets.token_hex(4)}@example.org"
    asked = await visitor.post("/v1/sign-in/codes", json={"country": "DE", "email": email})
    assert asked.status_code == 202
    made = await visitor.post(
        "/v1/accounts", json=registration(code_sent_to(world, email), email=email)
    )
    assert made.json()["recovery_code"] is None
