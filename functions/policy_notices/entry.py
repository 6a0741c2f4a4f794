"""The deployed function ``policy_notices``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.policy_notices.contract import NoticesReport
from functions.policy_notices.deps import Deps
from functions.policy_notices.examples import RUN
from functions.policy_notices.use_case import announce
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import log
from shared.kernel.clock import Deadline
from shared.platform.vault.uses import Use
from shared.privacy.purposes import EVIDENCE
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.messages import MessageParts

_WITHIN = timedelta(minutes=9)


async def tell_everyone(_: Call[None], deps: Deps) -> NoticesReport:
    """Write to everyone about a version of the policy that cuts rights.

    Runs hourly. Such a version takes effect 30 days after all have been written to and its banner
    was served. Who could not be written to is counted and listed, and holds up nobody.
    """
    deadline = Deadline.after(deps.clock, _WITHIN - timedelta(minutes=1))
    published = [one.policy for one in await deps.policies.published()]
    cutting = [one for one in published if one.cuts_rights]
    told = [await announce(one, deps, deadline) for one in cutting]
    for one in told:
        failed = one.refused + one.failed + one.unreachable
        stuck = one.left and not one.sent
        log.write(
            log.Event.POLICY_TOLD,
            log.Severity.WARNING if failed or stuck else log.Severity.INFO,
            sent=one.sent,
            not_sent=failed,
            left=one.left,
        )
    return NoticesReport(announced=tuple(told), finished=not any(one.left for one in told))


OPERATIONS = (
    Operation(
        "POST",
        "/jobs/policy_notices",
        tell_everyone,
        caller=CallerKind.PLATFORM,
        purpose=EVIDENCE,
        reply=NoticesReport,
        within=_WITHIN,
        examples=RUN,
    ),
)

_edge = edge(OPERATIONS, MessageParts(google_cloud()), keyrings=(Use.PEOPLE, Use.LOOKUPS))


@functions_framework.aio.http
async def policy_notices(request: Request) -> Response:
    """Answer a call of the platform."""
    return await _edge.answer(request)
