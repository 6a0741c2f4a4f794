"""Asking for an export: the same wherever one can be asked for."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from shared.platform.jobs.port import Jobs, Topic
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export

Told = Callable[[], Awaitable[None]]


async def ask_for_export(
    person: str, *, now: datetime, exports: Exports, jobs: Jobs, tell: Told
) -> Export:
    """Ask for an export; if one is being prepared already, that one is returned.

    The message comes after the document, and again whenever the person asks again: a lost one is
    made good by that, and a superfluous one finds nothing to do.

    Raises:
        TooManyRequestsError: There were enough today.
        UnavailableError: Ask again.
    """
    fresh = False

    async def begun() -> None:
        nonlocal fresh
        fresh = True

    export = await exports.ask(person, begun=begun)
    if not export.is_worked_on(now):
        await jobs.publish(Topic.EXPORT_WORKER, {"person": person, "export": export.id})
    if fresh:
        await tell()
    return export
