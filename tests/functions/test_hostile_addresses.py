"""Whatever stands in an address, the answer is one of ours: a problem that names what is wrong."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.functions import operations
from shared.edge.headers import SECURITY
from shared.edge.operation import CallerKind, Operation
from shared.edge.problem import MEDIA_TYPE
from tests.functions.people import bearer, person
from tests.functions.staff import token_for
from tests.world import World, new_source

pytestmark = pytest.mark.stack

_NAME = re.compile(r"{[a-z_]+}")
_PARTS = {
    "a line end before a number": "%0A5",
    "a line end after a number": "1%0A",
    "a carriage return and a line end": "1%0D%0A",
    "NUL": "%00",
    "a number and NUL": "1%00",
    "DEL": "%7F",
    "a terminal's escape": "%1B%5B2J",
    "a space": "%20",
    "a slash": "%2F",
    "a slash, in small letters": "1%2f2",
    "a slash that would lead to another operation": "1%2Fchanges",
    "a way up": "..%2F..%2Fetc",
    "a dot": "%2E",
    "two dots": "%2E%2E",
    "a backslash": "%5C",
    "no UTF-8": "%FF",
    "a long form of a slash": "%C0%AF",
    "a surrogate": "%ED%A0%80",
    "a line separator": "%E2%80%A8",
    "a digit of full width": "%EF%BC%91",
    "an Arabic digit": "%D9%A1",
    "a parcel": "%F0%9F%93%A6",
    "a percent sign": "%25",
    "an escape in an escape": "%250A5",
    "a sign": "+1",
    "less than none": "-1",
    "none": "0",
    "a leading nought": "01",
    "an underscore in a number": "1_0",
    "a fraction": "1.0",
    "an exponent": "1e0",
    "a number with no end": "9" * 1800,
    "a long id": "a" * 1800,
    "an id that Firestore reserves": "__id__",
    "a quote": "%27%22",
    "a parameter": ";id=1",
    "a template": "%7Bid%7D",
}
_QUERIES = {
    "NUL as a value": "cursor=%00",
    "NUL as a name": "%00=1",
    "a line end in a value": "cursor=%0A5",
    "a line end in a number": "limit=1%0A",
    "no UTF-8 as a value": "cursor=%FF",
    "no UTF-8 as a name": "%FF=1",
    "no UTF-8 as a number": "limit=%FF",
    "a surrogate": "cursor=%ED%A0%80",
    "a slash": "cursor=..%2F..%2Fx",
    "a digit of full width": "limit=%EF%BC%91",
    "a number with no end": f"limit={'9' * 1800}",
    "a long value": f"cursor={'a' * 1800}",
    "an id that Firestore reserves": "cursor=__x__",
    "a name twice, once escaped": "limit=1&%6Cimit=2",
    "half an escape": "cursor=%",
    "nothing": "=",
    "separators": "&&;&",
}
ALL = [one for _, one in operations()]
WITH_PARTS = [one for one in ALL if "{" in one.path]
GETS = [one for one in ALL if one.method == "GET"]
_GOOD = {"supplier": "seventeen_track", "version": "1", "provider": "google"}


def named(operation: Operation[Any]) -> str:
    return operation.id


@dataclass(frozen=True, slots=True)
class Callers:
    """Somebody for every kind of operation, who may call it."""

    tokens: Mapping[CallerKind, str]
    app: httpx.AsyncClient

    async def call(self, operation: Operation[Any], address: str) -> httpx.Response:
        """Call an operation at an address as who may, with all that it wants but the address."""
        headers = {"X-Forwarded-For": new_source(), "If-Match": "*"}
        if (token := self.tokens.get(operation.caller)) is not None:
            headers |= bearer(token)
        if operation.takes_body:
            headers["Content-Type"] = operation.accepts[0]
        if operation.body is None:
            return await self.app.request(operation.method, address, headers=headers)
        body = next(iter(operation.examples["request"].values()))
        return await self.app.request(operation.method, address, headers=headers, json=body)


@pytest.fixture(scope="module")
async def callers(world: World) -> AsyncIterator[Callers]:
    """Return them, where nobody is refused because others were tried before."""
    async with person(world) as ada, world.gateway("unlimited", RATE_LIMITS="off") as instance:
        platform = world.ports.issuer_url("platform")
        tokens = {
            CallerKind.PERSON: ada.token,
            CallerKind.ANYBODY: ada.token,
            CallerKind.STAFF: await token_for(world, "privacy"),
            CallerKind.PLATFORM: await asyncio.to_thread(
                platform_token, platform, SCHEDULER_ACCOUNT
            ),
        }
        yield Callers(tokens, instance.visitor)


def is_ours(reply: httpx.Response) -> bool:
    """Tell whether an answer is a problem of ours, whole."""
    told = reply.json() if reply.headers["content-type"] == MEDIA_TYPE else {}
    guarded = all(reply.headers.get(name) == value for name, value in SECURITY.items())
    return guarded and (told.get("status"), told.get("request_id")) == (
        reply.status_code,
        reply.headers["X-Request-Id"],
    )


@pytest.mark.parametrize("operation", WITH_PARTS, ids=named)
async def test_a_hostile_part_of_an_address_is_a_problem_of_ours(
    operation: Operation[Any], callers: Callers
) -> None:
    wrong: dict[str, object] = {}
    names = [match[0][1:-1] for match in _NAME.finditer(operation.path)]
    for hostile in names:
        for kind, part in _PARTS.items():
            parts = {name: _GOOD.get(name, "0" * 32) for name in names} | {hostile: part}
            reply = await callers.call(operation, operation.path.format_map(parts))
            if reply.status_code not in {404, 422} or not is_ours(reply):
                wrong[f"{hostile}: {kind}"] = reply.status_code, reply.text[:200]
    assert not wrong


@pytest.mark.parametrize("operation", GETS, ids=named)
async def test_a_hostile_query_is_read_or_a_problem_of_ours(
    operation: Operation[Any], callers: Callers
) -> None:
    wrong: dict[str, object] = {}
    for kind, query in _QUERIES.items():
        parts = dict.fromkeys(("version", "id", "token", "provider", "receipt_id"), "1")
        reply = await callers.call(operation, f"{operation.path.format_map(parts)}?{query}")
        if reply.status_code not in {200, 404, 422} or not (reply.is_success or is_ours(reply)):
            wrong[kind] = reply.status_code, reply.text[:200]
    assert not wrong


async def test_what_is_no_http_at_all_goes_no_further_than_the_server(world: World) -> None:
    """Bytes that may not stand in a request line: the server refuses them, as it should."""
    for target in (b"/v1/policies/\x00", b"/v1/policies/\n5", b"/v1/policies/\xff"):
        port = world.ports.gateway("eu")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await writer.drain()
        answer = await reader.read()
        writer.close()
        status = answer.split(b" ", 2)[1] if answer else b""
        assert status in {b"400", b"404"}, answer
