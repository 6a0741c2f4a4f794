"""The deployed function ``anonymise_nightly``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.anonymise_nightly.archives import sweep_archives
from functions.anonymise_nightly.contract import RetentionReport
from functions.anonymise_nightly.erasures import resume_erasures
from functions.anonymise_nightly.orphans import sweep_orphans
from functions.anonymise_nightly.rights import count_rights
from functions.anonymise_nightly.use_case import sweep
from functions.anonymise_nightly.withdrawals import sweep_withdrawals
from shared import log, wiring
from shared.clock import Deadline
from shared.erasure.wiring import retention as reach
from shared.exports.model import Export
from shared.privacy.catalogue import records
from shared.privacy.describe import Database
from shared.privacy.purposes import PROTECTION
from shared.reach import Retention
from shared.web.operation import Call, CallerKind, Operation

_WITHIN = timedelta(minutes=9)


async def erase_ended(call: Call[None], deps: Retention) -> RetentionReport:
    """Delete what has outlived its retention.

    Runs nightly. ``finished`` is false if its time was over before everything due was gone.
    """
    deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1))
    today = call.now.date()
    archives = await sweep_archives(
        deps.databases[Database.DATA], deps.archives, today=today, deadline=deadline
    )
    ending = [one for one in records() if one is not Export or not archives.left]
    report = await sweep(deps.databases, ending, today=today, deadline=deadline)
    orphans = await sweep_orphans(
        deps.databases[Database.KEYS],
        deps.databases[Database.DATA],
        today=today,
        deadline=deadline,
    )
    withdrawals = await sweep_withdrawals(
        deps.databases[Database.DATA], records(), today=today, deadline=deadline
    )
    left = orphans.left or withdrawals.left or archives.left
    finished = report.finished and not left
    running, late = await resume_erasures(deps.erasures(), deps.jobs, now=call.now)
    rights = await count_rights(
        deps.requests(),
        deps.databases[Database.DATA],
        deps.sender,
        deps.contact,
        now=call.now,
    )
    parts = {"rights": rights, "orphans": orphans, "withdrawals": withdrawals, "archives": archives}
    told = {"erasures": running, "erasures_late": late, "finished": finished}
    report = report.model_copy(update={**parts, **told})
    severity = log.Severity.ERROR if late else log.Severity.INFO
    log.write(log.Event.RETENTION_RUN, severity, deleted=report.deleted, left=report.left)
    return report


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/anonymise_nightly",
        erase_ended,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        reply=RetentionReport,
        within=_WITHIN,
    ),
)

_edge = wiring.edge(OPERATIONS, reach=reach)


@functions_framework.aio.http
async def anonymise_nightly(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
