"""Counts every call that a gateway makes to the databases and the key service, by what it does.

A gateway that is started with GATEWAY_PLUGIN=tests.counting writes one line for each call to
COUNTS_FILE: the method, and the kind of each write or the collection of each read; never a value.
To READS_FILE it writes how many documents each call has read, by their collection; a count by the
database reads one for each thousand.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import grpc.aio

from shared.setup import google_cloud


def told(method: str, request: Any) -> str:  # noqa: ANN401 - protobuf
    """Return a call as one line that is the same for all calls that do the same."""
    short = method.rsplit("/", 1)[-1]
    return " ".join([short, *_parts(short, request)])


def _parts(method: str, request: Any) -> Iterator[str]:  # noqa: ANN401 - protobuf
    if method == "Commit":
        yield from sorted(_write(write) for write in request.writes)
    elif method == "GetDocument":
        yield _collection(request.name)
    elif method == "BatchGetDocuments":
        yield from sorted(_collection(name) for name in request.documents)


def _write(write: Any) -> str:  # noqa: ANN401 - protobuf
    kind = "set"
    if write.delete:
        kind = "delete"
    elif write.update_transforms:
        kind = "add"
    return f"{kind}:{_collection(write.delete or write.update.name)}"


def _collection(name: str) -> str:
    return name.split("/documents/")[1].split("/", maxsplit=1)[0]


def _count(details: Any, request: Any) -> None:  # noqa: ANN401 - grpc and protobuf
    method = method_of(details)
    with Path(os.environ["COUNTS_FILE"]).open("a", encoding="utf-8") as file:
        file.write(told(method, request) + "\n")


def _read(number: int, collection: str) -> None:
    if number:
        with Path(os.environ["READS_FILE"]).open("a", encoding="utf-8") as file:
            file.write(f"{number} {collection}\n")


class _ReadsOfOne(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_unary(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        if _named(details) == "GetDocument":
            _read(1, _collection(request.name))
        return await continuation(details, request)


class _ReadsOfMany(grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_stream(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        method = _named(details)
        if method == "BatchGetDocuments":
            for collection, names in groupby(sorted(map(_collection, request.documents))):
                _read(len(list(names)), collection)
        call = await continuation(details, request)
        return _counted(call, method) if method.startswith("Run") else call


async def _counted(call: Any, method: str) -> AsyncIterator[Any]:  # noqa: ANN401 - grpc
    """Pass on what a query answers, and write down how much that was."""
    number, collection = 0, "an aggregation"
    async for reply in call:
        if method == "RunQuery" and reply.HasField("document"):
            number, collection = number + 1, _collection(reply.document.name)
        elif method != "RunQuery":
            total = reply.result.aggregate_fields["n"].integer_value
            number += 1 + total // 1000
        yield reply
    _read(number, collection)


def method_of(details: Any) -> str:  # noqa: ANN401 - grpc
    """Return the full name of the method that is called."""
    return details.method if isinstance(details.method, str) else str(details.method.decode())


def _named(details: Any) -> str:  # noqa: ANN401 - grpc
    return method_of(details).rsplit("/", 1)[-1]


class _OfOne(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_unary(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        _count(details, request)
        return await continuation(details, request)


class _OfMany(grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_stream(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        _count(details, request)
        return await continuation(details, request)


if "READS_FILE" in os.environ:
    google_cloud.interceptors.extend([_ReadsOfOne(), _ReadsOfMany()])  # type: ignore[list-item]  # as below
if "COUNTS_FILE" in os.environ:
    google_cloud.interceptors.extend([_OfOne(), _OfMany()])  # type: ignore[list-item]  # stubs lag
