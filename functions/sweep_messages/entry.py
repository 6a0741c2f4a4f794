"""The deployed function ``sweep_messages``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.sweep_messages.contract import SweepReport
from functions.sweep_messages.deps import Deps
from functions.sweep_messages.examples import SWEPT
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.privacy.purposes import PROTECTION
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.messages import MessageParts


async def sweep(_: Call[None], deps: Deps) -> SweepReport:
    """Hand on messages to people that are overdue.

    Runs every minute. A message that is handed on twice is sent once.
    """
    number = await deps.outbox.sweep()
    if number:
        log.write(log.Event.MESSAGES_SWEPT, number=number)
    return SweepReport(handed_on=number)


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/sweep_messages",
        sweep,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        reply=SweepReport,
        within=timedelta(seconds=50),
        examples=SWEPT,
    ),
)

_edge = edge(OPERATIONS, MessageParts(google_cloud()))


@functions_framework.aio.http
async def sweep_messages(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
