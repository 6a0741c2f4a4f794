"""The deployed function ``refresh_waybills``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.refresh_waybills.contract import TurnReport
from functions.refresh_waybills.deps import Deps
from functions.refresh_waybills.examples import TURNED
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.refresh import RefreshParts


async def turn(_: Call[None], deps: Deps) -> TurnReport:
    """Hand out the followed parcels that are due to be looked at, and news that was found.

    Runs every minute. What was missed is handed out too, each follow once; one that is handed out
    twice is looked at once.
    """
    number = await deps.coordinator.turn()
    rings = await deps.coordinator.ring()
    if number or rings:
        log.write(log.Event.WHEEL_TURNED, number=number, rings=rings)
    return TurnReport(handed_out=number, rings=rings)


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/refresh_waybills",
        turn,
        caller=CallerKind.PLATFORM,
        purpose=TRACKING,
        reply=TurnReport,
        within=timedelta(seconds=50),
        examples=TURNED,
    ),
)

_edge = edge(OPERATIONS, RefreshParts(google_cloud()))


@functions_framework.aio.http
async def refresh_waybills(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
