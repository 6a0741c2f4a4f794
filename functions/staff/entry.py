"""The deployed function ``staff``."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.staff.cases import CASES
from functions.staff.people import PEOPLE
from functions.staff.requests import REQUESTS
from shared.platform.vault.uses import Use
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.rights import RightsParts

OPERATIONS = (*PEOPLE, *CASES, *REQUESTS)

_edge = edge(
    OPERATIONS,
    RightsParts(google_cloud()),
    keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LIMITS, Use.REQUESTS),
)


@functions_framework.aio.http
async def staff(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
