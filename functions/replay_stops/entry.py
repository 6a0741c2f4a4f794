"""The deployed function ``replay_stops``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.replay_stops.contract import ReplayReport
from functions.replay_stops.deps import Deps
from functions.replay_stops.examples import RUN
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud

_WITHIN = timedelta(minutes=9)


async def stop_again(_: Call[None], deps: Deps) -> ReplayReport:
    """Stop again whatever people had stopped and a restored backup has revived.

    For use after a restore only, before anybody is let in. Run it again at once until `finished` is
    true: it goes on where it was, for ten minutes, and begins anew after that.
    """
    deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=2))
    report = ReplayReport.of(await deps.stop_replay.run(deadline))
    again = sum(one.again for one in report.kinds)
    log.write(log.Event.STOPS_REPLAYED, again=again, left=report.left, finished=report.finished)
    return report


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/replay_stops",
        stop_again,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        reply=ReplayReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = edge(
    OPERATIONS,
    ErasureParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.EVIDENCE, Use.MONTHS),
)


@functions_framework.aio.http
async def replay_stops(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
