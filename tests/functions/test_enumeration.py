"""Nobody who has not proven to have an address is told whether it has an account.

What is compared: status, headers, body, every call to the databases and the key service, every
message. All of it is counted, nothing is timed.
"""

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.functions.people import bearer, digits_sent_to, new_email, registration
from tests.world import World, new_source

pytestmark = pytest.mark.stack

Address = dict[str, str]
"""Its channel and itself, as a body has it."""
Request = tuple[str, str, dict[str, Any]]
"""Method, path and body."""
Code = dict[str, str]
"""A code and the handle that belongs to it, as a body has them."""
Asking = Callable[[Address, Code], Request]
"""Returns a request for an address and a code."""

_FLEETING = {"date", "x-request-id"}
_OF_THE_MOMENT = {"ratelimit", "retry-after"}
"""What its source has left, seconds to the end of the hour: they are there or they are not. Of
which limits a caller is told stands in ``RateLimit-Policy``, and must be the same."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a stranger could tell two requests apart by, and all that was done for them."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    calls: tuple[str, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """An instance whose calls are written down."""

    world: World
    app: httpx.AsyncClient
    counts: Path

    async def see(self, address: Address, request: Request, **headers: str) -> Seen:
        """Send a request, and return what it was answered and what was done for it."""
        (to,), (method, path, body) = address.values(), request
        headers = {"X-Forwarded-For": new_source(), **headers}
        calls, sent = len(self._calls()), len(self.world.messages(to))
        reply = await self.app.request(method, path, json=body, headers=headers)
        messages = self.world.messages(to)
        new = messages[: len(messages) - sent]
        return Seen(
            reply.status_code,
            tuple(_shown(*one) for one in reply.headers.items() if one[0] not in _FLEETING),
            _without_the_moment(reply),
            tuple(self._calls()[calls:]),
            tuple(f"{one['channel']} {one.get('subject')}" for one in new),
        )

    def _calls(self) -> list[str]:
        return self.counts.read_text(encoding="utf-8").splitlines()


def _shown(name: str, value: str) -> tuple[str, str]:
    return name, "" if name in _OF_THE_MOMENT else value


def _without_the_moment(reply: httpx.Response) -> str:
    told = reply.json()
    assert told.pop("request_id", reply.headers["X-Request-Id"]) == reply.headers["X-Request-Id"]
    if "handle" in told:
        told["handle"] = len(told["handle"])
    return json.dumps({**told, "retry_after": "retry_after" in told})


@asynccontextmanager
async def _watching(world: World, counts: Path, **settings: str) -> AsyncIterator[Watched]:
    """Yield an instance that has its keyring, its salts and its connections already.

    It is two hours ahead: no code, no space between messages and no limit of this hour counts.
    """
    settings |= {"GATEWAY_PLUGIN": "tests.counting", "COUNTS_FILE": str(counts)}
    async with world.gateway(counts.stem, CLOCK_AHEAD="7200", **settings) as instance:
        one = Watched(world, instance.visitor, counts)
        known = await registered(world, {"email": new_email()})
        await one.app.post("/v1/sign-in/codes", json={"country": "DE", **known})
        wrong = {"code": "000000", "handle": "x" * 22}
        await one.app.post("/v1/sessions", json={"country": "DE", **known, **wrong})
        yield one


@pytest.fixture(scope="module")
async def watched(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """Return an instance."""
    async with _watching(world, tmp_path_factory.mktemp("counts") / "counted.txt") as one:
        yield one


@pytest.fixture(scope="module")
async def spent(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """Return an instance whose region has sent all the mails and SMS that it sends in an hour."""
    counts = tmp_path_factory.mktemp("counts") / "spent.txt"
    lids = {"MAIL_PER_HOUR": "0", "SMS_PER_HOUR": "0"}
    async with _watching(world, counts, **lids) as one:
        yield one


async def _ask_for_a_code(world: World, app: httpx.AsyncClient, address: Address) -> Code:
    """Ask for a code from somewhere; return the last one that was sent, with the new handle."""
    source = {"X-Forwarded-For": new_source()}
    body = {"country": "DE", **address}
    reply = await app.post("/v1/sign-in/codes", json=body, headers=source)
    assert reply.status_code == 202, reply.text
    code = digits_sent_to(world, *address.values())
    return {"code": code, "handle": reply.json()["handle"]}


async def registered(world: World, address: Address) -> Address:
    """Register an address two hours ago and return it."""
    async with world.visitor() as app:
        code = await _ask_for_a_code(world, app, address)
        reply = await app.post("/v1/accounts", json=registration(**code, **address))
        assert reply.status_code == 201, reply.text
    return address


def new_address(channel: str) -> Address:
    """Return an address that nobody has registered."""
    if channel == "email":
        return {"email": new_email()}
    return {"phone": f"+49171{secrets.randbelow(10**7):07}"}


def code_request(address: Address, _: Code) -> Request:
    """Ask for a code."""
    return "POST", "/v1/sign-in/codes", {"country": "DE", **address}


def register(address: Address, code: Code) -> Request:
    """Register with a code."""
    return "POST", "/v1/accounts", registration(**code, **address)


def sign_in(address: Address, code: Code) -> Request:
    """Sign in with a code."""
    return "POST", "/v1/sessions", {"country": "DE", **code, **address}


def change(address: Address, code: Code) -> Request:
    """Take an address for one's own account."""
    return "PATCH", "/v1/me", {**code, **address}


