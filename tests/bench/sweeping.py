"""Our nightly run, whole, in a process of its own: ``python -m tests.bench.sweeping DAY``.

In a gateway's environment. Prints what it took as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from datetime import date, timedelta

from shared.kernel.clock import Deadline
from shared.setup.rights import RightsParts
from shared.setup.settings import of_this_process
from tests.bench.billing import BilledCloud


async def sweep(day: date) -> dict[str, object]:
    """Run all parts of a day's run, and return what it took."""
    platform = BilledCloud(of_this_process())
    parts = RightsParts(platform)
    await parts.nightly_runs.begin(day - timedelta(days=1), dry=True)  # connects
    before, queries = platform.bill.total, len(platform.bill.ranges)
    cpu, began = time.process_time(), time.perf_counter()
    progress = await parts.nightly_runs.begin(day, dry=False)
    deadline, run = Deadline.after(parts.clock, timedelta(minutes=8)), progress.run.run
    await asyncio.gather(*(parts.nightly_worker.run(run, one, deadline) for one in progress.open))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    billed = platform.bill.total - before
    return {
        "seconds": seconds,
        "cpu": cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "reads": billed.reads,
        "writes": billed.writes,
        "deletes": billed.deletes,
        "ranges": platform.bill.ranges[queries:],
    }


if __name__ == "__main__":
    sys.stderr.write(json.dumps(asyncio.run(sweep(date.fromisoformat(sys.argv[1])))))
