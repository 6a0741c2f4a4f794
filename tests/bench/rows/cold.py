"""Cold starts: from the process's start to the first answer, as the platform starts a function."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.emulators.oidc import (
    SCHEDULER_ACCOUNT,
    STAFF_AUDIENCE,
    platform_token,
    staff_token,
)
from infra.local.stack.parts import log_of
from infra.local.stack.process import Part
from shared.rights.staff.roles import Role
from shared.setup.people import PeopleParts
from tests.bench import people
from tests.bench.load import BenchError, Connection, request
from tests.bench.measure import (
    Figure,
    Goal,
    Measure,
    Row,
    Sample,
    Samples,
    alternately,
    compared,
)
from tests.bench.process import cpu_ms, pss_mb
from tests.bench.rows.query import delivered, into_the_cache, kept_fresh
from tests.bench.stand import BASELINES, PRODUCT, Stand
from tests.ports import free_port

TITLE = "start to the first answer, as functions-framework starts a function"
_FRAMEWORK = str(Path(sys.executable).with_name("functions-framework"))
_SECONDS = 30.0
_PAUSE = 0.004
_ROUNDS_OF_SOME, _ROUNDS = 7, 3
_NOBODYS = "0" * 32
QUICK, WITHOUT = Goal("<=", 1.1), Goal("<=", 1.5)
_AS_QUICK = Goal("<=", 1.0)
_PERSON, _KMS, _OIDC = "profile, GET /v1/me", "plain, kms", "plain, oidc"
_MS, _PSS, _CPU = Measure("ms", "ms", "time"), Measure("pss", "MB", "PSS"), Measure("cpu", "ms")


@dataclass(frozen=True, slots=True)
class Start:
    """A function, what it is asked first, and what it is compared with."""

    target: str
    raw: bytes
    against: str
    """``hello``: it needs no client of Google's for this answer. ``plain``: it does."""
    status: int = 200
    source: Path = PRODUCT
    same: str = _KMS
    """Of one against ``plain``: the plain one that imports the same, to which it is held."""
    environment: Mapping[str, str] = field(default_factory=dict)


async def run(stand: Stand) -> Row:
    """Measure every function that somebody waits for, and two jobs."""
    chosen, others = await _starts(stand)
    somebody = (await people.plain(stand.plain_database(), 1))[0]
    see = request("GET", "/v1/me", headers=somebody.headers)
    bases = {
        "hello": Start("hello", request("GET", "/"), "", source=BASELINES / "hello.py"),
        "plain": Start("me", see, "", source=BASELINES / "plain.py"),
        _KMS: Start("me", see, "", source=BASELINES / "plain_kms.py"),
        _OIDC: _plain_oidc(stand),
        "floor": Start("me", see, "", source=BASELINES / "floor.py"),
    }
    first = await _samples(stand, {**bases, **chosen}, stand.size(_ROUNDS_OF_SOME, 1))
    figures = _figures(chosen, first)
    figures.append(_of_base("plain", "hello", first))
    figures.append(_of_base(_KMS, "hello", first))
    figures.append(_of_base(_OIDC, "hello", first))
    figures.append(_of_base("floor", "hello", first))
    if not stand.tiny:
        bases.pop("floor")
        second = await _samples(stand, {**bases, **others}, _ROUNDS)
        figures += _figures(others, second)
    return Row("cold", TITLE, figures, _notes())


def _notes() -> list[str]:
    return [
        "plain: an AsyncClient and nothing else of Google's; floor: its reads on raw gRPC",
        "plain, kms: plain with the key service's client beside it; nothing is asked of it",
        "plain, oidc: that one, for who comes with an OpenID token, whose keys are fetched",
        "both times include 15 ms of the guard that starts every process",
    ]


async def _starts(stand: Stand) -> tuple[dict[str, Start], dict[str, Start]]:
    """Return the functions that are measured thoroughly, and the others, by what they are asked."""
    somebody = (await people.ours(PeopleParts(stand.platform()), 1))[0]
    tracking = await stand.ours("tracking")
    numbers = delivered(1)
    await into_the_cache(stand, tracking, numbers)
    await kept_fresh(stand, numbers)
    tracking.part.stop()

    def mine(target: str, path: str) -> Start:
        return Start(target, request("GET", path, headers=somebody.headers), "plain")

    def asked(target: str, path: str, body: object = None, against: str = "hello") -> Start:
        return Start(target, request("GET" if body is None else "POST", path, body), against)

    query = {"items": [{"number": numbers[0]}]}
    nonce = request("POST", "/v1/sign-in/nonces")
    receipt = request("GET", f"/v1/account-deletion/{_NOBODYS}", headers=somebody.headers)
    chosen = {
        _PERSON: mine("profile", "/v1/me"),
        "policies, GET /v1/data-map": asked("policies", "/v1/data-map"),
        "tracking, detect": asked("tracking", "/v1/carriers/detect", {"number": "986578788855"}),
        "reference": asked("reference", "/openapi.json"),
        "tracking, query": asked("tracking", "/v1/waybills/query", query, "plain"),
        "registration, nonce": Start("registration", nonce, "plain", 201),
    }
    others = {
        "consents, a visitor": asked("consents", "/v1/consents"),
        "consents": mine("consents", "/v1/consents"),
        "follows": mine("follows", "/v1/waybills"),
        "exports": mine("exports", "/v1/exports"),
        "rights": mine("rights", "/v1/rights-requests"),
        "deletion": Start("deletion", receipt, "plain", 404, same="plain"),
        **_of_staff_and_platform(stand),
    }
    return chosen, others


