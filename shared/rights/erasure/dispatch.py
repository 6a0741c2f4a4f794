"""Messages that have people erased: some receipts each, so that their erasures share queries."""

from collections.abc import Iterator, Sequence

from shared.kernel import log
from shared.kernel.errors import UnavailableError
from shared.platform.jobs.port import Jobs, Topic

MOST = 30
"""Receipts in one message."""
FORM = r"^[a-z0-9]{1,64}(,[a-z0-9]{1,64}){0,29}$"


def messages(receipts: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield what to publish to ``deletion_worker``, for any number of receipts."""
    for first in range(0, len(receipts), MOST):
        yield {"receipts": ",".join(receipts[first : first + MOST])}


async def erase_at_once(jobs: Jobs, receipt: str) -> None:
    """Have somebody erased now; if that cannot be said, the nightly run has it done."""
    try:
        await jobs.publish(Topic.DELETION_WORKER, {"receipts": receipt})
    except UnavailableError as e:
        log.unavailable(e)
