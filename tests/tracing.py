"""Writes down what each request asks of Firestore, KMS and Pub/Sub, and when: never what is in it.

A gateway that is started with GATEWAY_PLUGIN=tests.tracing writes a line of JSON for each call to
TRACE_FILE: for which request, of which service, since when, until when, how much is read, written.
Each call takes ten milliseconds more: so which of them wait for one another can be told by when
they are under way, however busy the machine is.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import grpc.aio

from shared.kernel import log
from shared.setup import google_cloud
from tests.counting import method_of

_FAR = 0.01


def _note(method: str, begun: float, reads: int, writes: int) -> None:
    context = log.context.get()
    if context is None:  # of no request
        return
    service = method.split("/")[1].rsplit(".", 1)[-1]  # Firestore, Publisher, KeyManagementService
    told = {
        "request": context.request_id,
        "service": service,
        "method": method.rsplit("/", 1)[-1],
        "begun": begun,
        "ended": time.monotonic(),
        "reads": reads,
        "writes": writes,
    }
    with Path(os.environ["TRACE_FILE"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")


class _OfOne(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_unary(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        begun, method = time.monotonic(), method_of(details)
        await asyncio.sleep(_FAR)
        call = await continuation(details, request)
        try:
            await call
        finally:
            read = method.endswith("/GetDocument")
            written = len(request.writes) if method.endswith("/Commit") else 0
            _note(method, begun, int(read), written)
        return call


class _OfMany(grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_stream(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        begun = time.monotonic()
        await asyncio.sleep(_FAR)
        return _traced(await continuation(details, request), method_of(details), begun)


async def _traced(call: Any, method: str, begun: float) -> AsyncIterator[Any]:  # noqa: ANN401 - grpc
    reads = 0
    async for reply in call:
        reads += _reads(method, reply)
        yield reply
    _note(method, begun, max(1, reads), 0)  # a query that finds nothing is billed as one


def _reads(method: str, reply: Any) -> int:  # noqa: ANN401 - protobuf
    if method.endswith("/RunAggregationQuery"):
        return 1 + int(reply.result.aggregate_fields["n"].integer_value) // 1000
    if method.endswith("/BatchGetDocuments"):
        return 1
    return int(reply.HasField("document"))


if "TRACE_FILE" in os.environ:
    google_cloud.interceptors.extend([_OfOne(), _OfMany()])  # type: ignore[list-item]  # stubs lag
