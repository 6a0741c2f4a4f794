"""The deployed function ``reseal``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.reseal.contract import ResealReport
from functions.reseal.examples import RUN
from functions.reseal.use_case import reseal as seal_anew
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.setup import platform as wiring
from shared.setup.reach import Resealed
from shared.setup.rotation import resealing as reach

_WITHIN = timedelta(minutes=9)


async def seal_all_anew(call: Call[None], deps: Resealed) -> ResealReport:
    """Give everybody a new key, and seal everything about them anew.

    For use after a compromise only. Run it again, after two minutes, until ``finished`` is true.
    """
    report = await seal_anew(
        deps.people(),
        deps.keys(),
        deps.all(),
        now=call.now,
        deadline=Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1)),
    )
    log.write(log.Event.PEOPLE_RESEALED, resealed=report.resealed, left=report.left)
    return report


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/reseal",
        seal_all_anew,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        reply=ResealReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = wiring.edge(OPERATIONS, reach=reach, keyrings=(Use.PEOPLE, Use.LOOKUPS))


@functions_framework.aio.http
async def reseal(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
