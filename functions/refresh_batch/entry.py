"""The deployed function ``refresh_batch``."""

from dataclasses import asdict
from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.refresh_batch.contract import BatchDue, NewsFound
from functions.refresh_batch.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.kernel.schema import Raw
from shared.parcels.refresh.model import Batch
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.refresh import RefreshParts

_WORKS_FOR = timedelta(seconds=45)


async def refresh(call: Call[Push], deps: Deps) -> Raw:
    """Look at a batch of followed parcels, or hand on news that somebody found.

    Pushed by Pub/Sub. 204: each was looked at, or is not to be; anything else: to be pushed again.
    Whoever was asked for lately is not asked for again.
    """
    told = received(call.body, BatchDue, NewsFound)
    deadline, worker = Deadline.after(deps.clock, _WORKS_FOR), deps.refresh_worker
    match told:
        case BatchDue():
            looked = await worker.work(Batch(told.wheel, told.after, told.until), deadline)
            log.write(log.Event.BATCH_LOOKED_AT, **asdict(looked))
        case NewsFound():
            looked = await worker.follow_up(told.ring, deadline)
            log.write(log.Event.NEWS_HANDED_ON, follows=looked.follows)
        case None:
            pass
    return DELIVERED


OPERATIONS = (
    Operation(
        "POST",
        Topic.REFRESH_BATCH.path,
        refresh,
        caller=CallerKind.PLATFORM,
        purpose=TRACKING,
        body=Push,
        reply=Raw,
        status=204,
        within=timedelta(seconds=55),
        examples=PUSH_EXAMPLES,
    ),
)

_edge = edge(
    OPERATIONS,
    RefreshParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SHIPMENTS, Use.BUDGETS, Use.MONTHS),
)


@functions_framework.aio.http
async def refresh_batch(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
