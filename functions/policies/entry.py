"""The deployed function ``policies``."""

from datetime import timedelta

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.policies.contract import DataMapView
from functions.policies.deps import Deps
from functions.policies.examples import DATA_MAP
from functions.policies.versions import VERSIONS
from shared.edge.operation import Call, CallerKind, Operation
from shared.privacy.purposes import EVIDENCE
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.policies import PolicyParts


async def data_map(call: Call[None], deps: Deps) -> DataMapView:
    """Show every kind of data that is held.

    Made from the code that stores it: kind, purpose, legal basis, retention, protection, and the
    suppliers that may be given something in this region.
    """
    from shared.platform.suppliers.register import register  # noqa: PLC0415 - when it is asked for
    from shared.privacy.data_map import lines  # noqa: PLC0415 - as above
    from shared.rights.inventory import records  # noqa: PLC0415 - every record class of the service

    return DataMapView.of(
        lines(records()), list(register().values()), region=deps.region, language=call.language
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

_edge = edge(OPERATIONS, PolicyParts(google_cloud()))


@functions_framework.aio.http
async def policies(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