def rights(address: Address, code: Code) -> Request:
    """Look for one's requests."""
    return "POST", "/v1/rights-requests/query", {"country": "DE", **code, **address}


def long(asking: Asking) -> Asking:
    """Return the same request with a long code."""

    def with_long_code(address: Address, _: Code) -> Request:
        return asking(address, {"code": "0000-0000-0000-0000"})

    return with_long_code


def _not(code: Code) -> Code:
    return {**code, "code": f"{(int(code['code']) + 1) % 10**6:06}"}


async def compared(
    watched: Watched,
    channel: str,
    asking: Asking,
    *,
    prepare: Callable[[Address], Awaitable[Code]],
    **headers: str,
) -> Seen:
    """Return what is seen of a request about each of two addresses, which must be the same."""
    known, unknown = new_address(channel), new_address(channel)
    await registered(watched.world, known)
    async with watched.world.visitor() as app:  # as who registers does
        await _ask_for_a_code(watched.world, app, unknown)
    seen = []
    for address in (known, unknown):
        code = await prepare(address)
        seen.append(await watched.see(address, asking(address, _not(code)), **headers))
    assert seen[0] == seen[1]
    assert seen[0].calls, "what was done was counted"
    return seen[0]


async def _nothing(_: Address) -> Code:
    """Do nothing before."""
    return {"code": "000000", "handle": "x" * 22}


@pytest.mark.parametrize("channel", ["email", "phone"])
async def test_a_code_is_sent_with_the_same_work(watched: Watched, channel: str) -> None:
    seen = await compared(watched, channel, code_request, prepare=_nothing)
    assert seen.status == 202
    assert len(seen.messages) == 1


@pytest.mark.parametrize("channel", ["email", "phone"])
async def test_when_no_message_may_go_yet_the_answer_and_the_work_are_the_same(
    watched: Watched, channel: str
) -> None:
    async def use_up(address: Address) -> Code:
        return await _ask_for_a_code(watched.world, watched.app, address)

    seen = await compared(watched, channel, code_request, prepare=use_up)
    assert (seen.status, seen.messages) == (202, ())


@pytest.mark.parametrize("channel", ["email", "phone"])
async def test_when_the_region_sends_no_more_it_is_said_with_the_same_work(
    spent: Watched, channel: str
) -> None:
    seen = await compared(spent, channel, code_request, prepare=_nothing)
    assert (seen.status, seen.messages) == (429, ())


async def test_when_a_source_has_had_enough_it_is_said_with_the_same_work(
    watched: Watched,
) -> None:
    noisy = {"X-Forwarded-For": new_source()}
    for _ in range(40):
        body = {"country": "DE", "email": new_email()}
        reply = await watched.app.post("/v1/sign-in/codes", json=body, headers=noisy)
        assert reply.status_code == 202
    seen = await compared(watched, "email", code_request, prepare=_nothing, **noisy)
    assert (seen.status, seen.messages) == (429, ())


