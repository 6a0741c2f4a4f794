"""The deployed function ``send_promotions``."""

from datetime import timedelta
from typing import Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.send_promotions.contract import PromotionReport, PromotionsReport
from functions.send_promotions.deps import Deps
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.promotions import PromotionParts

_WITHIN = timedelta(seconds=55)
_LAST = timedelta(seconds=30)
"""Before the end no further people are begun: a message may wait for its turn, and an answer."""
_RUN: dict[str, dict[str, Any]] = {
    "reply": {
        "one goes out": {
            "promotions": [{"promotion": "2026-12-returns", "sent": 148, "left": True}]
        },
        "none is on": {"promotions": []},
    }
}


async def send(_: Call[None], deps: Deps) -> PromotionsReport:
    """Send the promotions that are on to those who agreed to them, a part of the people at a time.

    Runs every minute. Each person is asked for at that moment, is sent it once by each channel that
    they agreed to, by day where they are, and after all news that is due.
    """
    deadline = Deadline.after(deps.clock, _WITHIN - _LAST)
    reports: list[PromotionReport] = []
    for one in deps.promotions():
        if one.is_on(deps.clock.now()):
            done = await deps.promoting.go_on(one, deadline)
            reports.append(PromotionReport(promotion=one.id, sent=done.sent, left=done.left))
            log.write(log.Event.PROMOTION_SENT, number=done.sent)
    return PromotionsReport(promotions=tuple(reports))


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/send_promotions",
        send,
        caller=CallerKind.PLATFORM,
        purpose=ACCOUNT,
        reply=PromotionsReport,
        within=_WITHIN,
        examples=_RUN,
    ),
)

_edge = edge(
    OPERATIONS,
    PromotionParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LINKS, Use.LIMITS),
)


@functions_framework.aio.http
async def send_promotions(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
