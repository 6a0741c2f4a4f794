"""Forgetting goes window by window: one number that stays does not keep the others."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import cast

from functions.forget_nightly.use_case import forget_gone
from shared.kernel.clock import Deadline, SystemClock
from shared.kernel.errors import UnavailableError
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.carriers.port import MOST_STORED
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.webhook_updates import ShipmentNews
from shared.platform.suppliers.port import SupplierError
from tests.fakes import ScriptedAggregator


async def _story(_: Asked) -> Report:
    return Report(status=Status.NOT_FOUND)


class Stubborn(ScriptedAggregator):
    """An aggregator that does not let a number go, nor what is named with it."""

    stays = "N0"

    async def forget(self, parcels: Iterable[tuple[str, Asked]], *, deadline: Deadline) -> None:
        """Delete, or refuse."""
        listed = list(parcels)
        if any(asked.number == self.stays for _, asked in listed):
            raise SupplierError
        await super().forget(listed, deadline=deadline)


class Cache:
    """A cache in which numbers that begin with L live."""

    def __init__(self) -> None:
        self.down = False

    async def gone(self, supplier: str, refs: Sequence[ShipmentRef]) -> list[ShipmentRef]:
        """Return what does not live."""
        assert supplier == "seventeen_track"
        assert len(refs) <= 100
        if self.down:
            raise UnavailableError
        return [ref for ref in refs if not ref.asked.number.startswith("L")]


def aggregator(
    *numbers: str, kind: type[ScriptedAggregator] = ScriptedAggregator
) -> ScriptedAggregator:
    return kind(_story, kept=[("gls", Asked(number)) for number in numbers])


async def run(one: ScriptedAggregator, cache: Cache) -> tuple[int, int, bool, bool]:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=5))
    report = await forget_gone([one], cast("ShipmentNews", cache), deadline=deadline)
    (told,) = report.suppliers
    return told.stored, told.forgotten, told.failed, report.finished


async def test_what_nobody_asks_for_is_forgotten_and_the_rest_stays() -> None:
    one = aggregator("N1", "L1", "N2")
    assert await run(one, Cache()) == (3, 2, False, True)
    assert [asked.number for _, asked in one.kept] == ["L1"]
    assert await run(one, Cache()) == (1, 0, False, True)


async def test_a_number_that_stays_holds_up_no_more_than_its_window() -> None:
    one = aggregator(*(f"N{n}" for n in range(260)), kind=Stubborn)
    assert await run(one, Cache()) == (260, 220, True, False)
    assert len(one.kept) == 40


async def test_an_aggregator_or_a_cache_that_is_down_is_told() -> None:
    one, cache = aggregator("N1"), Cache()
    one.down = True
    assert await run(one, cache) == (0, 0, True, False)
    one.down, cache.down = False, True
    assert await run(one, cache) == (1, 0, True, False)
    assert len(one.kept) == 1


async def test_a_list_that_is_too_long_for_one_night_is_not_finished() -> None:
    one = aggregator(*(f"L{n}" for n in range(MOST_STORED)))
    assert await run(one, Cache()) == (MOST_STORED, 0, True, False)
