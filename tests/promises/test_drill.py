"""M5, E3: a restored backup revives nothing: the drill of ``make drill``, on the tests' stack."""

import asyncio

import pytest

from infra.local.drills.restore import Drill
from tests.world import World

pytestmark = pytest.mark.stack


@pytest.mark.promise("M5")
@pytest.mark.promise("E3")
@pytest.mark.promise("E1")
@pytest.mark.parametrize("kinds", [("data",), ("data", "keys"), ("keys",)], ids=" and ".join)
async def test_a_restored_backup_revives_nothing_that_was_stopped(
    world: World, kinds: tuple[str, ...]
) -> None:
    told: list[str] = []
    drill = Drill(world.stack, region="us", kinds=kinds, say=told.append)
    faults = await asyncio.to_thread(drill.run)
    assert not faults, "\n".join(told)
