"""The floor: the plain functions' reads on the raw gRPC stub, with nothing but what a read takes.

No client library, no checks but the session's end. Nobody writes a service so; nothing is faster.
"""

import os
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import functions_framework.aio
import grpc
import grpc.aio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.bench.baselines import messages
from tests.bench.baselines.database import (
    DATABASE,
    PEOPLE,
    SESSIONS,
    SHIPMENTS,
    SHOWN,
    name_of,
    project,
    token_in,
)

_SERVICE = "/google.firestore.v1.Firestore"
_SECONDS = 3.0


class _Stub:
    """Two methods of Firestore."""

    def __init__(self) -> None:
        channel = grpc.aio.insecure_channel(os.environ["FIRESTORE_EMULATOR_HOST"])
        self.root = f"projects/{project()}/databases/{DATABASE}"
        self._metadata = (("google-cloud-resource-prefix", self.root),)
        self._get: Callable[..., Awaitable[Any]] = channel.unary_unary(
            f"{_SERVICE}/GetDocument",
            request_serializer=messages.GetDocumentRequest.SerializeToString,
            response_deserializer=messages.Document.FromString,
        )
        self._many: Callable[..., Any] = channel.unary_stream(
            f"{_SERVICE}/BatchGetDocuments",
            request_serializer=messages.BatchGetDocumentsRequest.SerializeToString,
            response_deserializer=messages.BatchGetDocumentsResponse.FromString,
        )

    def name(self, collection: str, name: str) -> str:
        return f"{self.root}/documents/{collection}/{name}"

    async def get(self, collection: str, name: str, *fields: str) -> Any:  # noqa: ANN401 - protobuf
        wanted = messages.GetDocumentRequest(name=self.name(collection, name))
        if fields:
            wanted.mask.field_paths.extend(fields)
        return await self._get(wanted, timeout=_SECONDS, metadata=self._metadata)

    async def many(self, names: list[str], *fields: str) -> dict[str, Any]:
        wanted = messages.BatchGetDocumentsRequest(database=self.root, documents=names)
        if fields:
            wanted.mask.field_paths.extend(fields)
        replies = self._many(wanted, timeout=_SECONDS, metadata=self._metadata)
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
        session = await stub.get(SESSIONS, name_of(token))
        if session.fields["expires"].timestamp_value.ToSeconds() <= time.time():
            return JSONResponse({}, status_code=401)
        person = await stub.get(PEOPLE, session.fields["owner_id"].string_value)
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
        told = (await stub.get(SHIPMENTS, names[0], "text")).fields["text"].string_value
    else:
        kept = await stub.many([stub.name(SHIPMENTS, one) for one in names], "text")
        found = [kept[stub.name(SHIPMENTS, one)] for one in names]
        told = ",".join(one.fields["text"].string_value for one in found)
    return Response(f'{{"items":[{told}]}}', media_type="application/json")
