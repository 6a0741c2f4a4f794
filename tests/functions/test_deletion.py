"""An account is deleted as an app does it: nothing of its person is left, and a receipt says so."""

import asyncio
import secrets
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.functions.exports import asked, from_pubsub, push, ready
from tests.functions.people import code_sent_to, later, person
from tests.unit.people.portraits.pictures import picture
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/v1/account-deletion"
SURE = {"confirm": "DELETE"}


async def finished(visitor: httpx.AsyncClient, receipt: str) -> dict[str, Any]:
    """Return a receipt once it is finished."""
    told: dict[str, Any] = {}
    for _ in range(300):
        reply = await visitor.get(f"{PATH}/{receipt}")
        assert reply.status_code == 200, reply.text
        told = reply.json()
        if told["status"] == "finished":
            return told
        await asyncio.sleep(0.1)
    raise AssertionError(told)


def ids(world: World) -> set[str]:
    """Return the ids of all people of the region."""
    return {one.name.rsplit("/", 1)[1] for one in world.dump() if one.collection == "people"}


@pytest.mark.promise("M5")
async def test_a_deleted_person_leaves_no_trace_and_gets_a_receipt(world: World) -> None:
    before = ids(world)
    async with person(world, nickname="Deleta", birthday="--05-17") as one:
        (me,) = ids(world) - before
        await one.app.post("/v1/me/devices", json={"model": "Pixel 9"})
        number = f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"
        follow = await one.app.post("/v1/waybills", json={"number": number, "label": "Shoes"})
        assert follow.status_code == 201
        png = {"Content-Type": "image/png"}
        await one.app.put("/v1/me/portrait", content=picture(), headers=png)
        notice = (await one.app.get("/v1/consents")).json()["notice_version"]
        told = {"notice_version": notice, "language": "en", "method": "settings"}
        await one.app.put("/v1/consents", json={"grants": {"analytics": True}, **told})
        archive = (await ready(one, await asked(one)))["url"]
        reply = await one.app.post(PATH, json=SURE)
        assert reply.status_code == 202, reply.text
        begun = reply.json()
        assert begun["status"] == "running"
        due = datetime.fromisoformat(begun["due_at"]) - datetime.fromisoformat(begun["asked_at"])
        assert due == timedelta(days=1)
        assert (await one.app.get("/v1/me")).status_code == 401, "at once"
        async with world.visitor() as visitor:
            done = await finished(visitor, begun["receipt_id"])
            assert (await visitor.get(archive)).status_code == 404
        counts = done["counts"]
        wanted = {"people": 1, "sessions": 1, "devices": 1, "follows": 1, "portraits": 1}
        assert {kind: counts.get(kind) for kind in wanted} == wanted
        assert counts["archives"] == counts["person_keys"] == 1
        assert done["irrecoverable_after"] > done["finished_at"]
        assert me not in str(done)
        assert one.email not in str(done)
        left = [
            stored
            for stored in world.dump()
            if stored.holds(me) or stored.holds(one.email) or stored.holds("deleta")
        ]
        assert [stored.collection for stored in left] == ["stops"], "a random id that leads nowhere"
        assert begun["receipt_id"] in str(world.messages(one.email))


@pytest.mark.promise("M5")
async def test_who_was_deleted_is_a_stranger_who_can_register_anew(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        receipt = (await one.app.post(PATH, json=SURE)).json()["receipt_id"]
        await finished(visitor, receipt)
        reply = await visitor.post("/v1/sign-in/codes", json={"email": one.email, "country": "DE"})
        assert reply.status_code == 202
        code = code_sent_to(world, one.email)
        known = {"email": one.email, "code": code, "country": "DE"}
        unknown = await visitor.post("/v1/sessions", json=known)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "no-account")
        anew = {**known, "adult": True, "policy_version": "1"}
        assert (await visitor.post("/v1/accounts", json=anew)).status_code == 201


async def test_it_takes_a_recent_sign_in_and_the_word(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        late = await one.app.post(PATH, json=SURE, headers=later())
        assert (late.status_code, late.json()["code"]) == (403, "recent-sign-in-required")
        for wrong in ({}, {"confirm": "delete"}, {**SURE, "why": "so"}):
            assert (await one.app.post(PATH, json=wrong)).status_code == 422
        assert (await visitor.post(PATH, json=SURE)).status_code == 401
        assert (await one.app.get("/v1/me")).status_code == 200, "nothing has happened"


async def test_an_unknown_receipt_tells_nothing(world: World) -> None:
    async with world.visitor() as visitor:
        for unknown in (secrets.token_hex(16), "x", "0" * 33):
            assert (await visitor.get(f"{PATH}/{unknown}")).status_code == 404


async def test_a_message_that_comes_again_changes_nothing(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        receipt = (await one.app.post(PATH, json=SURE)).json()["receipt_id"]
        done = await finished(visitor, receipt)
        for _ in range(3):
            again = await visitor.post(
                "/events/deletion_worker",
                json=push({"receipts": receipt}),
                headers=from_pubsub(world),
            )
            assert again.status_code == 204
        assert (await visitor.get(f"{PATH}/{receipt}")).json() == done
