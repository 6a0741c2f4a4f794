"""The deployed function ``carrier_events``."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.carrier_events.contract import Receipt
from functions.carrier_events.deps import Deps
from functions.carrier_events.examples import PUSHED
from functions.carrier_events.use_case import receive
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors, log
from shared.platform.suppliers.port import SwitchedOffError
from shared.platform.vault.uses import Use
from shared.privacy.purposes import TRACKING
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.parcels import ParcelParts

_BODY_BYTES = 1024 * 1024


async def receive_push(call: Call[bytes], deps: Deps) -> Receipt:
    """Take an aggregator's push.

    Answered 200 whenever the push is genuine and new, also if nobody asks for that parcel any
    more. One that was received before is refused.
    """
    supplier = call.params["supplier"]
    outcome = await receive(supplier, call.body, call.signature, deps)
    log.write(log.Event.CARRIER_PUSHED, supplier=log.Word(supplier), outcome=outcome)
    return Receipt(outcome=outcome)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/carrier-events/{supplier}",
        receive_push,
        caller=CallerKind.SUPPLIER,
        purpose=TRACKING,
        signature="sign",
        reply=Receipt,
        body_bytes=_BODY_BYTES,
        raises=(errors.ReplayedError, SwitchedOffError),
        examples=PUSHED,
    ),
)

_edge = edge(OPERATIONS, ParcelParts(google_cloud()), keyrings=(Use.SHIPMENTS,))


@functions_framework.aio.http
async def carrier_events(request: Request) -> Response:
    """Answer a supplier."""
    return await _edge.answer(request)
