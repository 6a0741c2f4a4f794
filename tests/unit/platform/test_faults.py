"""Every code of Google's at every method of every adapter: what it means, and who is told."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import grpc.aio
import pytest

from shared.kernel import log
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.platform.faults import FAULTS, Fault, RefusedRequestError, fault_of_status
from shared.platform.jobs.port import Topic
from shared.platform.jobs.pubsub import PubsubJobs
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import Add, Create, Delete, DocumentId, Replace, Version
from shared.platform.vault.kms import KmsKeyService
from shared.rights.exports.iam import IamSigner
from shared.setup.google_cloud import open_channel

CODES = [one for one in grpc.StatusCode if one is not grpc.StatusCode.OK]
MANY = [DocumentId("things", f"t{number}") for number in range(4)]
"""More than are read one by one, side by side."""
PLACE, OTHER = MANY[:2]
MAY_HEAL = {"CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "ABORTED", "INTERNAL", "UNAVAILABLE"}
OURS = {"INVALID_ARGUMENT", "ALREADY_EXISTS", "OUT_OF_RANGE", "DATA_LOSS"}
EXHAUSTED = {"RESOURCE_EXHAUSTED"}
LOST = {"ALREADY_EXISTS", "FAILED_PRECONDITION", "NOT_FOUND", "ABORTED"}
NO_DATABASE = "The database eu-data does not exist for project p"

Method = Callable[[grpc.aio.Channel, str], Awaitable[object]]


def documents(channel: grpc.aio.Channel, code: str) -> FirestoreDocuments:
    """Return a database of a project that is named by the code."""
    return FirestoreDocuments(channel, project=f"code.{code}.", database="eu-data")


READS: dict[str, Method] = {
    "one": lambda channel, code: documents(channel, code).get([PLACE]),
    "many": lambda channel, code: documents(channel, code).get(MANY),
    "having": lambda channel, code: documents(channel, code).having("c", "f", "v", limit=1),
    "having any": lambda channel, code: documents(channel, code).having_any(
        "c", "f", ["v"], limit=1
    ),
    "listed": lambda channel, code: documents(channel, code).listed("c", limit=1),
    "count": lambda channel, code: documents(channel, code).count("c", "f", "v"),
    "due": lambda channel, code: documents(channel, code).due("c", "1", "2", limit=1),
}
WRITES: dict[str, Method] = {
    "create": lambda channel, code: documents(channel, code).commit([Create(PLACE, {})]),
    "replace": lambda channel, code: documents(channel, code).commit(
        [Replace(PLACE, {}, Version((1, 1)))]
    ),
    "delete": lambda channel, code: documents(channel, code).commit([Delete(PLACE)]),
    "several": lambda channel, code: documents(channel, code).commit(
        [Create(PLACE, {}), Add(OTHER, "n")]
    ),
}
OTHERS: dict[str, Method] = {
    "kms encrypt": lambda channel, code: KmsKeyService(channel, f"code.{code}.").encrypt(
        b"x", bound_to=b"y"
    ),
    "kms decrypt": lambda channel, code: KmsKeyService(channel, f"code.{code}.").decrypt(
        b"x", bound_to=b"y"
    ),
    "pubsub": lambda channel, code: PubsubJobs(
        channel, project=f"code.{code}.", region="eu"
    ).publish(Topic.EXPORT_WORKER, {}),
    "iam": lambda channel, code: IamSigner(channel, f"code.{code}.").sign(b"x"),
}
TRIES = {"iam": 2, "kms encrypt": 2, "kms decrypt": 2}


@dataclass
class Refusing:
    """A server that refuses every call with the code that stands in the request."""

    address: str = ""
    details: str = ""
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By method and code."""


@asynccontextmanager
async def refusing(details: str = "") -> AsyncIterator[Refusing]:
    """Run such a server."""
    told, server = Refusing(details=details), grpc.aio.server()

    async def answer(method: str, request: bytes, context: Any) -> None:  # noqa: ANN401 - grpc
        name = request.split(b"code.", 1)[1].split(b".", 1)[0].decode()
        told.calls[method, name] += 1
        await context.abort(grpc.StatusCode[name], told.details)

    class Handler(grpc.GenericRpcHandler):  # type: ignore[type-arg]  # not so at run time
        def service(self, details: grpc.HandlerCallDetails) -> Any:  # noqa: ANN401 - grpc
            method = details.method.rsplit("/", 1)[1]

            async def one(request: bytes, context: Any) -> bytes:  # noqa: ANN401 - grpc
                await answer(method, request, context)
                return b""

            async def stream(request: bytes, context: Any) -> AsyncIterator[bytes]:  # noqa: ANN401
                await answer(method, request, context)
                yield b""

            if method in {"BatchGetDocuments", "RunQuery", "RunAggregationQuery"}:
                return grpc.unary_stream_rpc_method_handler(stream)
            return grpc.unary_unary_rpc_method_handler(one)

    server.add_generic_rpc_handlers((Handler(),))
    told.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield told
    finally:
        await server.stop(None)


