"""The plain function ``me`` of somebody who needs the key service, too: with its client, no calls.

It answers as ``plain.py`` does, which imports one client of Google's where ours needs two services.
"""

from collections.abc import Awaitable
from functools import cache
from typing import cast

import functions_framework.aio
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1
from starlette.requests import Request
from starlette.responses import Response

from tests.bench.baselines import plain


@cache
def keys() -> kms_v1.KeyManagementServiceAsyncClient:
    """Return the client, made when it is first asked for, as the database's is."""
    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]  # the library's
    return kms_v1.KeyManagementServiceAsyncClient(credentials=nobody)


@functions_framework.aio.http
async def me(request: Request) -> Response:
    """See one's own data, or change it, with both clients made."""
    keys()
    return await cast("Awaitable[Response]", plain.me(request))
