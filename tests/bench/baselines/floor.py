"""The floor: the plain functions' reads on the raw gRPC stub, with nothing but what a read takes.

No client library, no checks but the session's end. Nobody writes a service so; nothing is faster.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import functions_framework.aio
import grpc
import grpc.aio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.bench.baselines import messages
from tests.bench.baselines.database import (
    PEOPLE,
    SESSIONS,
    SHIPMENTS,
    SHOWN,
    name_of,
    token_in,
)
from tests.bench.baselines.stub import SECONDS, SERVICE, Stub


class _Stub(Stub):
    """Two methods of Firestore."""

    def __init__(self) -> None:
        super().__init__()
        self._many: Callable[..., Any] = self.channel.unary_stream(
            f"{SERVICE}/BatchGetDocuments",
            request_serializer=messages.BatchGetDocumentsRequest.SerializeToString,
            response_deserializer=messages.BatchGetDocumentsResponse.FromString,
        )

    async def many(self, names: list[str], *fields: str) -> dict[str, Any]:
        wanted = messages.BatchGetDocumentsRequest(database=self.root, documents=names)
        if fields:
            wanted.mask.field_paths.extend(fields)
        replies = self._many(wanted, timeout=SECONDS, metadata=self.metadata)
        return {one.found.name: one.found async for one in replies if one.found.name}


@cache
def _stub() -> _Stub:
    return _Stub()


@functions_framework.aio.http
async def me(request: Request) -> Response:
    """See one's own data."""
    stub = _stub()
    token = token_in(request.headers.get("authorization"))
    try:
        session = await stub.get(stub.name(SESSIONS, name_of(token)))
        if session.fields["expires"].timestamp_value.ToSeconds() <= time.time():
            return JSONResponse({}, status_code=401)
        person = await stub.get(stub.name(PEOPLE, session.fields["owner_id"].string_value))
    except grpc.aio.AioRpcError as e:
        if e.code() is grpc.StatusCode.NOT_FOUND:
            return JSONResponse({}, status_code=401)
        raise
    told = {name: person.fields[name].string_value for name in SHOWN}
    tag = f'"{person.update_time.ToNanoseconds():x}"'
    return JSONResponse(told, headers={"ETag": tag})


@functions_framework.aio.http
async def query(request: Request) -> Response:
    """Return what is kept of each number as a ready text; no other field is sent."""
    stub = _stub()
    names = [name_of(one["number"]) for one in (await request.json())["items"]]
    if len(names) == 1:
        told = (await stub.get(stub.name(SHIPMENTS, names[0]), "text")).fields["text"].string_value
    else:
        kept = await stub.many([stub.name(SHIPMENTS, one) for one in names], "text")
        found = [kept[stub.name(SHIPMENTS, one)] for one in names]
        told = ",".join(one.fields["text"].string_value for one in found)
    return Response(f'{{"items":[{told}]}}', media_type="application/json")
