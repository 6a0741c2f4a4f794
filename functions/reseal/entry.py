"""The deployed function ``reseal``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.reseal.contract import ResealReport
from functions.reseal.deps import Deps
from functions.reseal.examples import RUN
from functions.reseal.use_case import reseal as seal_anew
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud

_WITHIN = timedelta(minutes=9)


async def seal_all_anew(call: Call[None], deps: Deps) -> ResealReport:
    """Give everybody a new key, and seal everything about them anew.

    For use after a compromise only. Run it again, after two minutes, until ``finished`` is true.
    """
    report = await seal_anew(
        deps.people_keyring,
        deps.key_rotation,
        deps.resealing,
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

_edge = edge(OPERATIONS, ErasureParts(google_cloud()), keyrings=(Use.PEOPLE, Use.LOOKUPS))


@functions_framework.aio.http
async def reseal(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