async def outcome(method: Method, address: str, code: str) -> type[BaseException] | None:
    """Return what a method raises."""
    channel = open_channel(address)
    try:
        await method(channel, code)
    except Exception as e:  # noqa: BLE001 - which is the question
        return type(e)
    finally:
        await channel.close(None)
    return None


def expected(name: str, code: str) -> tuple[type[Exception] | None, int]:
    """Return what a method is to raise, and after how many tries."""
    if name == "one" and code == "NOT_FOUND":
        return None, 1
    if name in WRITES and code in LOST:
        return ConflictError, 1
    if name.startswith("kms") and code == "INVALID_ARGUMENT":
        return IntegrityError, 1
    if code in OURS:
        return RefusedRequestError, 1
    again = code in MAY_HEAL and name not in WRITES
    return UnavailableError, TRIES.get(name, 3) if again else 1


def events(told: str) -> Counter[tuple[str, str, str, str]]:
    """Return the lines of a log, by severity, event, service and code."""
    lines = [json.loads(line) for line in told.splitlines()]
    return Counter((one["severity"], one["message"], one["service"], one["code"]) for one in lines)


def test_the_table_has_every_code_and_every_code_is_tried() -> None:
    assert set(FAULTS) == set(CODES)
    assert {one.name for one in CODES if FAULTS[one] is Fault.MAY_HEAL} == MAY_HEAL
    assert {one.name for one in CODES if FAULTS[one] is Fault.OURS} == OURS
    assert {one.name for one in CODES if FAULTS[one] is Fault.EXHAUSTED} == EXHAUSTED


@pytest.mark.parametrize("name", [*READS, *WRITES, *OTHERS])
async def test_each_code_means_the_same_to_each_method(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.seldom.clear()
    method = {**READS, **WRITES, **OTHERS}[name]
    codes = [one.name for one in CODES]
    async with refusing() as server:
        found = await asyncio.gather(*(outcome(method, server.address, one) for one in codes))
        calls = {code: n for (_, code), n in server.calls.items()}
    for code, raised in zip(codes, found, strict=True):
        error, tries = expected(name, code)
        assert calls[code] == tries, code
        assert raised is error or (raised is not None and error and issubclass(raised, error)), code
    service = name.split(" ", maxsplit=1)[0] if name in OTHERS else "firestore"
    acting = [
        code
        for code in codes
        if expected(name, code)[0] is UnavailableError and code not in MAY_HEAL
    ]
    assert events(capsys.readouterr().out) == {
        ("ERROR", "quota-exhausted" if code in EXHAUSTED else "misconfigured", service, code): 1
        for code in acting
    }


@pytest.mark.parametrize("name", ["one", *WRITES])
async def test_a_missing_database_is_neither_a_missing_document_nor_a_lost_race(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.seldom.clear()
    async with refusing(NO_DATABASE) as server:
        raised = await outcome({**READS, **WRITES}[name], server.address, "NOT_FOUND")
    assert raised is UnavailableError
    (line,) = events(capsys.readouterr().out)
    assert line == ("ERROR", "misconfigured", "firestore", "NOT_FOUND")


async def test_it_is_told_once_a_minute_and_the_next_kind_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.seldom.clear()
    async with refusing() as server:
        for code in ("PERMISSION_DENIED", "UNIMPLEMENTED", "PERMISSION_DENIED"):
            await outcome(READS["one"], server.address, code)
        assert list(events(capsys.readouterr().out).values()) == [1, 1]
        for line in log.seldom:
            log.seldom[line] -= 60  # a minute goes by
        await outcome(READS["one"], server.address, "PERMISSION_DENIED")
        assert sum(events(capsys.readouterr().out).values()) == 1


def test_what_storage_tells_over_http_is_told_apart_too() -> None:
    told = {
        400: Fault.OURS, 401: Fault.MISCONFIGURED, 403: Fault.MISCONFIGURED,
        404: Fault.MISCONFIGURED, 408: Fault.MAY_HEAL, 409: Fault.MAY_HEAL, 410: Fault.MAY_HEAL,
        412: Fault.LOST, 416: Fault.OURS, 429: Fault.EXHAUSTED, 500: Fault.MAY_HEAL,
        503: Fault.MAY_HEAL,
    }  # fmt: skip
    assert {status: fault_of_status(status) for status in told} == told
