"""People whom nobody saw for two years: told, then anonymised into cells that lead to nobody."""

import asyncio
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from shared.rights.statistics.model import month_of
from tests.functions.people import bearer, person, registered
from tests.world import World

pytestmark = pytest.mark.stack

TELL, END = 710, 746
"""Days on: twenty-three months and ten days, twenty-four months and fifteen days."""
TEN_YEARS = 3650
AGREED = {"notice_version": 1, "language": "en", "method": "settings"}


async def night(world: World, days: int, *, dry: bool = False) -> dict[str, Any]:
    """Let a night pass that is some days on; return its report once all its parts are done."""
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    moved = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}
    async with world.visitor("us") as platform:
        path = f"/jobs/anonymise_nightly{'?dry_run=true' if dry else ''}"
        reply = await platform.post(path, headers=bearer(token) | moved, timeout=120)
    assert reply.status_code == 200, reply.text
    report: dict[str, Any] = reply.json()
    assert report["parts_open"] == 0
    return report


async def follower(world: World, number: str, *, agreed: bool) -> str:
    """Register somebody who follows one parcel; return their mailbox."""
    grants = {"grants": {"anonymous_statistics": agreed}, **AGREED}
    async with world.visitor("us") as visitor:
        email, token = await registered(world, visitor, country="US", consents=grants)
        body = {"number": number, "commodity": "books"}
        reply = await visitor.post("/v1/waybills", json=body, headers=bearer(token))
    assert reply.status_code == 201, reply.text
    return email


def number() -> str:
    """Return a parcel's number that nobody else follows."""
    return f"AGP-LOST-{secrets.randbelow(10**4):04}"


def stored(world: World, collection: str) -> dict[str, dict[str, Any]]:
    """Return a collection's documents by name."""
    return {
        one.name.rsplit("/", 1)[1]: one.fields
        for one in world.dump("us")
        if one.collection == collection
    }


async def all_erased(world: World) -> None:
    """Wait until no erasure is running any more."""
    states: set[str] = set()
    for _ in range(600):
        states = {one["state"]["stringValue"] for one in stored(world, "erasures").values()}
        if states <= {"finished"}:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(states)


@pytest.mark.slow("nineteen people stay away, and their nights are run to the end")
@pytest.mark.promise("S6")
@pytest.mark.promise("X5")
async def test_who_stays_away_is_told_then_gone_and_only_a_cell_of_ten_is_left(
    world: World,
) -> None:
    shared = number()
    people = [await follower(world, number(), agreed=True) for _ in range(13)]
    people += [await follower(world, shared, agreed=True) for _ in range(3)]
    people += [await follower(world, number(), agreed=False) for _ in range(3)]
    ids = list(stored(world, "people"))
    assert (await night(world, TELL - 10))["inactive"]["told"] == 0
    due = (await night(world, TELL, dry=True))["inactive"]["told"]
    assert not any(was_told(world, one) for one in people), "a dry run tells nobody"
    report = await night(world, TELL)
    assert report["inactive"]["told"] + report["inactive"]["untold"] == due >= len(people)
    assert all(was_told(world, one) for one in people)
    assert (await night(world, TELL + 20))["inactive"]["anonymised"] == 0
    assert [len(world.messages(one)) for one in people] == [2] * len(people), "told once"
    report = await night(world, END)
    assert report["inactive"]["anonymised"] >= len(people)
    await all_erased(world)
    assert stored(world, "people") == stored(world, "follows") == {}
    again = await night(world, END)
    assert set(again["inactive"].values()) == {0}
    assert (again["deleted"], again["erasures"], again["finished"]) == (0, 0, True)
    assert len(stored(world, "contributions")) == 16, "of who agreed, until the month is closed"
    closing = await night(world, END + 40)
    assert closing["months_closed"] == 1
    month = month_of((datetime.now(UTC) + timedelta(days=END)).date())
    cells = stored(world, "cells")[month]["counts"]["mapValue"]["fields"]
    assert {key: value["integerValue"] for key, value in cells.items()} == {
        "other*|other*|other*": "10"
    }, "thirteen and a family are fourteen; those who did not agree count nowhere"
    assert stored(world, "contributions") == stored(world, "month_keys") == {}
    left = str([one for one in world.dump("us") if one.collection != "stops"])
    assert not [one for one in (*people, *ids) if one in left]
    assert (await night(world, END + 40))["seen"] == 0
    await night(world, END + TEN_YEARS - 31)
    assert month in stored(world, "cells")
    await night(world, END + TEN_YEARS + 2)
    assert stored(world, "cells") == {}


def was_told(world: World, email: str) -> bool:
    """Tell whether somebody was told that their account ends."""
    text: str = world.messages(email)[0]["text"]
    return re.search(r"deleted, on 20[0-9]{2}-[0-9]{2}-[0-9]{2} at the earliest", text) is not None


@pytest.mark.promise("S6")
async def test_who_comes_back_in_time_keeps_the_account(world: World) -> None:
    async with person(world, "us") as one:
        await night(world, TELL)
        assert was_told(world, one.email)
        moved = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=TELL + 10)).isoformat()}
        one.app.headers.pop("Authorization")
        code = await code_for_at(world, one.app, one.email, moved)
        body = {"country": "US", "email": one.email, "code": code}
        back = await one.app.post("/v1/sessions", json=body, headers=moved)
        assert back.status_code == 201, back.text
        await night(world, END)
        one.app.headers.update(bearer(back.json()["session"]["token"]))
        assert (await one.app.get("/v1/me", headers=moved)).status_code == 200


_CODE = re.compile(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b")


async def code_for_at(
    world: World, app: httpx.AsyncClient, email: str, moved: dict[str, str]
) -> str:
    """Have a code sent at another time, and return it."""
    body = {"country": "US", "email": email}
    reply = await app.post("/v1/sign-in/codes", json=body, headers=moved)
    assert reply.status_code == 202, reply.text
    text = next(one["text"] for one in world.messages(email) if _CODE.search(one["text"]))
    found = _CODE.search(text)
    assert found is not None
    return found[1]
