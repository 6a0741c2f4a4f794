"""What a request reads, of somebody who stands at every limit: never more than 200 documents.

The table of all operations is printed (``pytest -s``).
"""

import asyncio
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.stack.functions import operations
from shared.people.accounts.own_sessions import MOST as MOST_SESSIONS
from tests.functions.people import bearer, code_for, registered
from tests.world import UNHURRIED, World, new_number

pytestmark = pytest.mark.stack

MOST = 200
FUTURE = "2099-01-01T00:00:00Z"
_UNTRIED = {
    "DELETE /v1/sessions/current": "deletes by the name in the token",
    "PUT /v1/me/portrait": "its body is a picture, kept in a bucket",
    "GET /v1/me/portrait": "as above",
    "DELETE /v1/me/portrait": "as above",
    "POST /v1/me/identities": "needs a provider's token; finds by one index",
}


@dataclass(frozen=True)
class Full:
    """Somebody at every limit, and an instance that counts what it reads for them."""

    app: httpx.AsyncClient
    email: str
    reads: Path

    async def read(self, method: str, path: str, **more: Any) -> tuple[int, int]:  # noqa: ANN401
        """Return a request's status, and how many documents it has read."""
        before = len(self._lines())
        reply = await self.app.request(method, path, **more)
        assert reply.status_code not in {401, 422, 500}, (method, path, reply.text)
        return reply.status_code, sum(int(one.split()[0]) for one in self._lines()[before:])

    def _lines(self) -> list[str]:
        return self.reads.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
async def full(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Full]:
    """Yield somebody at every limit."""
    reads = tmp_path_factory.mktemp("reads") / "reads"
    reads.touch()
    settings = {"GATEWAY_PLUGIN": "tests.counting", "READS_FILE": str(reads), **UNHURRIED}
    before = {one.name for one in world.dump() if one.collection == "people"}
    async with world.gateway("reading", **settings) as instance:
        email, token = await registered(world, instance.visitor)
        new = {one.name for one in world.dump() if one.collection == "people"} - before
        (person,) = (name.rsplit("/", 1)[1] for name in new)
        filling = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.filling",
            person,
            env={**os.environ, **world.stack.environment("eu"), "REGION": "eu"},
        )
        assert await filling.wait() == 0
        instance.visitor.headers.update(bearer(token))
        yield Full(instance.visitor, email, reads)


@pytest.fixture
def table() -> Iterator[dict[str, int]]:
    """Collect the table, and print it."""
    rows: dict[str, int] = {}
    yield rows
    for name, number in sorted(rows.items(), key=lambda row: -row[1]):
        print(f"{number:4}  {name}")  # noqa: T201 - the table


