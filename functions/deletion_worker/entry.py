"""The deployed function ``deletion_worker``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.deletion_worker.contract import ErasuresWanted
from shared import log, wiring
from shared.clock import Deadline
from shared.erasure.wiring import deletion_work as reach
from shared.jobs.port import Topic
from shared.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.privacy.purposes import EVIDENCE
from shared.reach import DeletionWork
from shared.vault.uses import Use
from shared.web.model import Raw
from shared.web.operation import Call, CallerKind, Operation

_WITHIN = timedelta(minutes=9)


async def erase_people(call: Call[Push], deps: DeletionWork) -> Raw:
    """Carry erasures to their end.

    Pushed by Pub/Sub. 204: there is nothing left to do; anything else: to be pushed again.
    """
    wanted = received(call.body, ErasuresWanted)
    if wanted is not None:
        deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=2))
        await deps.worker().run_all(wanted.receipts.split(","), deadline)
        log.write(log.Event.ERASURE_RUN, finished=True)
    return DELIVERED


OPERATIONS = (
    Operation(
        "POST",
        Topic.DELETION_WORKER.path,
        erase_people,
        caller=CallerKind.PLATFORM,
        purpose=EVIDENCE,
        body=Push,
        reply=Raw,
        status=204,
        within=_WITHIN,
        examples=PUSH_EXAMPLES,
    ),
)

_edge = wiring.edge(
    OPERATIONS, reach=reach, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.EVIDENCE, Use.MONTHS)
)


@functions_framework.aio.http
async def deletion_worker(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
