"""The deployed function ``forget_nightly``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.forget_nightly.contract import ForgettingReport
from functions.forget_nightly.deps import Deps
from functions.forget_nightly.examples import RUN
from functions.forget_nightly.use_case import forget_gone
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.parcels import ParcelParts

_WITHIN = timedelta(minutes=9)


async def forget_numbers(_: Call[None], deps: Deps) -> ForgettingReport:
    """Have aggregators forget numbers that nobody asks for any more.

    Runs nightly. ``finished`` is false if an aggregator did not do as told: the next run goes on.
    """
    deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1))
    report = await forget_gone(deps.aggregators, deps.shipment_news, deadline=deadline)
    for one in report.suppliers:
        log.write(
            log.Event.NUMBERS_FORGOTTEN,
            log.Severity.ERROR if one.failed else log.Severity.INFO,
            supplier=log.Word(one.supplier),
            stored=one.stored,
            forgotten=one.forgotten,
        )
    return report


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/forget_nightly",
        forget_numbers,
        caller=CallerKind.PLATFORM,
        purpose=TRACKING,
        reply=ForgettingReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = edge(OPERATIONS, ParcelParts(google_cloud()), keyrings=(Use.SHIPMENTS, Use.BUDGETS))


@functions_framework.aio.http
async def forget_nightly(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
