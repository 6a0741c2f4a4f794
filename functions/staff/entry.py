"""The deployed function ``staff``."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.staff.cases import CASES
from functions.staff.people import PEOPLE
from functions.staff.requests import REQUESTS
from shared.platform.vault.uses import Use
from shared.setup import platform as wiring
from shared.setup.staff import staffed as reach

OPERATIONS = (*PEOPLE, *CASES, *REQUESTS)

_edge = wiring.edge(
    OPERATIONS, reach=reach, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LIMITS, Use.REQUESTS)
)


@functions_framework.aio.http
async def staff(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
