"""Have erasures that are not finished worked on again: none is forgotten."""

from collections.abc import Callable
from datetime import datetime

from shared.erasure.erasures import Erasures
from shared.jobs.port import Jobs, Topic


async def resume_erasures(
    erasures: Erasures, jobs: Callable[[], Jobs], *, now: datetime
) -> tuple[int, int]:
    """Tell the worker of every erasure that is running; return how many there are, and are late.

    Raises:
        UnavailableError: The database or the topic does not answer.
    """
    running = await erasures.running()
    late = 0
    for receipt in running:
        late += (await erasures.get(receipt)).due_at < now
        await jobs().publish(Topic.DELETION_WORKER, {"receipt": receipt})
    return len(running), late
