"""The deployed function ``tracking``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.tracking.contract import (
    Candidates,
    Carriers,
    CarrierView,
    Detect,
    Query,
    TrackingResults,
)
from functions.tracking.deps import Deps
from functions.tracking.examples import CATALOGUE, DETECT, QUERY
from shared.edge.authentication import Visitor
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel.clock import Deadline
from shared.parcels.carriers.choice import reach_by
from shared.parcels.carriers.detect import detect as detected
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.ranking import put_to_person
from shared.parcels.carriers.typed import country_of, pasted_of
from shared.parcels.carriers.views import CandidateView
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.parcels import ParcelParts


async def list_carriers(_: Call[None], deps: Deps) -> Carriers:
    """List the carriers.

    Every carrier whose numbers are recognised, with what it may ask for beside the number, and
    whether this service can ask it, and by whom.
    """
    return Carriers(
        carriers=tuple(
            CarrierView.of(carrier, deps.whom(code)) for code, carrier in sorted(CARRIERS.items())
        )
    )


async def detect(call: Call[Detect], deps: Deps) -> Candidates:
    """Tell which carriers a number may belong to.

    At most 20, each with the strongest evidence for it. That evidence decides on the order, then
    the ``country`` (or else that of ``Accept-Language``), then whether the carrier can be asked.
    Nothing is looked up, asked or stored.
    """
    number = pasted_of(call.body.number).number
    country = country_of(call.body.country, call.languages)
    candidates = put_to_person(detected(number), reach_by(deps.whom), country)
    return Candidates(candidates=tuple(CandidateView.of(one) for one in candidates))


async def query(call: Call[Query], deps: Deps) -> TrackingResults:
    """Show where parcels are.

    Up to 40 numbers; each has its own result or problem, in the order asked. Only a body that has
    not the declared form, such as a number that is not text, is refused as a whole. Without
    ``carrier`` the host of a pasted link names it, unless the number is surely another's; else the
    number's check digit or beginning does, if it speaks for one alone. Length never decides, nor
    does the check digit of bare digits among other words. Otherwise the item's problem is
    ``carrier-ambiguous``, and ``candidates`` lists up to 20, the likelier first, as
    ``POST /v1/carriers/detect`` does.
    """
    # Detection and the catalogue look nothing up: most instances begin with them, and without this.
    from functions.tracking.show import show  # noqa: PLC0415
    from functions.tracking.use_case import track  # noqa: PLC0415
    from shared.parcels.shipments.lookup import ANSWER_WITHIN  # noqa: PLC0415
    from shared.parcels.shipments.requester import visitor  # noqa: PLC0415

    deadline = Deadline.after(deps.clock, ANSWER_WITHIN)
    source = call.caller.source if isinstance(call.caller, Visitor) else ""
    found = await track(
        call.body.items,
        behalf=visitor(source),
        choose=deps.whom,
        languages=call.languages,
        lookup=deps.shipment_lookup,
        deadline=deadline,
    )
    return TrackingResults(items=tuple(show(one, call) for one in found))


_ITEMS_PER_REQUEST = 10
"""So many look-ups cost the limiter as much as one request."""

_BODY_BYTES = 256 * 1024
"""Room for 40 texts of 500 characters, each written as ``\\ud83d\\udce6``."""

OPERATIONS = (
    Operation(
        "GET",
        "/v1/carriers",
        list_carriers,
        caller=CallerKind.VISITOR,
        purpose=TRACKING,
        reply=Carriers,
        cached=timedelta(minutes=10),
        examples=CATALOGUE,
    ),
    Operation(
        "POST",
        "/v1/carriers/detect",
        detect,
        caller=CallerKind.VISITOR,
        purpose=TRACKING,
        body=Detect,
        reply=Candidates,
        examples=DETECT,
    ),
    Operation(
        "POST",
        "/v1/waybills/query",
        query,
        caller=CallerKind.VISITOR,
        purpose=TRACKING,
        body=Query,
        body_bytes=_BODY_BYTES,
        reply=TrackingResults,
        extra_cost=lambda body: len(body.items) / _ITEMS_PER_REQUEST,
        examples=QUERY,
    ),
)

_edge = edge(OPERATIONS, ParcelParts(google_cloud()), keyrings=(Use.SHIPMENTS, Use.BUDGETS))


@functions_framework.aio.http
async def tracking(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
