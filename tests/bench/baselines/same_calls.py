"""The floor of a protected change: its calls on the raw gRPC stub, and nothing else.

Session, record and the key that the record is sealed under are read side by side, and one document
is written. Nothing is opened, sealed, checked or logged: less cannot be done with these calls.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import functions_framework.aio
from google.cloud.firestore_v1.types import CommitRequest, CommitResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.bench.baselines.database import (
    PEOPLE,
    SESSIONS,
    SHOWN,
    TRACES,
    name_of,
    token_in,
)
from tests.bench.baselines.stub import SECONDS, SERVICE, Stub


class _Stub(Stub):
    """Two methods of Firestore."""

    def __init__(self) -> None:
        super().__init__()
        self._commit: Callable[..., Awaitable[Any]] = self.channel.unary_unary(
            f"{SERVICE}/Commit",
            request_serializer=CommitRequest.pb().SerializeToString,
            response_deserializer=CommitResponse.pb().FromString,
        )

    async def commit(self, request: Any) -> Any:  # noqa: ANN401 - protobuf
        return await self._commit(request, timeout=SECONDS, metadata=self.metadata)


@cache
def _stub() -> _Stub:
    return _Stub()


async def _read(request: Request) -> Any:  # noqa: ANN401 - protobuf
    """Return whoever calls; who that is the test says beside the token, as ours has it inside."""
    stub = _stub()
    session = stub.name(SESSIONS, name_of(token_in(request.headers.get("authorization"))))
    person = stub.name(PEOPLE, request.headers["x-person"])
    _, found, _ = await asyncio.gather(stub.get(session), stub.get(person), stub.get(person))
    return found


@functions_framework.aio.http
async def me(request: Request) -> Response:
    """Change one's own data."""
    stub, person = _stub(), await _read(request)
    changed = await request.json()
    write = CommitRequest.pb()(database=stub.root)
    update = write.writes.add()
    update.update.name = person.name
    for name, value in changed.items():
        update.update.fields[name].string_value = value
        update.update_mask.field_paths.append(name)
    update.current_document.exists = True
    await stub.commit(write)
    told = {name: person.fields[name].string_value for name in SHOWN}
    return JSONResponse({**told, **changed})


@functions_framework.aio.http
async def events(request: Request) -> Response:
    """Keep what was done."""
    stub, person = _stub(), await _read(request)
    told = (await request.json())["events"]
    write = CommitRequest.pb()(database=stub.root)
    create = write.writes.add()
    create.update.name = stub.name(TRACES, secrets.token_hex(16))
    create.update.fields["owner_id"].string_value = person.name.rsplit("/", 1)[-1]
    create.update.fields["seen"].string_value = str(told)
    create.current_document.exists = False
    await stub.commit(write)
    return JSONResponse({"stored": len(told)}, status_code=202)
