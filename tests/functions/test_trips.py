"""Each operation takes as many trips, reads and writes as stand in one table, and no more."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.trips import COSTS, DELETION, trips, walk
from tests.world import World


@pytest.mark.stack
@pytest.mark.slow("somebody does everything twice, and each call takes ten milliseconds more")
async def test_each_operation_costs_what_the_table_says(world: World, tmp_path: Path) -> None:
    costs = await walk(world, tmp_path / "trace.jsonl")
    fewer = COSTS[DELETION].reads - costs[DELETION].reads
    assert fewer >= 0
    costs[DELETION] = replace(costs[DELETION], reads=costs[DELETION].reads + fewer)
    assert costs == COSTS


def test_what_is_asked_side_by_side_is_one_trip() -> None:
    def call(begun: float) -> dict[str, float]:
        return {"begun": begun, "ended": begun + 1.0}

    assert trips([]) == 0
    assert trips([call(0), call(0.1), call(0.2)]) == 1
    assert trips([call(0), call(0.1), call(1.2), call(1.3), call(2.5)]) == 3
