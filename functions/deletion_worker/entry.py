"""The deployed function ``deletion_worker``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.deletion_worker.contract import ErasuresWanted
from functions.deletion_worker.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.kernel.schema import Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.vault.uses import Use
from shared.privacy.purposes import EVIDENCE
from shared.setup.edge import edge
from shared.setup.erasure import ErasureParts
from shared.setup.google_cloud import google_cloud

_WITHIN = timedelta(minutes=9)


async def erase_people(call: Call[Push], deps: Deps) -> Raw:
    """Carry erasures to their end.

    Pushed by Pub/Sub. 204: there is nothing left to do; anything else: to be pushed again.
    """
    wanted = received(call.body, ErasuresWanted)
    if wanted is not None:
        deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=2))
        await deps.erasure_worker.run_all(wanted.receipts.split(","), deadline)
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

_edge = edge(
    OPERATIONS,
    ErasureParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.EVIDENCE, Use.MONTHS),
)


@functions_framework.aio.http
async def deletion_worker(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
