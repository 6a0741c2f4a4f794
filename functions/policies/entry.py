"""The deployed function ``policies``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.policies.contract import DataMapView
from functions.policies.examples import DATA_MAP
from functions.policies.versions import VERSIONS
from shared import wiring
from shared.policies.wiring import policing as reach
from shared.privacy import datamap
from shared.privacy.catalogue import records
from shared.privacy.purposes import EVIDENCE
from shared.reach import Policing
from shared.suppliers.register import register
from shared.vault.uses import Use
from shared.web.operation import Call, CallerKind, Operation


async def data_map(call: Call[None], deps: Policing) -> DataMapView:
    """Show every kind of data that is held.

    Made from the code that stores it: kind, purpose, legal basis, retention, protection, and the
    suppliers that may be given something in this region.
    """
    suppliers = list(register().values())
    return DataMapView.of(
        datamap.lines(records()), suppliers, region=deps.region, language=call.language
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
        examples=DATA_MAP,
    ),
    *VERSIONS,
)

_edge = wiring.edge(OPERATIONS, reach=reach, keyrings=(Use.SESSIONS,))


@functions_framework.aio.http
async def policies(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