@pytest.mark.parametrize("channel", ["email", "phone"])
@pytest.mark.parametrize("asking", [register, sign_in, long(register), long(sign_in)])
@pytest.mark.parametrize("keyed", [False, True], ids=["", "with an Idempotency-Key"])
async def test_a_wrong_code_is_refused_with_the_same_work(
    watched: Watched, channel: str, asking: Asking, *, keyed: bool
) -> None:
    async def ask(address: Address) -> Code:
        return await _ask_for_a_code(watched.world, watched.app, address)

    headers = {"Idempotency-Key": secrets.token_hex(8)} if keyed else {}
    seen = await compared(watched, channel, asking, prepare=ask, **headers)
    assert (seen.status, seen.messages) == (401, ())


@pytest.mark.parametrize("asking", [rights, long(rights)])
async def test_a_wrong_code_finds_no_requests_with_the_same_work(
    watched: Watched, asking: Asking
) -> None:
    async def ask(address: Address) -> Code:
        return await _ask_for_a_code(watched.world, watched.app, address)

    seen = await compared(watched, "email", asking, prepare=ask)
    assert (seen.status, seen.messages) == (401, ())


@pytest.mark.parametrize("asking", [register, sign_in], ids=lambda one: one.__name__)
async def test_what_is_guessed_too_often_is_refused_with_the_same_work(
    watched: Watched, asking: Asking
) -> None:
    async def guess(address: Address) -> Code:
        code = await _ask_for_a_code(watched.world, watched.app, address)
        for _ in range(5):
            method, path, body = asking(address, _not(code))
            source = {"X-Forwarded-For": new_source()}
            reply = await watched.app.request(method, path, json=body, headers=source)
            assert reply.status_code == 401
        return code

    seen = await compared(watched, "email", asking, prepare=guess)
    assert seen.status == 401


@pytest.mark.parametrize("asking", [register, sign_in], ids=lambda one: one.__name__)
async def test_without_a_code_that_is_still_good_it_is_refused_with_the_same_work(
    watched: Watched, asking: Asking
) -> None:
    async def long_ago(address: Address) -> Code:
        async with watched.world.visitor() as app:
            return await _ask_for_a_code(watched.world, app, address)

    seen = await compared(watched, "email", asking, prepare=long_ago)
    assert seen.status == 401


async def test_who_has_an_account_learns_of_no_others_by_changing_an_address(
    watched: Watched,
) -> None:
    async def ask(address: Address) -> Code:
        return await _ask_for_a_code(watched.world, watched.app, address)

    mine: Address = {"email": new_email()}
    code = await _ask_for_a_code(watched.world, watched.app, mine)
    made = await watched.app.post("/v1/accounts", json=registration(**code, **mine))
    headers = {**bearer(made.json()["session"]["token"]), "If-Match": "*"}
    await watched.app.get("/v1/me", headers=headers)  # her key is open from now on
    seen = await compared(watched, "email", change, prepare=ask, **headers)
    assert (seen.status, seen.messages) == (401, ())


async def test_a_signed_in_person_learns_of_no_account_by_asking_for_codes(
    watched: Watched,
) -> None:
    mine: Address = {"email": new_email()}
    code = await _ask_for_a_code(watched.world, watched.app, mine)
    made = await watched.app.post("/v1/accounts", json=registration(**code, **mine))
    headers = bearer(made.json()["session"]["token"])
    await watched.app.get("/v1/me", headers=headers)
    device = {"X-Device": made.json()["device_token"]}
    for shown in (headers, device, {**headers, **device}):
        seen = await compared(watched, "email", code_request, prepare=_nothing, **shown)
        assert (seen.status, len(seen.messages)) == (202, 1)


async def test_the_right_code_may_tell_and_what_tells_would_be_seen(watched: Watched) -> None:
    seen = []
    for address in (await registered(watched.world, new_address("email")), new_address("email")):
        code = await _ask_for_a_code(watched.world, watched.app, address)
        seen.append(await watched.see(address, sign_in(address, code)))
    assert [one.status for one in seen] == [201, 404]
    assert seen[0].calls != seen[1].calls
