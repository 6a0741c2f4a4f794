"""What each operation costs: trips to the database one behind another, reads, writes and more.

``walk`` lets somebody do everything once at an instance that writes down its calls
(``tracing.py``), and returns what each operation took. ``COSTS`` is what it may take: a test holds
it, and ``make bench`` prints it.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.functions.people import bearer, digits_sent_to, new_email
from tests.world import UNHURRIED, World, new_number

_DATABASE = "Firestore"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request took."""

    trips: int
    """To the database, one behind another: what is asked side by side is one."""
    reads: int
    """Documents; a query that finds none is billed as one."""
    writes: int
    messages: int = 0
    """To functions that go on with it later."""
    keys: int = 0
    """Calls of the key service."""


DELETION = "POST /v1/account-deletion"
"""Reads fewer, if its sessions have ended when it looks whether there are more."""
COSTS: Mapping[str, Cost] = {
    "a person's first request at an instance": Cost(1, 3, 0),
    "GET /v1/me": Cost(1, 2, 0),
    "PATCH /v1/me": Cost(2, 3, 1),
    "PUT /v1/consents": Cost(2, 4, 2),
    "POST /v1/events": Cost(2, 3, 1),
    "POST /v1/sign-in/codes": Cost(2, 5, 6),
    "POST /v1/sign-in/codes, on a known device": Cost(2, 7, 3),
    "POST /v1/accounts": Cost(5, 2, 15),
    "POST /v1/sessions": Cost(4, 7, 6, messages=1),
    "POST /v1/sessions, on a known device": Cost(4, 7, 6, messages=1),
    "POST /v1/waybills/query, cached": Cost(1, 1, 0),
    "POST /v1/waybills/query, of a carrier": Cost(4, 2, 6),
    "POST /v1/waybills, cached": Cost(3, 7, 2),
    "POST /v1/waybills, of the sandbox": Cost(4, 7, 5),
    "POST /v1/waybills, of a carrier": Cost(6, 10, 10),
    "POST /v1/waybills, cached, idempotent": Cost(5, 8, 4),
    "GET /v1/waybills": Cost(3, 9, 0),
    DELETION: Cost(4, 10, 7, messages=1),
}


def trips(calls: Sequence[Mapping[str, Any]]) -> int:
    """Return how many calls of some waited for another one at most: all take about as long."""
    ended: list[tuple[float, int]] = []
    for call in sorted(calls, key=lambda one: float(one["ended"])):
        before = (number for at, number in ended if at <= call["begun"])
        ended.append((call["ended"], 1 + max(before, default=0)))
    return max((number for _, number in ended), default=0)


class Walk:
    """Somebody who does everything once."""

    def __init__(self, world: World, app: httpx.AsyncClient, file: Path) -> None:
        self._world, self._app, self._file = world, app, file
        self.costs: dict[str, Cost] = {}

    async def all(self) -> dict[str, Cost]:
        """Return what each operation took; once before is not counted: it opens keys and salts."""
        await self._life()
        self.costs.clear()
        await self._life()
        return self.costs

    async def _life(self) -> None:
        me = await self._come_in()
        await self._see_oneself(me)
        await self._follow(me)
        await self._do(DELETION, me, json={"confirm": "DELETE"})

    async def _come_in(self) -> dict[str, str]:
        to = {"email": new_email(), "country": "DE"}
        code = await self._code("POST /v1/sign-in/codes", to)
        agreed = {"adult": True, "policy_version": "1"}
        made = await self._do("POST /v1/accounts", {}, json={**to, **code, **agreed})
        device = {"X-Device": str(made.json()["device_token"])}
        code = await self._code("POST /v1/sign-in/codes, on a known device", to, device)
        await self._do("POST /v1/sessions", {}, json={**to, **code})
        code = await self._code("POST /v1/sign-in/codes, on a known device", to, device)
        body = {**to, **code}
        entered = await self._do("POST /v1/sessions, on a known device", device, json=body)
        return bearer(entered.json()["session"]["token"])

    async def _code(
        self, name: str, to: dict[str, str], device: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        reply = await self._do(name, device or {}, json=to)
        digits = digits_sent_to(self._world, to["email"])
        return {"code": digits, "handle": reply.json()["handle"]}

    async def _see_oneself(self, me: dict[str, str]) -> None:
        await self._do("a person's first request at an instance", me, "GET /v1/me")
        seen = await self._do("GET /v1/me", me)
        headers = {**me, "If-Match": seen.headers["ETag"]}
        await self._do("PATCH /v1/me", headers, json={"nickname": "Ada"})
        said = {"notice_version": 1, "language": "en", "method": "settings"}
        choice = {**said, "grants": {"analytics": True}}
        await self._do("PUT /v1/consents", me, json=choice)
        events = [{"what": "page", "name": "home"}]
        await self._do("POST /v1/events", me, json={"events": events})

    async def _follow(self, me: dict[str, str]) -> None:
        first, second, third = ({"number": new_number(), "carrier": "dhl"} for _ in range(3))
        query = "POST /v1/waybills/query"
        for one in (first, second):
            await self._do(f"{query}, of a carrier", {}, json={"items": [one]})
        await self._do(f"{query}, cached", {}, json={"items": [first]})
        follow = "POST /v1/waybills"
        await self._do(f"{follow}, cached", me, json=first)
        once = {**me, "Idempotency-Key": secrets.token_hex(8)}
        await self._do(f"{follow}, cached, idempotent", once, json=second)
        await self._do(f"{follow}, of a carrier", me, json=third)
        number = f"AGP-IN-TRANSIT-{secrets.randbelow(10**4):04}"
        await self._do(f"{follow}, of the sandbox", me, json={"number": number})
        await self._do("GET /v1/waybills", me)

    async def _do(
        self,
        name: str,
        headers: Mapping[str, str],
        what: str = "",
        **sent: Any,  # noqa: ANN401 - JSON
    ) -> httpx.Response:
        method, path = (what or name).split(",")[0].split(" ")
        reply = await self._app.request(method, path, headers=headers, **sent)
        assert reply.is_success, f"{name}: {reply.text}"
        lines = self._file.read_text(encoding="utf-8").splitlines()
        calls = [json.loads(line) for line in lines]
        own = [one for one in calls if one["request"] == reply.headers["X-Request-Id"]]
        database = [one for one in own if one["service"] == _DATABASE]
        self.costs[name] = Cost(
            trips(database),
            sum(one["reads"] for one in database),
            sum(one["writes"] for one in database),
            messages=sum(one["service"] == "Publisher" for one in own),
            keys=sum(one["service"] == "KeyManagementService" for one in own),
        )
        return reply


async def walk(world: World, file: Path) -> dict[str, Cost]:
    """Return what each operation takes at an instance of its own that writes to a file."""
    await asyncio.to_thread(file.touch)
    settings = {**UNHURRIED, "DHL_PER_SECOND": "1000"}  # else its turns are documents, too
    settings |= {"GATEWAY_PLUGIN": "tests.tracing", "TRACE_FILE": str(file)}
    async with world.gateway("traced", **settings) as instance:
        return await Walk(world, instance.visitor, file).all()
