"""The deployed function ``staff``."""

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.staff.cases import CASES
from functions.staff.people import PEOPLE
from functions.staff.requests import REQUESTS
from shared import wiring
from shared.staff.wiring import staffed as reach
from shared.vault.uses import Use

OPERATIONS = (*PEOPLE, *CASES, *REQUESTS)

_edge = wiring.edge(
    OPERATIONS, reach=reach, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.LIMITS, Use.REQUESTS)
)


@functions_framework.aio.http
async def staff(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
