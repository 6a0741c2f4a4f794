"""A portrait opens for its person, in its place, in its region, and nowhere else."""

import io
import re

import pytest
from PIL import Image

from shared.kernel.errors import IntegrityError, NotFoundError
from shared.people.portraits.portraits import Portraits
from tests.fakes import MemoryObjects
from tests.unit.people.portraits.pictures import picture
from tests.unit.people.region import Region


class Place:
    """A region with its bucket."""

    def __init__(self, region: str = "eu") -> None:
        self.region, self.bucket = Region(region), MemoryObjects(f"buckets/agogopost-{region}")
        self.keys = self.region.instance().person_keys
        self.portraits = Portraits(self.bucket, self.keys)


@pytest.fixture
async def place() -> Place:
    made = Place()
    for person in ("ada", "bob"):
        await made.keys.make(person)
    return made


async def test_a_portrait_is_kept_replaced_and_deleted(place: Place) -> None:
    with pytest.raises(NotFoundError):
        await place.portraits.get("ada")
    await place.portraits.put("ada", picture(size=(100, 50)))
    first = await place.portraits.get("ada")
    assert first[:2] == b"\xff\xd8"
    await place.portraits.put("ada", picture(size=(50, 100)))
    assert await place.portraits.get("ada") != first
    assert len(place.bucket.stored) == 1
    await place.portraits.delete("ada")
    assert place.bucket.stored == {}
    with pytest.raises(NotFoundError):
        await place.portraits.delete("ada")


async def test_the_bucket_shows_neither_whose_it_is_nor_what(place: Place) -> None:
    await place.portraits.put("ada", picture())
    (name, content), *_ = place.bucket.stored.items()
    assert re.fullmatch(r"portraits/[0-9a-f]{64}", name)
    elsewhere = Place()
    await elsewhere.keys.make("ada")
    await elsewhere.portraits.put("ada", picture())
    assert name not in elsewhere.bucket.stored, "without the index key nobody can tell whose"
    assert b"JFIF" not in content


async def test_moved_to_another_person_it_does_not_open(place: Place) -> None:
    await place.portraits.put("ada", picture())
    await place.portraits.put("bob", picture())
    ada, bob = sorted(place.bucket.stored)
    place.bucket.stored[ada], place.bucket.stored[bob] = (
        place.bucket.stored[bob],
        place.bucket.stored[ada],
    )
    for person in ("ada", "bob"):
        with pytest.raises(IntegrityError):
            await place.portraits.get(person)


async def test_in_another_bucket_it_does_not_open(place: Place) -> None:
    await place.portraits.put("ada", picture())
    moved = MemoryObjects("buckets/agogopost-us")
    moved.stored = place.bucket.stored
    with pytest.raises(IntegrityError):
        await Portraits(moved, place.keys).get("ada")


async def test_without_the_persons_key_it_does_not_open(place: Place) -> None:
    await place.portraits.put("ada", picture())
    await place.keys.destroy("ada")
    await place.keys.make("ada")
    with pytest.raises(IntegrityError):
        await place.portraits.get("ada")


async def test_sealed_anew_it_is_the_same_picture(place: Place) -> None:
    await place.portraits.put("ada", picture())
    before, sealed = await place.portraits.get("ada"), dict(place.bucket.stored)
    assert await place.portraits.reseal("ada")
    assert await place.portraits.get("ada") == before
    assert place.bucket.stored != sealed
    assert not await place.portraits.reseal("bob")


@pytest.mark.parametrize("deleted", [False, True], ids=["replaced", "deleted"])
async def test_what_is_done_to_it_while_it_is_sealed_anew_stays_done(
    place: Place, *, deleted: bool
) -> None:
    await place.portraits.put("ada", picture(size=(100, 50)))
    read = place.bucket.get
    meddled = False

    async def meddle(name: str) -> bytes | None:
        nonlocal meddled
        content = await read(name)
        if not meddled:
            meddled = True
            if deleted:
                await place.bucket.delete(name)
            else:
                await place.portraits.put("ada", picture(size=(50, 100)))
        return content

    place.bucket.get = meddle  # type: ignore[method-assign]
    assert await place.portraits.reseal("ada") is not deleted
    if deleted:
        assert place.bucket.stored == {}
    else:
        assert Image.open(io.BytesIO(await place.portraits.get("ada"))).size == (50, 100)
