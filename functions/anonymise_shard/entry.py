"""The deployed function ``anonymise_shard``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.anonymise_shard.contract import PartWanted
from functions.anonymise_shard.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel.clock import Deadline
from shared.kernel.schema import Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.rights.inventory import records
from shared.rights.retention.report import write_to_log
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.rights import RightsParts

_WITHIN = timedelta(minutes=9)


async def erase_part(call: Call[Push], deps: Deps) -> Raw:
    """Do one part of a nightly run.

    Pushed by Pub/Sub. 204: it is done, or asked for anew; anything else: to be pushed again.
    """
    wanted = received(call.body, PartWanted)
    if wanted is not None:
        deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=2))
        ended = await deps.nightly_worker.run(wanted.run, wanted.part, deadline)
        if ended is not None:
            write_to_log(ended, records())
    return DELIVERED


OPERATIONS = (
    Operation(
        "POST",
        Topic.ANONYMISE_SHARD.path,
        erase_part,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        body=Push,
        reply=Raw,
        status=204,
        within=_WITHIN,
        examples=PUSH_EXAMPLES,
    ),
)

_edge = edge(
    OPERATIONS,
    RightsParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.MONTHS, Use.LIMITS),
)


@functions_framework.aio.http
async def anonymise_shard(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
