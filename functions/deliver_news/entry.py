"""The deployed function ``deliver_news``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.deliver_news.contract import NewsWaiting
from functions.deliver_news.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.schema import Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.push import DELIVERED, PUSH_EXAMPLES, Push, received
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.news import NewsParts


async def tell(call: Call[Push], deps: Deps) -> Raw:
    """Tell a person of news of followed parcels, if it is wanted and still true.

    Pushed by Pub/Sub. 204: they are told, it is put off, or is not to be told; anything else: to be
    pushed again. What else waits for the same person and channel goes with it.
    """
    waiting = received(call.body, NewsWaiting)
    if waiting is not None:
        outcome = await deps.news_delivery.deliver(waiting.message)
        log.write(log.Event.NEWS_TOLD, outcome=outcome)
    return DELIVERED


OPERATIONS = (
    Operation(
        "POST",
        Topic.DELIVER_NEWS.path,
        tell,
        caller=CallerKind.PLATFORM,
        purpose=TRACKING,
        body=Push,
        reply=Raw,
        status=204,
        within=timedelta(seconds=45),
        examples=PUSH_EXAMPLES,
    ),
)

_edge = edge(
    OPERATIONS,
    NewsParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LINKS, Use.LIMITS),
)


@functions_framework.aio.http
async def deliver_news(request: Request) -> Response:
    """Answer a push."""
    return await _edge.answer(request)
