"""Portraits, on the deployed surface and as they lie in the bucket."""

import io
import json
import secrets
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from PIL import Image

from tests.functions.people import Person, person
from tests.unit.people.portraits.pictures import SECRET, picture, png_that_says, with_exif
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/v1/me/portrait"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered."""
    async with person(world) as one:
        yield one


async def put(one: Person, sent: bytes, media_type: str = "image/jpeg") -> httpx.Response:
    return await one.app.put(PATH, content=sent, headers={"Content-Type": media_type})


def objects(world: World, region: str) -> Iterator[tuple[str, bytes]]:
    """Yield every object of a region's bucket as it lies there."""
    root = f"{world.ports.url_of('storage')}/storage/v1/b/agogopost-{region}/o"
    with urllib.request.urlopen(root, timeout=10) as reply:  # noqa: S310 - loopback
        listed = json.load(reply).get("items", [])
    for item in listed:
        name = urllib.parse.quote(item["name"], safe="")
        with urllib.request.urlopen(f"{root}/{name}?alt=media", timeout=10) as reply:  # noqa: S310 - loopback
            yield item["name"], reply.read()


async def test_a_portrait_is_made_anew_and_only_its_person_gets_it(
    world: World, ada: Person
) -> None:
    assert (await ada.app.get(PATH)).status_code == 404
    assert (await put(ada, with_exif())).json() == {"kept": True}
    reply = await ada.app.get(PATH)
    assert reply.headers["Content-Type"] == "image/jpeg"
    assert reply.headers["Cache-Control"] == "no-store"
    assert SECRET not in reply.content
    assert Image.open(io.BytesIO(reply.content)).size == (512, 384)
    same = await ada.app.get(PATH, headers={"If-None-Match": reply.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    async with person(world) as bob:
        assert (await bob.app.get(PATH)).status_code == 404
        assert (await bob.app.delete(PATH)).status_code == 404
    assert (await ada.app.delete(PATH)).json() == {"removed": True}
    assert (await ada.app.get(PATH)).status_code == 404
    assert (await ada.app.delete(PATH)).status_code == 404


@pytest.mark.promise("S3")
async def test_in_the_bucket_it_is_sealed_and_in_no_other_regions(
    world: World, ada: Person
) -> None:
    before = {name for name, _ in objects(world, "eu")}
    await put(ada, picture("PNG"), "image/png")
    kept = {name: content for name, content in objects(world, "eu") if name not in before}
    ((name, content),) = kept.items()
    assert name.startswith("portraits/")
    assert b"JFIF" not in content
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))  # chance may look like others
    assert name not in {other for other, _ in objects(world, "us")}


@pytest.mark.parametrize(
    ("sent", "media_type", "status", "code"),
    [
        (picture(), "image/svg+xml", 415, "unsupported-media-type"),
        (SVG, "image/svg+xml", 415, "unsupported-media-type"),
        (picture("GIF"), "image/gif", 415, "unsupported-media-type"),
        (picture(), "application/json", 415, "unsupported-media-type"),
        (SVG, "image/png", 422, "invalid-input"),
        (b"", "image/png", 422, "invalid-input"),
        (png_that_says(30_000, 30_000), "image/png", 422, "invalid-input"),
        (secrets.token_bytes(1024 * 1024 + 1), "image/png", 413, "body-too-large"),
        (secrets.token_bytes(1024 * 1024), "image/png", 422, "invalid-input"),
    ],
    ids=lambda one: str(one) if isinstance(one, str | int) else f"{len(one)} bytes",
)
async def test_what_is_no_portrait_changes_nothing(
    ada: Person, sent: bytes, media_type: str, status: int, code: str
) -> None:
    await put(ada, picture())
    before = (await ada.app.get(PATH)).content
    reply = await put(ada, sent, media_type)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    if status == 415:
        assert reply.headers["Accept"] == "image/png, image/jpeg, image/webp"
    assert (await ada.app.get(PATH)).content == before


async def test_a_type_that_is_not_the_pictures_own_does_no_harm(ada: Person) -> None:
    assert (await put(ada, picture("WEBP"), "image/png")).status_code == 200
    assert (await ada.app.get(PATH)).content[:2] == b"\xff\xd8"


async def test_while_the_bucket_is_down_nothing_is_said_to_be_kept(
    world: World, ada: Person
) -> None:
    async with world.gateway("no-bucket", STORAGE_EMULATOR_HOST="http://127.0.0.1:1") as other:
        headers = {"Authorization": f"Bearer {ada.token}", "Content-Type": "image/jpeg"}
        for call in (
            other.visitor.put(PATH, content=picture(), headers=headers),
            other.visitor.get(PATH, headers=headers),
            other.visitor.delete(PATH, headers=headers),
        ):
            reply = await call
            assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
            assert "Retry-After" in reply.headers
    assert (await ada.app.get(PATH)).status_code == 404
