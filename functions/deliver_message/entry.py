"""The deployed function ``deliver_message``."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.deliver_message.contract import MessageWaiting
from functions.deliver_message.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.schema import Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.vault.uses import Use
from shared.privacy.purposes import PROTECTION
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.messages import MessageParts


async def deliver(call: Call[Push], deps: Deps) -> Raw:
    """Send a message to a person, if they still want it.

    Pushed by Pub/Sub. 204: it is sent, put off, or not to be sent; anything else: to be pushed
    again.
    """
    waiting = received(call.body, MessageWaiting)
    if waiting is not None:
        outcome = await deps.delivery.deliver(waiting.message)
        log.write(log.Event.MESSAGE_DELIVERED, outcome=outcome)
    return DELIVERED


OPERATIONS = (
    Operation(
        "POST",
        Topic.DELIVER_MESSAGE.path,
        deliver,
        caller=CallerKind.PLATFORM,
        purpose=PROTECTION,
        body=Push,
        reply=Raw,
        status=204,
        examples=PUSH_EXAMPLES,
    ),
)

_edge = edge(
    OPERATIONS, MessageParts(google_cloud()), keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LIMITS)
)


@functions_framework.aio.http
async def deliver_message(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
