"""Close the months that are over: count their rows into cells, and let nothing else be left."""

from shared.rights.retention.shard import ShardWork
from shared.rights.statistics.aggregation import cells_of
from shared.rights.statistics.model import CountedParcel, can_be_closed
from shared.rights.statistics.months import MonthKeys, Months


class ClosedMonths:
    """The stage that closes months. It is the whole region's, so the first part alone does it."""

    name = "cells"

    def __init__(self, keys: MonthKeys, months: Months) -> None:
        self._keys, self._months = keys, months

    async def run(self, work: ShardWork) -> None:
        """Close each month that is over: once, for ever."""
        if work.shard != 0:
            return
        for month in await self._keys.months():
            if can_be_closed(month, work.day):
                await self._close(month, work)
                await work.step()

    async def _close(self, month: str, work: ShardWork) -> None:
        rows: list[tuple[CountedParcel, ...]] = []
        async for parcels in self._months.rows(month):
            if parcels is None:
                work.count("set_aside.contributions")
            else:
                rows.append(parcels)
        work.count("closed.months")
        work.count("deleted.contributions", len(rows))
        if not work.dry:
            cells = cells_of(rows)
            await self._months.close(month, {cell.key: n for cell, n in cells.items()})
