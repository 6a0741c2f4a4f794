"""``make watch`` in small: some hours of followed parcels, on a stack of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.drills.watch import settings, too_dear
from infra.local.drills.watch_region import Region
from infra.local.drills.watch_table import lines
from infra.local.stack.stack import Stack
from infra.local.tools.bill import new_bill
from tests.ports import free_ports

pytestmark = pytest.mark.stack
_FOLLOWS, _HOURS = 20, 3


@pytest.fixture
def billed(tmp_path: Path) -> Iterator[tuple[Stack, Path]]:
    bill = new_bill(tmp_path, "us")
    counting = {"GATEWAY_PLUGIN": "infra.local.tools.bill", "BILLS": str(tmp_path)}
    with Stack(free_ports(), ("us",), gateway_env=settings(_FOLLOWS) | counting) as stack:
        yield stack, bill


@pytest.mark.slow("a stack of its own is started, and a day and a morning pass")
async def test_of_followed_parcels_nothing_is_lost_and_nothing_asked_for_twice(
    billed: tuple[Stack, Path],
) -> None:
    stack, bill = billed
    said: list[str] = []
    region = Region(stack, "us", bill, said.append)
    faults = await asyncio.to_thread(region.run, _FOLLOWS, hours=_HOURS)
    day = region.played
    assert not faults, "\n".join(faults)
    assert not too_dear(day)
    assert len(day.ticks) == _HOURS * 12
    assert 0 < day.calls < day.flat_calls
    assert any("calls about a number" in line for line in lines(day))