async def test_no_request_of_who_stands_at_every_limit_reads_more_than_200_documents(
    world: World, full: Full, table: dict[str, int]
) -> None:
    app = full.app
    follow = (await app.get("/v1/waybills?limit=1")).json()["items"][0]["id"]
    device = (await app.get("/v1/me/devices")).json()["devices"][-1]["id"]
    sessions = (await app.get("/v1/sessions")).json()["sessions"]
    session = next(one["id"] for one in sessions if not one["current"])
    theirs = (await app.get("/v1/rights-requests?limit=100")).json()["items"]
    asked = next(one["id"] for one in theirs if one["source"] == "account")
    notice = (await app.get("/v1/consents")).json()["notice_version"]
    told = {"notice_version": notice, "language": "en", "method": "settings"}
    tag = (await app.get("/v1/me")).headers["ETag"]
    patch = {"Content-Type": "application/merge-patch+json", "If-Match": tag}
    any_ = {**patch, "If-Match": "*"}
    proof = await code_for(world, app, email=full.email)
    once = {"Idempotency-Key": secrets.token_hex(16)}
    events = [{"what": "page", "name": "home"}] * 50
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/v1/me", {}),
        ("PATCH", "/v1/me", {"json": {"nickname": "Full"}, "headers": patch}),
        ("GET", "/v1/me/identities", {}),
        ("GET", "/v1/me/devices", {}),
        ("GET", "/v1/me/devices?limit=100", {}),
        ("POST", "/v1/me/devices", {"json": {"model": "X"}, "headers": once}),
        ("GET", "/v1/me/push", {}),
        ("PUT", f"/v1/me/devices/{device}/push", {"json": {"web_push": world.subscribed()}}),
        ("DELETE", f"/v1/me/devices/{device}/push", {}),
        ("POST", "/v1/me/address-proofs", {"json": {"channel": "email", "code": proof}}),
        ("DELETE", f"/v1/me/devices/{device}", {}),
        ("GET", "/v1/me/preferences", {}),
        ("PUT", "/v1/me/preferences", {"json": {"language": "de"}}),
        ("GET", "/v1/me/access-log", {}),
        ("GET", "/v1/me/access-log?limit=100", {}),
        ("GET", "/v1/me/messages", {}),
        ("GET", "/v1/me/messages?limit=100", {}),
        ("GET", "/v1/sessions", {}),
        ("GET", "/v1/sessions?limit=100", {}),
        ("DELETE", f"/v1/sessions/{session}", {}),
        ("GET", "/v1/waybills", {}),
        ("GET", "/v1/waybills?limit=100", {}),
        ("GET", f"/v1/waybills?updated_since={FUTURE}", {}),
        ("GET", f"/v1/waybills?limit=100&updated_since={FUTURE}", {}),
        ("GET", f"/v1/waybills/{follow}", {}),
        ("PATCH", f"/v1/waybills/{follow}", {"json": {"label": "x"}, "headers": any_}),
        ("POST", "/v1/waybills", {"json": {"number": new_number(), "carrier": "dhl"}}),
        ("DELETE", f"/v1/waybills/{follow}", {}),
        ("POST", "/v1/waybills", {"json": {"number": new_number(), "carrier": "dhl"}}),
        ("GET", "/v1/consents", {}),
        ("PUT", "/v1/consents", {"json": {"grants": {"analytics": True}, **told}}),
        ("PUT", "/v1/consents", {"json": {"grants": {"analytics": False}, **told}}),
        ("DELETE", "/v1/consents", {}),
        ("GET", "/v1/consents/receipts?limit=100", {}),
        ("POST", "/v1/events", {"json": {"events": events}}),
        ("PUT", "/v1/me/location", {"json": {"latitude": 1.0, "longitude": 1.0}}),
        ("DELETE", "/v1/me/location", {}),
        ("GET", "/v1/exports", {}),
        ("POST", "/v1/exports", {}),
        ("GET", f"/v1/exports/{'0' * 32}", {}),
        ("DELETE", "/v1/me/identities/google", {}),
        ("GET", "/v1/rights-requests?limit=100", {}),
        ("GET", f"/v1/rights-requests/{asked}", {}),
        ("DELETE", f"/v1/rights-requests/{asked}", {}),
        ("POST", "/v1/rights-requests", {"json": {"kind": "rectification", "text": "x"}}),
        ("POST", "/v1/rights-requests", {"json": {"kind": "objection", "purpose": "analytics"}}),
        ("POST", "/v1/rights-requests", {"json": {"kind": "restriction"}}),
        ("POST", "/v1/policies/1/acceptance", {}),
        ("POST", "/v1/me/recovery-code", {}),
        ("POST", "/v1/sign-in/codes", {"json": {"country": "DE", "email": full.email}}),
        ("GET", "/v1/policies/upcoming", {}),
    ]
    refused: dict[str, int] = {}
    for method, path, more in tries:
        status, number = await full.read(method, path, **more)
        name = f"{method} {path}".replace(follow, "{id}").replace(device, "{id}")
        name = name.replace(session, "{id}").replace(asked, "{id}").replace(FUTURE, "...")
        table[name] = max(number, table.get(name, 0))
        if status >= 400:
            refused[f"{name} {more.get('json', '')}"] = status
    tried = {_declared(method, path) for method, path, _ in tries}
    tried |= {"POST /v1/account-deletion"}
    of_people = {o.id for _, o in operations() if o.caller.value in {"person", "anybody"}}
    assert of_people - tried == _UNTRIED.keys()
    code = await code_for(world, app, email=full.email)
    body = {"email": full.email, "country": "DE", "code": code}
    status, table["POST /v1/sessions"] = await full.read("POST", "/v1/sessions", json=body)
    assert status == 201, "one session too many ends another"
    assert len((await app.get("/v1/sessions")).json()["sessions"]) <= MOST_SESSIONS

    sure = {"json": {"confirm": "DELETE"}}
    status, number = await full.read("POST", "/v1/account-deletion", **sure)
    assert status == 202
    table["POST /v1/account-deletion"] = number
    print(refused)  # noqa: T201 - beside the table
    for stopping in ("restriction", "objection", "DELETE /v1/consents", "'analytics': False"):
        assert not [one for one in refused if stopping in one], "no limit refuses this"
    assert {name: number for name, number in table.items() if number > MOST} == {}


def _declared(method: str, path: str) -> str | None:
    """Return which operation of people a request is for."""
    bare = path.partition("?")[0]
    for _, one in sorted(operations(), key=lambda pair: "{" in pair[1].path):
        form = re.sub(r"\{[a-z_]+\}", "[^/]+", one.path)
        if one.method == method and re.fullmatch(form, bare):
            return one.id
    return None
