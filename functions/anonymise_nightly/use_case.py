"""A nightly run: begin it, have its parts worked on, wait for them."""

import asyncio
from datetime import date, datetime

from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.kernel.errors import UnavailableError
from shared.platform.jobs.port import Jobs, Topic
from shared.rights.erasure.dispatch import messages
from shared.rights.erasure.erasures import Erasures
from shared.rights.retention.model import RunProgress
from shared.rights.retention.runs import NightlyRuns

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0


async def run(
    runs: NightlyRuns, jobs: Jobs, day: date, deadline: Deadline, *, dry: bool
) -> RunProgress:
    """Have everything that is due on a day done, and wait for it as long as there is time.

    Called again, it goes on with the same run: its open parts are asked for anew, and a worker that
    is at work holds its part. Nobody needs to wait: the parts go on by themselves.

    Raises:
        UnavailableError: The database or the topic does not answer: call it again.
    """
    progress = await runs.begin(day, dry=dry)
    mark = progress.run.run
    for part in progress.open:
        await jobs.publish(Topic.ANONYMISE_SHARD, {"run": mark, "part": part})
    pause = _FIRST_PAUSE
    while progress.open and not deadline.passed:
        await asyncio.sleep(min(pause, deadline.left()))
        pause = min(2 * pause, _LONGEST_PAUSE)
        try:
            now = await runs.progress()
        except UnavailableError as e:  # the parts go on, and so does waiting
            log.unavailable(e)
            continue
        if now.run.run != mark:  # another day's run has begun
            break
        progress = now
    return progress


async def resume_erasures(erasures: Erasures, jobs: Jobs, *, now: datetime) -> tuple[int, int]:
    """Tell the worker of every erasure that is running; return how many there are, and are late.

    Raises:
        UnavailableError: The database or the topic does not answer.
    """
    running = await erasures.running()
    for message in messages(list(running)):
        await jobs.publish(Topic.DELETION_WORKER, message)
    return len(running), sum(due_at < now for due_at in running.values())
