"""Exports while something is down, or while the worker is killed: ready once, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from tests.faults.proxy import Mode, Proxy
from tests.functions.exports import (
    EVENT,
    PATH,
    archives,
    downloaded,
    from_pubsub,
    mails,
    push,
    stored,
)
from tests.functions.people import Person, bearer, person
from tests.world import World

pytestmark = pytest.mark.stack

NOWHERE = "127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class Unsent:
    """An export that was asked for, and of which no worker was told."""

    person: Person
    id: str
    whose: str


@pytest.fixture
async def unsent(world: World) -> AsyncIterator[Unsent]:
    """Ask for an export while Pub/Sub is down."""
    async with (
        world.gateway("no-topics", PUBSUB_EMULATOR_HOST=NOWHERE) as silent,
        person(world) as ada,
    ):
        reply = await silent.visitor.post(PATH, headers=bearer(ada.token))
        assert reply.status_code == 503
        assert "Retry-After" in reply.headers
        (item,) = (await ada.app.get(PATH)).json()["items"]
        whose, _ = stored(world, item["id"]) or ("", {})
        yield Unsent(ada, item["id"], whose)


async def pushed(world: World, to: httpx.AsyncClient, unsent: Unsent) -> int:
    """Push the message to an instance and return its status."""
    body = push({"person": unsent.whose, "export": unsent.id})
    return (await to.post(EVENT, json=body, headers=from_pubsub(world))).status_code


async def shown(unsent: Unsent) -> dict[str, object]:
    """Return the export as its person sees it."""
    found: dict[str, object] = (await unsent.person.app.get(f"{PATH}/{unsent.id}")).json()
    return found


def left(world: World, unsent: Unsent) -> list[str]:
    """Return the archives of that person."""
    _, fields = stored(world, unsent.id) or ("", {})
    folder = fields["archive"]["stringValue"].rpartition("/")[0]
    assert folder
    return archives(world, prefix=f"{folder}/")


@asynccontextmanager
async def worker(world: World, name: str, **environment: str) -> AsyncIterator[httpx.AsyncClient]:
    """Run one more instance."""
    async with world.gateway(name, **environment) as instance:
        yield instance.visitor


async def ends_well(world: World, unsent: Unsent) -> None:
    """Say that there is one archive, that it is whole, and that one mail was sent."""
    found = await shown(unsent)
    assert found["status"] == "ready"
    archive = await downloaded(str(found["url"]))
    assert "manifest.json" in archive.namelist()
    assert len(left(world, unsent)) == 1
    assert len(mails(world, unsent.person)) == 1


async def test_while_topics_are_down_asking_again_goes_on_with_the_same_export(
    world: World, unsent: Unsent
) -> None:
    again = await unsent.person.app.post(PATH)
    assert (again.status_code, again.json()["id"]) == (202, unsent.id)
    for _ in range(100):
        if (await shown(unsent))["status"] == "ready":
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)  # the mail comes right after
    await ends_well(world, unsent)


async def test_without_storage_it_is_pushed_again_and_then_becomes_ready(
    world: World, unsent: Unsent
) -> None:
    async with worker(world, "no-storage", STORAGE_EMULATOR_HOST=f"http://{NOWHERE}") as cut_off:
        assert await pushed(world, cut_off, unsent) == 503
        assert (await shown(unsent))["status"] == "preparing"
        assert mails(world, unsent.person) == []
    async with world.visitor() as platform:
        assert await pushed(world, platform, unsent) == 204
    await ends_well(world, unsent)


async def test_without_mail_it_is_ready_and_its_person_is_told_later(
    world: World, unsent: Unsent
) -> None:
    async with worker(world, "no-mail", SMTP_PORT="1") as mute:
        assert await pushed(world, mute, unsent) == 503
        assert (await shown(unsent))["status"] == "ready"
        assert mails(world, unsent.person) == []
    async with world.visitor() as platform:
        assert await pushed(world, platform, unsent) == 204
    await ends_well(world, unsent)


async def test_killed_in_the_middle_it_is_ready_after_the_next_push(
    world: World, unsent: Unsent
) -> None:
    async with Proxy(world.ports.host_of("storage")) as proxy:
        proxy.behave(Mode.HANG)
        storage = {"STORAGE_EMULATOR_HOST": f"http://{proxy.address}"}
        async with world.gateway("killed", **storage) as instance:
            doomed = asyncio.create_task(pushed(world, instance.visitor, unsent))
            await _claimed(world, unsent)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(instance.part.kill)
            with pytest.raises(httpx.TransportError):
                await doomed
    assert left(world, unsent) == []
    assert (await shown(unsent))["status"] == "preparing"
    async with world.visitor() as platform:
        assert await pushed(world, platform, unsent) == 409, "its lease runs on"
    async with worker(world, "later", CLOCK_AHEAD="61") as after:
        assert await pushed(world, after, unsent) == 204
        assert await pushed(world, after, unsent) == 204
    await ends_well(world, unsent)


async def _claimed(world: World, unsent: Unsent) -> None:
    """Wait until a worker has begun."""
    for _ in range(300):
        _, fields = stored(world, unsent.id) or ("", {})
        if fields["attempt"]["stringValue"]:
            return
        await asyncio.sleep(0.02)
    pytest.fail("no worker has begun")
