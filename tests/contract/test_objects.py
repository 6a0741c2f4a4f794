"""What every bucket promises, in memory and on the emulator."""

import secrets

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Client

from shared.errors import ConflictError, UnavailableError
from shared.objects.gcs import GcsObjects
from shared.objects.port import Objects
from tests.fakes import MemoryObjects
from tests.world import World


def gcs(address: str) -> GcsObjects:
    credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
    client = Client("test", credentials, client_options={"api_endpoint": address})
    return GcsObjects(client.bucket("agogopost-eu"))


@pytest.fixture(params=["memory", pytest.param("gcs", marks=pytest.mark.stack)])
def objects(request: pytest.FixtureRequest) -> Objects:
    if request.param == "memory":
        return MemoryObjects()
    world: World = request.getfixturevalue("world")
    return gcs(world.ports.url_of("storage"))


async def test_what_was_put_is_got_replaced_and_deleted(objects: Objects) -> None:
    name = f"things/{secrets.token_hex(8)}"
    assert objects.root == "buckets/agogopost-eu"
    assert await objects.get(name) is None
    assert not await objects.delete(name)
    for content in (b"", b"\x00\xff" * 5000):
        await objects.put(name, content)
        assert await objects.get(name) == content
    assert await objects.delete(name)
    assert await objects.get(name) is None
    assert not await objects.delete(name)


async def test_with_a_version_only_what_was_seen_is_replaced(objects: Objects) -> None:
    name = f"things/{secrets.token_hex(8)}"
    assert await objects.version(name) is None
    await objects.put(name, b"one")
    seen = await objects.version(name)
    assert seen is not None
    assert await objects.version(name) == seen
    await objects.put(name, b"two", version=seen)
    assert await objects.version(name) != seen
    with pytest.raises(ConflictError):
        await objects.put(name, b"three", version=seen)
    assert await objects.get(name) == b"two"
    newer = await objects.version(name)
    await objects.delete(name)
    with pytest.raises(ConflictError):
        await objects.put(name, b"four", version=newer)
    assert await objects.get(name) is None


async def test_a_bucket_that_is_not_there_is_unavailable_within_the_deadline() -> None:
    objects = gcs("http://127.0.0.1:1")
    calls = (objects.get("a"), objects.version("a"), objects.put("a", b"b"), objects.delete("a"))
    for call in calls:
        with pytest.raises(UnavailableError):
            await call
