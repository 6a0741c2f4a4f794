"""The deployed function ``anonymise_nightly``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.anonymise_nightly.contract import NightlyQuery, RetentionReport
from functions.anonymise_nightly.deps import Deps
from functions.anonymise_nightly.examples import RUN
from functions.anonymise_nightly.rights import count_rights
from functions.anonymise_nightly.show import report_of
from functions.anonymise_nightly.use_case import resume_erasures, run
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.privacy.purposes import PROTECTION
from shared.rights.inventory import records
from shared.rights.retention.report import write_to_log
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.rights import RightsParts

_WITHIN = timedelta(minutes=9)


async def erase_ended(call: Call[None], deps: Deps) -> RetentionReport:
    """Have everything deleted or anonymised that has outlived its retention.

    Runs nightly. With ``dry_run`` it counts only. ``finished`` is false if its time was over before
    all parts were done, which go on by themselves, or if something is left for the next night.
    """
    asked: NightlyQuery = call.query
    deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1))
    running = late = 0
    if not asked.dry_run:
        running, late = await resume_erasures(deps.erasures, deps.jobs, now=call.now)
    if late:
        log.write(log.Event.ERASURES_LATE, log.Severity.ERROR, late=late)
    runs = deps.nightly_runs
    progress = await run(runs, deps.jobs, call.now.date(), deadline, dry=asked.dry_run)
    if (ended := await runs.end(progress.run.run)) is not None:
        write_to_log(ended, records())
    rights = await count_rights(deps.rights_clock, now=call.now, dry=asked.dry_run)
    return report_of(progress, rights=rights, erasures=running, late=late)


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/anonymise_nightly",
        erase_ended,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        query=NightlyQuery,
        reply=RetentionReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = edge(OPERATIONS, RightsParts(google_cloud()))


@functions_framework.aio.http
async def anonymise_nightly(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
