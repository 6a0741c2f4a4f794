"""Plain functions on the client library's AsyncClient, with the sessions that everybody has.

A session is a document named by the hash of its token, with its owner's id and its end. A change is
read, compared with ``If-Match``, and written under the precondition that nobody wrote since.
"""

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Any, Literal

import functions_framework.aio
from google.api_core.exceptions import FailedPrecondition
from google.cloud.firestore import AsyncClient, DocumentSnapshot
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.bench.baselines.database import (
    DATABASE,
    PEOPLE,
    SESSIONS,
    SHIPMENTS,
    TRACES,
    name_of,
    project,
    shown,
    token_in,
)

_KEEP = timedelta(days=90)


class Patch(BaseModel):
    """What may be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    locale: Annotated[str | None, Field(max_length=35)] = None
    nickname: Annotated[str | None, Field(max_length=80)] = None
    gender: Annotated[str | None, Field(max_length=20)] = None
    birthday: Annotated[str | None, Field(pattern="^[0-9]{2}-[0-9]{2}$")] = None


class Event(BaseModel):
    """Something that was done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: Literal["page", "click"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._/-]{0,79}$")]


class Events(BaseModel):
    """What was done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=50)]


@cache
def database() -> AsyncClient:
    """Return the client, made when it is first asked for: the server forks after loading."""
    return AsyncClient(project=project(), database=DATABASE)


async def _person(request: Request) -> DocumentSnapshot[Any] | None:
    """Return the document of whoever calls, None if their session is nobody's."""
    token = token_in(request.headers.get("authorization"))
    session = await database().collection(SESSIONS).document(name_of(token)).get()
    if not session.exists or session.get("expires") <= datetime.now(UTC):
        return None
    person = await database().collection(PEOPLE).document(session.get("owner_id")).get()
    return person if person.exists else None


def _tag(moment: Any) -> str:  # noqa: ANN401 - the library's nanoseconds
    return f'"{moment.timestamp_pb().ToNanoseconds():x}"'


def _refused(status: int) -> Response:
    return JSONResponse({"status": status}, status_code=status)


@functions_framework.aio.http
async def me(request: Request) -> Response:
    """See one's own data, or change it: ``GET`` and ``PATCH``."""
    person = await _person(request)
    if person is None:
        return _refused(401)
    fields = person.to_dict() or {}
    if request.method == "GET":
        return JSONResponse(shown(fields), headers={"ETag": _tag(person.update_time)})
    try:
        patch = Patch.model_validate_json(await request.body())
    except ValidationError:
        return _refused(422)
    if request.headers.get("if-match") != _tag(person.update_time):
        return _refused(412)
    changed = patch.model_dump(exclude_unset=True)
    unchanged_since = database().write_option(last_update_time=person.update_time)
    try:
        result = await person.reference.update(changed, option=unchanged_since)
    except FailedPrecondition:
        return _refused(412)
    return JSONResponse(shown({**fields, **changed}), headers={"ETag": _tag(result.update_time)})


@functions_framework.aio.http
async def events(request: Request) -> Response:
    """Keep what was done, of whoever allows it."""
    person = await _person(request)
    if person is None:
        return _refused(401)
    try:
        told = Events.model_validate_json(await request.body())
    except ValidationError:
        return _refused(422)
    if not person.get("grants").get("analytics"):
        return JSONResponse({"stored": 0}, status_code=202)
    now = datetime.now(UTC)
    kept = {
        "owner_id": person.id,
        "seen": [f"{one.what}:{one.name}" for one in told.events],
        "at": now,
        "expires": now + _KEEP,
    }
    await database().collection(TRACES).document(secrets.token_hex(16)).create(kept)
    return JSONResponse({"stored": len(told.events)}, status_code=202)


@functions_framework.aio.http
async def query(request: Request) -> Response:
    """Hello world, and what is kept of each number in fields: one read, or many in one batch."""
    return JSONResponse({"items": await _kept(request, "found")})


@functions_framework.aio.http
async def query_text(request: Request) -> Response:
    """Return the same of answers that are kept as ready texts."""
    told = ",".join(await _kept(request, "text"))
    return Response(f'{{"items":[{told}]}}', media_type="application/json")


async def _kept(request: Request, field: str) -> list[Any]:
    """Return a field of the document of each number that is asked for; no other one is sent."""
    numbers = [one["number"] for one in (await request.json())["items"]]
    places = [database().collection(SHIPMENTS).document(name_of(one)) for one in numbers]
    if len(places) == 1:
        return [(await places[0].get([field])).get(field)]
    found = {one.id: one async for one in database().get_all(places, [field])}
    return [found[one.id].get(field) for one in places]
