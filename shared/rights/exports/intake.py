"""Asking for an export: the same wherever one can be asked for."""

from collections.abc import Sequence
from datetime import datetime

from shared.people.accounts.notices import Notices
from shared.people.messages.outbox import Queued
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.write_batch import Writing
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import Export


async def ask_for_export(
    person: str, *, now: datetime, exports: Exports, jobs: Jobs, notices: Notices
) -> Export:
    """Ask for an export, and tell the person; if one is being prepared already, return that one.

    The message comes after the document, and again whenever the person asks again: a lost one is
    made good by that, and a superfluous one finds nothing to do.

    Raises:
        TooManyRequestsError: There were enough today.
        UnavailableError: Ask again.
    """
    told: list[Queued] = []

    async def begun() -> Sequence[Writing]:
        told[:] = [await notices.export_asked(person)]
        return [told[0].writing]

    export = await exports.ask(person, begun=begun)
    if not export.is_worked_on(now):
        await jobs.publish(Topic.EXPORT_WORKER, {"person": person, "export": export.id})
    for one in told:
        await notices.hand_over(one)
    return export
