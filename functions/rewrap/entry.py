"""The deployed function ``rewrap``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.rewrap.contract import RewrapReport
from functions.rewrap.deps import Deps
from functions.rewrap.examples import RUN
from functions.rewrap.use_case import rewrap as rotate
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud

_WITHIN = timedelta(minutes=9)


async def rotate_keys(call: Call[None], deps: Deps) -> RewrapReport:
    """Begin a new epoch every 90 days, and wrap people's keys under it.

    Runs nightly. ``left`` says how many keys are for the next run.
    """
    report = await rotate(
        deps.people_keyring,
        deps.other_keyrings,
        deps.key_rotation,
        today=call.now.date(),
        deadline=Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1)),
    )
    log.write(
        log.Event.KEYS_REWRAPPED,
        # While everything is sealed anew this is told every night: an operator must end it.
        log.Severity.ERROR if report.damaged or report.resealing else log.Severity.INFO,
        rewrapped=report.rewrapped,
        damaged=report.damaged,
        left=report.left,
    )
    return report


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/rewrap",
        rotate_keys,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        reply=RewrapReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = edge(OPERATIONS, ErasureParts(google_cloud()), keyrings=tuple(Use))


@functions_framework.aio.http
async def rewrap(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
