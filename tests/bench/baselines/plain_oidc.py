"""The plain function that staff and schedules call: it verifies who, and reads a document.

An OpenID token of RS256 is checked by joserfc, under keys that httpx fetches once. The clients of
the database and of the key service are made, as in ``plain_kms.py``.
"""

import os
import time
from typing import Any

import functions_framework.aio
import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.bench.baselines.database import PEOPLE, token_in
from tests.bench.baselines.plain import database
from tests.bench.baselines.plain_kms import keys

_KEPT: dict[str, KeySet] = {}
_SECONDS = 5.0


async def _key_set() -> KeySet:
    url = os.environ["PLAIN_KEYS"]
    if url not in _KEPT:
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as http:
            _KEPT[url] = KeySet.import_key_set((await http.get(url)).json())
    return _KEPT[url]


async def _claims(token: str) -> dict[str, Any] | None:
    """Return the claims of a token for us that is good now; None: it is none."""
    try:
        claims = jwt.decode(token, await _key_set(), algorithms=["RS256"]).claims
    except (JoseError, ValueError):
        return None
    audience = os.environ["PLAIN_AUDIENCE"]
    good = claims["exp"] > time.time() and claims["aud"] in (audience, [audience])
    return claims if good else None


@functions_framework.aio.http
async def member(request: Request) -> Response:
    """See a person, by the last part of the path."""
    keys()
    if await _claims(token_in(request.headers.get("authorization"))) is None:
        return JSONResponse({"status": 401}, status_code=401)
    person = await database().collection(PEOPLE).document(request.url.path.rsplit("/")[-1]).get()
    found = person.to_dict() if person.exists else None
    return JSONResponse(found or {"status": 404}, status_code=200 if found else 404)
