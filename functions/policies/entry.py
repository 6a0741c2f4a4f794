"""The deployed function ``policies``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.policies.contract import DataMapView
from shared import wiring
from shared.privacy import datamap
from shared.privacy.catalogue import records
from shared.privacy.purposes import EVIDENCE
from shared.suppliers.register import register
from shared.web.operation import Call, CallerKind, Operation


async def data_map(call: Call[None], region: str) -> DataMapView:
    """Show every kind of data that is held.

    Made from the code that stores it: kind, purpose, legal basis, retention, protection, and the
    suppliers that may be given something in this region.
    """
    suppliers = list(register().values())
    return DataMapView.of(
        datamap.lines(records()), suppliers, region=region, language=call.language
    )


OPERATIONS = (
    Operation(
        "GET",
        "/v1/data-map",
        data_map,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=DataMapView,
        cached=timedelta(hours=1),
    ),
)

_edge = wiring.edge(OPERATIONS, reach=wiring.region)


@functions_framework.aio.http
async def policies(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
