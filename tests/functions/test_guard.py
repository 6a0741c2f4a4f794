"""The commit guard stands on a gateway's way to its databases: nothing passes it by."""

from pathlib import Path

import pytest

from tests.functions.people import new_email
from tests.world import Stored, World

pytestmark = pytest.mark.stack

COLLECTION = "sent_codes"


def stored(world: World) -> list[Stored]:
    return [one for one in world.dump() if one.collection == COLLECTION]


async def test_a_write_that_is_not_on_the_map_is_refused_before_it_is_made(
    world: World, tmp_path: Path
) -> None:
    told = tmp_path / "refused.txt"
    own = {"GUARD_FILE": str(told), "RECORD_FILE": str(tmp_path / "undescribed.txt")}
    before = len(stored(world))
    asked = {"country": "DE", "email": new_email()}
    async with world.gateway("guarded", **own, OFF_THE_MAP=COLLECTION) as guarded:
        reply = await guarded.visitor.post("/v1/sign-in/codes", json=asked)
    assert reply.status_code == 500
    assert set(told.read_text(encoding="utf-8").splitlines()) == {
        f"collection {COLLECTION} is not on the map of eu-data"
    }
    assert len(stored(world)) == before
    assert world.messages(asked["email"]) == []
    async with world.visitor() as another:
        reply = await another.post("/v1/sign-in/codes", json=asked)
    assert (reply.status_code, len(stored(world))) == (202, before + 1), "it is on the map"
