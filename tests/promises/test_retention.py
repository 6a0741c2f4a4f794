"""S6: of every class of records something is there, is kept for its time, and goes the night after.

Somebody tells everything that can be told (``a_life.py``), visitors do what they can, and then
nobody comes any more: nights pass, one after each day on which something ends, until nothing is
left that could. A class of records that is added fails here until somebody fills it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from shared.kernel.clock import DAY
from shared.people.person.subject_data import OWNER
from shared.privacy.describe import Database
from shared.privacy.retention import ends_by_itself
from shared.rights.inventory import records
from tests.functions.exports import archives
from tests.functions.people import bearer, code_for, new_email
from tests.functions.promotions import offered
from tests.functions.test_carrier_events import asked, new_item, push_to
from tests.functions.test_consents import body as choice
from tests.functions.test_follows import PATCH, follow, tag
from tests.functions.test_inactive import END, TELL, all_erased, night
from tests.functions.test_portraits import objects
from tests.functions.test_rights import hand_in, mail
from tests.functions.test_watching import batch, wheel_of
from tests.promises.a_life import lived
from tests.world import World, new_number

pytestmark = pytest.mark.stack

HOME = "us"
LATE, AT_LAST = 5_000, 10_000
"""Days on: when also those stay away who moved the clock to come, and when everything has ended."""
ENDING = {one.collection: one for one in records() if ends_by_itself(one)}
OF_PEOPLE = {one.collection for one in records() if one.owner == OWNER}
WITHDRAWN = "withdrawals"
"""What has an end, and is found by a stage of its own: so is ``people``."""
ALL = {one.collection for one in records() if one.database is not Database.BUCKET}
SOONER = {"contributions", "month_keys"}
"""What goes when its month is closed, and at its end at the latest."""
STAYING = {
    "keyrings": "the service's own keys",
    "people_keyrings": "the same",
    "nightly_runs": "how far the last run has come; the next takes its place",
    "nightly_parts": "the same",
    "replays": "how far the last replay of the stop ledger has come; the next takes its place",
    "policy_announcements": "how far a version of the policy has been made known",
}
"""What says nothing about anybody and does not end by itself, and what it is."""
ELSEWHERE = {
    "cells": "need ten people: see test_inactive.py",
    "replays": "need a restore: see test_drill.py",
    "policy_announcements": "need a new version: see test_policies.py",
}
"""What is not there in this test, and why."""


def held(world: World) -> set[str]:
    """Return the collections in which anything lies."""
    return {one.collection for one in world.dump(HOME)}


def ends(world: World) -> dict[str, date]:
    """Return all that ends by itself: names, and the day on which each does."""
    return {
        one.name: datetime.strptime(due[2:], "%Y%m%d").replace(tzinfo=UTC).date()
        for one in world.dump(HOME)
        if one.collection in ENDING
        and (due := one.fields.get("due", {}).get("stringValue")) is not None
    }


def collection_of(name: str) -> str:
    return name.split("/documents/")[1].split("/", maxsplit=1)[0]


def days_until(day: date) -> int:
    return (day - datetime.now(UTC).date()).days


async def nights(world: World, *, before: float = float("inf")) -> None:
    """Let the night after each day pass on which something ends, up to a day in the future."""
    while there := ends(world):
        day = min(there.values())
        if days_until(day) + 1 >= before:
            return
        await night(world, days_until(day) + 1)
        left = ends(world)
        assert not [name for name, end in left.items() if end <= day], "the night after, it is gone"
        gone = [name for name, end in there.items() if end > day and name not in left]
        assert {collection_of(one) for one in gone} <= SOONER, "nothing goes before its time"


async def visited(world: World, folder: Path) -> None:
    """Do what is kept and is nobody's, or a visitor's: turn the wheel, and send a promotion."""
    async with world.visitor(HOME) as visitor:
        await asked(visitor, new_number(), carrier="dhl")
        number = new_item()
        world.scenario(number, "in_transit", "seventeen_track")
        await asked(visitor, number)
        assert push_to(world, number)["status"] == 200
        await code_for(world, visitor, "US", email=new_email())
        assert (await hand_in(visitor, mail())).json() == {"outcome": "kept"}
        said = await visitor.put("/v1/consents", json=choice("banner", analytics=True))
        events = {"events": [{"what": "page", "name": "home"}]}
        seen = {"X-Consent": said.json()["token"]}
        assert (await visitor.post("/v1/events", json=events, headers=seen)).is_success
        token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
        turned = await visitor.post("/jobs/refresh_waybills", headers=bearer(token))
        assert turned.status_code == 200, turned.text
    async with world.gateway("paced", HOME, DHL_PER_SECOND="1") as paced:
        await asked(paced.visitor, new_number(), carrier="dhl")
    offered(folder)
    async with world.gateway("offering", HOME, PROMOTIONS=str(folder)) as offering:
        reply = await offering.visitor.post("/jobs/send_promotions", headers=bearer(token))
        assert reply.status_code == 200, reply.text


async def is_done(app: httpx.AsyncClient) -> None:
    """Have somebody say that a parcel which they follow is done with."""
    first = (await app.get("/v1/waybills")).json()["items"][0]["id"]
    headers = {**PATCH, "If-Match": await tag(app, first)}
    reply = await app.patch(f"/v1/waybills/{first}", json={"watched": False}, headers=headers)
    assert reply.status_code == 200, reply.text


async def is_rung_for(world: World, app: httpx.AsyncClient) -> None:
    """Have news of a parcel come which somebody follows, and which nobody has handed on yet."""
    number = new_item()
    world.scenario(number, "in_transit", "seventeen_track")
    made = await follow(app, number)
    place = wheel_of(world, made["id"], HOME)
    async with world.visitor(HOME) as platform:
        assert place is not None
        assert await batch(world, platform, place, datetime.now(UTC)) == 204
    assert push_to(world, number, scenario="delivered")["status"] == 200


def too_long(world: World) -> Iterator[tuple[str, date]]:
    """Yield what ends later than its class says, were it all made today."""
    for name, end in ends(world).items():
        period = ENDING[collection_of(name)].described["expires"].keep.period
        if days_until(end) > period / DAY + 1:
            yield name, end


async def emptied(world: World) -> None:
    """Let end whatever other tests have left: each of their days would be a night more.

    And forget restores: promotions that had begun before one are over.
    """
    for one in world.dump(HOME):
        if one.collection == "replays":
            world.delete(one.name)
    for days in (TELL, END, LATE, LATE + END - TELL, AT_LAST):
        await night(world, days)
        await all_erased(world)
    assert ends(world) == {}


async def told(world: World, folder: Path) -> set[str]:
    """Have everything there that can be; return what is."""
    async with world.visitor(HOME) as app:
        await lived(world, app, HOME)
        await is_done(app)
        await visited(world, folder)
        await is_rung_for(world, app)
    assert list(objects(world, HOME)), "the portrait"
    assert archives(world, HOME)
    return held(world)


@pytest.mark.slow("four years of nights pass")
@pytest.mark.promise("S6")
async def test_every_class_of_records_is_kept_for_its_time_and_gone_the_night_after(
    world: World, tmp_path: Path
) -> None:
    await emptied(world)
    seen = await told(world, tmp_path / "offers")
    assert list(too_long(world)) == []
    await night(world, 1)  # what rested on a consent that was withdrawn goes before its time
    assert WITHDRAWN not in held(world)
    await nights(world, before=TELL)
    account = seen & OF_PEOPLE - {*ENDING, WITHDRAWN}
    assert account <= held(world), "the account stays"
    await night(world, TELL)
    await night(world, END)
    await all_erased(world)
    assert not account & held(world), "nobody came for two years"
    assert list(objects(world, HOME)) == []
    seen |= held(world)
    await nights(world)
    assert held(world) <= set(STAYING)
    assert archives(world, HOME) == []
    assert ALL - seen <= set(ELSEWHERE)


def test_what_does_not_end_by_itself_goes_with_its_account_or_says_nothing_of_anybody() -> None:
    owners = {one.collection: one.owner for one in records()}
    rest = {name: owner for name, owner in owners.items() if name not in OF_PEOPLE | set(ENDING)}
    assert rest == dict.fromkeys(STAYING, "the service")