def _of_staff_and_platform(stand: Stand) -> dict[str, Start]:
    ports = stand.stack.ports
    platform = platform_token(ports.issuer_url("platform"), SCHEDULER_ACCOUNT)

    def job(name: str) -> Start:
        headers = {"Authorization": f"Bearer {platform}"}
        raw = request("POST", f"/jobs/{name}", None, headers)
        return Start(name, raw, "plain", same=_OIDC)

    jobs = ("rewrap", "forget_nightly", "policy_notices")
    look = Start("staff", _look(stand), "plain", 404, same=_OIDC)
    return {"staff": look, **{name: job(name) for name in jobs}}


def _look(stand: Stand) -> bytes:
    """Return what somebody of the staff asks: to see a person, whom there is not."""
    token = staff_token(stand.stack.ports.issuer_url("staff"), Role.SUPPORT)
    headers = {"Authorization": f"Bearer {token}"}
    return request("GET", f"/staff/v1/people/{_NOBODYS}", None, headers)


def _plain_oidc(stand: Stand) -> Start:
    keys = f"{stand.stack.ports.issuer_url('staff')}/jwks"
    told = {"PLAIN_KEYS": keys, "PLAIN_AUDIENCE": STAFF_AUDIENCE}
    source = BASELINES / "plain_oidc.py"
    return Start("member", _look(stand), "", 404, source=source, environment=told)


async def _samples(stand: Stand, starts: Mapping[str, Start], rounds: int) -> Samples:
    sides = {name: (lambda one=one: _cold(stand, one)) for name, one in starts.items()}
    return await alternately(sides, rounds)


async def _cold(stand: Stand, start: Start) -> Sample:
    """Start a process, ask until it answers, and return what that took."""
    began = time.perf_counter()
    async with _started(stand, start) as (part, port):
        await _first_answer(part, port, start)
        took = (time.perf_counter() - began) * 1000
        assert part.pid is not None
        return {"ms": took, "pss": pss_mb(part.pid), "cpu": cpu_ms(part.pid)}


@asynccontextmanager
async def _started(stand: Stand, start: Start) -> AsyncIterator[tuple[Part, int]]:
    """Start a function as the platform does; end it."""
    is_ours, port = start.source == PRODUCT, free_port()
    command = (_FRAMEWORK, "--target", start.target, "--source", str(start.source))
    part = Part(
        f"cold-{start.target}",
        (*command, "--host", "127.0.0.1", "--port", str(port)),
        ready=lambda: True,
        log=log_of(stand.stack.ports, "bench-cold"),
        environment={
            **(stand.environment if is_ours else stand.plain_environment),
            **start.environment,
        },
    )
    part.launch()
    try:
        yield part, port
    finally:
        part.kill()


async def _first_answer(part: Part, port: int, start: Start) -> None:
    connection = await _connected(part, port)
    try:
        await connection.ask(start.raw, start.status)
    finally:
        connection.close()


async def _connected(part: Part, port: int) -> Connection:
    """Connect as soon as somebody listens."""
    deadline = time.monotonic() + _SECONDS
    while part.running and time.monotonic() < deadline:
        try:
            return await Connection.to(port)
        except OSError:
            await asyncio.sleep(_PAUSE)
    message = f"{part.name} did not start: {part.last_lines()}"
    raise BenchError(message)


def _figures(starts: Mapping[str, Start], samples: Samples) -> list[Figure]:
    figures = []
    for name, start in starts.items():
        same = start.same if start.against == "plain" else start.against
        for against in dict.fromkeys((start.against, same)):
            pair = {"ours": samples[name], against: samples[against]}
            figures += [compared(name, pair, against, _MS, _goal(name, against))]
            figures += [compared(name, pair, against, what) for what in (_CPU, _PSS)]
    return figures


def _goal(name: str, against: str) -> Goal:
    if against == "hello":
        return WITHOUT
    return _AS_QUICK if name == _PERSON and against == _KMS else QUICK


def _of_base(name: str, against: str, samples: Samples) -> Figure:
    """Return how one of what we compare with compares with another."""
    return compared(f"({name})", {"ours": samples[name], against: samples[against]}, against, _MS)
