"""The seed on a running stack: its people are there, once, and nothing of them can be read."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime

import pytest

from infra.local.demo.client import Caller, Document, dump, objects, traces
from infra.local.emulators.owner import FirestoreOwner
from infra.local.seed.calls import App, Sink, Tally, client
from infra.local.seed.people import Invented, invented
from infra.local.seed.run import Plan, seed
from infra.local.seed.story import Stage, live
from tests.world import DATABASES, World

pytestmark = pytest.mark.stack

PEOPLE, SEED = 20, 77
OWNED = ("people", "person_keys", "devices", "follows", "identities", "preferences", "portraits")


def everybody() -> list[Invented]:
    return [invented(number, seed=SEED, region="eu") for number in range(PEOPLE)]


def stored(world: World) -> list[Document]:
    """Return all that the databases and the bucket of the region hold."""
    with (
        FirestoreOwner(world.ports.host_of("firestore")) as firestore,
        closing(Caller(world.ports.url_of("storage"))) as storage,
    ):
        found = [one for kind in DATABASES for one in dump(firestore, f"eu-{kind}")]
        return found + objects(storage, "agogopost-eu")


def owned(world: World) -> Counter[str]:
    return Counter(one.collection for one in stored(world) if one.collection in OWNED)


def expected() -> Mapping[str, int]:
    people = everybody()
    return {
        "people": PEOPLE,
        "person_keys": PEOPLE,
        "devices": sum(len(one.devices) for one in people),
        "follows": sum(len(one.parcels) for one in people),
        "identities": sum(one.login is not None for one in people),
        "preferences": sum(one.preferences is not None for one in people),
        "portraits": sum(one.colour is not None for one in people),
    }


async def seeded(world: World) -> Tally:
    tally, told = Tally(), []
    await seed(Plan(PEOPLE, "eu", SEED, world.ports), tally, lambda done, _: told.append(done))
    assert not tally.refused
    assert (tally.seen, told[-1]) == (PEOPLE, PEOPLE)
    return tally


@pytest.mark.slow("invented people register and live")
async def test_seeded_people_are_there_once_and_nothing_of_them_can_be_read(world: World) -> None:
    before = owned(world)
    assert (await seeded(world)).made["people new"] == PEOPLE
    assert owned(world) - before == expected()
    again = await seeded(world)
    assert (again.made["people there already"], again.made["people new"]) == (PEOPLE, 0)
    assert (again.made["followed"], again.made["devices"]) == (0, 0)
    assert owned(world) - before == expected()
    words = {word for one in everybody() for word in one.words()}
    assert len(words) > 5 * PEOPLE
    assert traces(stored(world), words) == []


async def test_a_seeded_person_signs_in_and_sees_their_own(world: World) -> None:
    one = next(one for one in everybody() if one.email and one.parcels and one.devices)
    async with (
        client(world.ports.gateway_url("eu")) as api,
        client(world.ports.url_of("messages")) as sent,
    ):
        sink = Sink(sent)
        await live(one, Stage(world.ports, api, sink, Tally(), datetime.now(UTC)))
        app = App(api, one.source)
        address = {"email": one.email, "country": one.country}
        handle = (await app.post("/v1/sign-in/codes", address))["handle"]
        code = await sink.code_for(one.email or "")
        entered = await app.post("/v1/sessions", {**address, "code": code, "handle": handle})
        app.sign_in(entered["session"]["token"])
        me = await app.call("GET", "/v1/me")
        devices = (await app.call("GET", "/v1/me/devices"))["devices"]
        follows = (await app.call("GET", "/v1/waybills"))["items"]
    assert (me["email"], me["country"]) == (one.email, one.country)
    assert me["nickname"] == one.details.get("nickname")
    assert {device["device_id"] for device in devices} == {d["device_id"] for d in one.devices}
    assert {follow["label"] for follow in follows} == {parcel.label for parcel in one.parcels}


async def test_a_limit_that_is_met_is_told_and_stops_nobody_else(world: World) -> None:
    """At an instance that sends so many mails in an hour, and then no more."""
    tally = Tally()
    people = [invented(number, seed=SEED + 1, region="eu") for number in range(30)]
    everyone = [one for one in people if one.email]
    async with (
        world.gateway("few-mails", MAIL_PER_HOUR="10", CLOCK_AHEAD="18000") as few,
        client(str(few.visitor.base_url)) as api,
        client(world.ports.url_of("messages")) as sent,
    ):
        stage = Stage(world.ports, api, Sink(sent), tally, datetime.now(UTC))
        for one in [*everyone, invented(30, seed=SEED + 1, region="eu")]:
            await live(one, stage)
    made = tally.made
    assert made["people new"] + made["people refused"] == len(everyone) + 1
    assert made["people refused"] == sum(tally.refused.values()) > 0
    told = "POST /v1/sign-in/codes: 429 too-many-requests (again in "  # the minutes go on
    assert all(refusal.startswith(told) for refusal in tally.refused)
    assert made["people new"] > 1
