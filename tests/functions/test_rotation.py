"""The jobs that rotate keys, called as the platform calls them; what people see stays the same."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from shared.platform.vault.uses import Use
from tests.functions.people import Person, person
from tests.unit.people.portraits.pictures import picture
from tests.world import World

pytestmark = pytest.mark.stack

FAR = timedelta(days=3650)
"""Later than any other test moves the clock to: what a keyring was first made by, there too."""


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody of the us region with something of everything."""
    async with person(world, "us", nickname="Ada") as one:
        await one.app.post("/v1/me/devices", json={"model": "Pixel 9"})
        await one.app.put("/v1/me/preferences", json={"language": "en"})
        headers = {"Content-Type": "image/jpeg"}
        await one.app.put("/v1/me/portrait", content=picture(), headers=headers)
        yield one


async def job(world: World, name: str, later: timedelta) -> dict[str, Any]:
    """Call a job of the us region as at a later time."""
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    at = (datetime.now(UTC) + later).isoformat()
    headers = {"Authorization": f"Bearer {token}", "X-Local-Clock": at}
    async with world.visitor("us") as caller:
        reply = await caller.post(f"/jobs/{name}", headers=headers)
    assert reply.status_code == 200, reply.text
    report: dict[str, Any] = reply.json()
    return report


async def seen(app: httpx.AsyncClient) -> list[bytes]:
    """Return everything that somebody sees of their own."""
    paths = ("", "/devices", "/preferences", "/portrait")
    replies = [await app.get(f"/v1/me{path}") for path in paths]
    assert [reply.status_code for reply in replies] == [200] * len(paths)
    return [reply.content for reply in replies]


def blobs(world: World, collection: str) -> set[str]:
    return {one.text() for one in world.dump("us") if one.collection == collection}


async def test_keys_are_wrapped_anew_after_ninety_days_and_nobody_notices(
    world: World, ada: Person
) -> None:
    await job(world, "rewrap", FAR)
    before, keys, people = await seen(ada.app), blobs(world, "person_keys"), blobs(world, "people")
    early = await job(world, "rewrap", FAR + timedelta(days=89))
    assert (early["epochs_begun"], early["rewrapped"]) == (0, 0)
    report = await job(world, "rewrap", FAR + timedelta(days=91))
    assert (report["epochs_begun"], report["left"], report["finished"]) == (len(Use), 0, True)
    assert report["rewrapped"] == len(keys)
    assert not keys & blobs(world, "person_keys")
    assert people == blobs(world, "people")
    assert await seen(ada.app) == before
    async with person(world, "us") as bob:
        assert await seen_profile(bob)


async def test_after_a_compromise_everything_is_sealed_anew_and_nobody_notices(
    world: World, ada: Person
) -> None:
    before, people = await seen(ada.app), blobs(world, "people")
    devices, preferences = blobs(world, "devices"), blobs(world, "preferences")
    first = await job(world, "reseal", timedelta(0))
    assert (first["begun"], first["finished"]) == (True, False)
    assert first["waiting"] == first["left"] == first["rekeyed"]
    assert await seen(ada.app) == before
    second = await job(world, "reseal", timedelta(minutes=3))
    assert (second["begun"], second["left"], second["damaged"]) == (False, 0, 0)
    assert (second["finished"], second["resealed"]) == (True, first["rekeyed"])
    assert not people & blobs(world, "people")
    assert not devices & blobs(world, "devices")
    assert not preferences & blobs(world, "preferences")
    assert await seen(ada.app) == before


async def seen_profile(one: Person) -> bool:
    return bool((await one.app.get("/v1/me")).json()["email"] == one.email)


@pytest.mark.parametrize("name", ["rewrap", "reseal"])
async def test_only_the_platform_rotates(world: World, ada: Person, name: str) -> None:
    async with world.visitor("us") as stranger:
        assert (await stranger.post(f"/jobs/{name}")).status_code == 401
    assert (await ada.app.post(f"/jobs/{name}")).status_code == 401
