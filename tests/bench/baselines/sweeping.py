"""Delete what is due: the range queries that it is given, and batched commits; nothing else.

``python -m tests.bench.baselines.sweeping FILE``: the queries as JSON, a list of collection, first
and last value of ``due``. Prints what it took as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from google.cloud.firestore import AsyncClient, AsyncQuery, FieldFilter

from tests.bench.baselines.database import DATABASE, project
from tests.bench.baselines.tally import Tally

_PAGE = 500
_AT_ONCE = 6
Range = tuple[str, str, str]


class Sweep:
    """One run."""

    def __init__(self, database: AsyncClient) -> None:
        self._database, self._queries = database, asyncio.Semaphore(_AT_ONCE)
        self.tally = Tally()

    async def run(self, ranges: Sequence[Range]) -> None:
        """Delete all that lies in these ranges."""
        await asyncio.gather(*(self._range(*one) for one in ranges))

    async def _range(self, collection: str, first: str, last: str) -> None:
        query: AsyncQuery = (
            self._database.collection(collection)
            .where(filter=FieldFilter("due", ">=", first))
            .where(filter=FieldFilter("due", "<=", last))
            .order_by("due")
            .order_by("__name__")
            .select(["due"])
            .limit(_PAGE)
        )
        full = True
        while full:
            async with self._queries:
                page = [one async for one in query.stream()]
                self.tally.queried(len(page))
                batch = self._database.batch()
                for one in page:
                    as_seen = self._database.write_option(last_update_time=one.update_time)
                    batch.delete(one.reference, as_seen)
                if page:
                    await batch.commit()
                    self.tally.deletes += len(page)
            full = len(page) == _PAGE


async def _main(ranges: Sequence[Range]) -> dict[str, object]:
    database = AsyncClient(project=project(), database=DATABASE)
    await database.collection("warm").document("up").get()  # connects
    sweep = Sweep(database)
    cpu, began = time.process_time(), time.perf_counter()
    await sweep.run(ranges)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "seconds": seconds,
        "cpu": cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "reads": sweep.tally.reads,
        "writes": sweep.tally.writes,
        "deletes": sweep.tally.deletes,
    }


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stderr.write(json.dumps(asyncio.run(_main([tuple(one) for one in given]))))
