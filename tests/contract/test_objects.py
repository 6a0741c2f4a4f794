"""What every bucket promises, in memory and on the emulator."""

import secrets

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.objects.gcs import GcsObjects
from shared.platform.objects.port import Objects
from tests.fakes import MemoryObjects
from tests.unit.local.serve import served
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


async def test_what_is_written_piece_by_piece_is_there_when_it_is_whole(objects: Objects) -> None:
    name = f"things/{secrets.token_hex(8)}"
    pieces = [secrets.token_bytes(300_000) for _ in range(10)]
    async with objects.creating(name, media_type="application/zip", most_bytes=3_000_000) as one:
        for piece in pieces:
            await one.write(piece)
            assert await objects.get(name) is None
    assert await objects.get(name) == b"".join(pieces)
    assert await objects.names(name) == [name]
    assert await objects.delete(name)
    assert await objects.names(name) == []
    async with objects.creating(name, media_type="application/zip", most_bytes=9):
        pass
    assert await objects.get(name) == b""


async def broken_off(objects: Objects, name: str, size: int) -> None:
    async with objects.creating(name, media_type="application/zip", most_bytes=size) as one:
        await one.write(b"x" * size)
        raise ZeroDivisionError


async def too_long(objects: Objects, name: str, size: int) -> None:
    async with objects.creating(name, media_type="application/zip", most_bytes=size) as one:
        await one.write(b"x" * (size - 1))
        await one.write(b"xx")


@pytest.mark.parametrize("size", [5, 3_000_000])
async def test_what_is_not_written_to_its_end_is_not_there(objects: Objects, size: int) -> None:
    name = f"things/{secrets.token_hex(8)}"
    with pytest.raises(ZeroDivisionError):
        await broken_off(objects, name, size)
    with pytest.raises(ValueError, match="longer than was allowed"):
        await too_long(objects, name, size)
    assert await objects.names(name) == []
    assert await objects.get(name) is None


async def test_nothing_is_written_over_another_object() -> None:
    """The emulator does not look at the condition of an upload in pieces: a server of our own."""
    asked: list[str] = []

    async def refuse(request: Request) -> Response:
        asked.append(request.url.query)
        return Response("{}", 412, media_type="application/json")

    app = Starlette(routes=[Route("/{path:path}", refuse, methods=["POST", "PUT", "DELETE"])])
    with served(app) as url, pytest.raises(ConflictError):
        async with gcs(url).creating("a", media_type="b", most_bytes=10) as one:
            await one.write(b"c")
    assert asked == ["uploadType=resumable&ifGenerationMatch=0"]
    memory = MemoryObjects()
    await memory.put("a", b"b")
    with pytest.raises(ConflictError):
        async with memory.creating("a", media_type="b", most_bytes=10) as one:
            await one.write(b"c")
    assert await memory.get("a") == b"b"


@pytest.mark.slow("Google's client tries again for as long as it is allowed to")
async def test_an_upload_to_a_bucket_that_is_not_there_is_unavailable() -> None:
    objects = gcs("http://127.0.0.1:1")
    with pytest.raises(UnavailableError):
        async with objects.creating("a", media_type="b", most_bytes=10) as one:
            await one.write(b"c")
    with pytest.raises(UnavailableError):
        await objects.names("a")


async def test_a_bucket_that_is_not_there_is_unavailable_within_the_deadline() -> None:
    objects = gcs("http://127.0.0.1:1")
    calls = (objects.get("a"), objects.version("a"), objects.put("a", b"b"), objects.delete("a"))
    for call in calls:
        with pytest.raises(UnavailableError):
            await call
