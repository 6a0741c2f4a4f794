"""The deployed function ``policies``."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.policies.contract import DataMapView, Written
from functions.policies.deps import Deps
from functions.policies.examples import DATA_MAP
from functions.policies.versions import VERSIONS
from shared.edge.operation import Call, CallerKind, Operation
from shared.privacy.purposes import EVIDENCE
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.policies import PolicyParts

FILE = Path(__file__).with_name("data-map.json")


@cache
def _written() -> Written:
    written: Written = json.loads(FILE.read_bytes())
    return written


async def data_map(call: Call[None], deps: Deps) -> DataMapView:
    """Show every kind of data that is held.

    Made from the code that stores it: kind, purpose, legal basis, retention, protection, and the
    suppliers that may be given something in this region.
    """
    return DataMapView.of(_written(), region=deps.region, language=call.language)


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
