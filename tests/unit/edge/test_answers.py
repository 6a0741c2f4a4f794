"""What every answer carries, how methods and addresses are answered, what a fault looks like."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.edge.headers import SECURITY
from shared.kernel.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    IntegrityError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.platform.suppliers.model import SupplierRefusedError
from shared.platform.suppliers.port import SupplierError
from tests.fakes import NOON
from tests.unit.edge.site import NAME, ORIGIN, VALUE, Site, edge_without_gates, lines_of, site_of

FOREIGN = "https://foreign.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Origin": ORIGIN}


def preflighted(origin: str) -> dict[str, str]:
    return {**PREFLIGHT, "Origin": origin}


KINDS: dict[str, tuple[str, str, dict[str, str], int]] = {
    "an unknown address": ("GET", f"/{VALUE}", {}, 404),
    "a wrong method": ("PUT", "/peek", {}, 405),
    "a bad body": ("POST", "/notes", {}, 415),
    "a bad parameter": ("GET", f"/peek?{NAME}=1", {}, 422),
    "too long an address": ("GET", "/peek?" + "x" * 2048, {}, 414),
    "a view": ("GET", "/peek", {}, 200),
    "a head": ("HEAD", "/peek", {}, 200),
    "something cacheable": ("GET", "/fixed", {}, 200),
    "nothing new": ("GET", "/fixed", {"If-None-Match": "*"}, 304),
    "a preflight": ("OPTIONS", "/notes", PREFLIGHT, 204),
    "a foreign preflight": ("OPTIONS", "/notes", preflighted(FOREIGN), 204),
    "a preflight of nothing": ("OPTIONS", "/nothing", PREFLIGHT, 404),
    "options alone": ("OPTIONS", "/notes", {}, 405),
}


@pytest.mark.parametrize(("method", "path", "headers", "status"), KINDS.values(), ids=KINDS)
async def test_every_answer_is_guarded_named_and_kept_by_nobody_who_may_not(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    reply = await client.request(method, path, headers=headers)
    assert reply.status_code == status
    assert {name: reply.headers[name] for name in SECURITY} == SECURITY
    assert re.fullmatch("[0-9a-f]{32}", reply.headers["X-Request-Id"])
    assert reply.headers["Vary"] == "Origin, Accept-Language"
    cacheable = path == "/fixed"
    assert reply.headers["Cache-Control"] == ("public, max-age=3600" if cacheable else "no-store")
    assert "set-cookie" not in reply.headers
    if status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        told = reply.json()
        assert told["status"] == status
        assert told["type"] == f"urn:agogopost:problem:{told['code']}"
        assert told["request_id"] == reply.headers["X-Request-Id"]


def test_the_security_headers_are_the_ones_that_browsers_need() -> None:
    assert "max-age=63072000" in SECURITY["Strict-Transport-Security"]
    assert SECURITY["Content-Security-Policy"].startswith("default-src 'none'")
    assert SECURITY["Referrer-Policy"] == "no-referrer"
    assert SECURITY["X-Content-Type-Options"] == "nosniff"


async def test_a_fault_of_ours_is_guarded_too(site: Site, client: httpx.AsyncClient) -> None:
    site.knobs.error = RuntimeError(VALUE)
    reply = await client.get("/peek")
    assert reply.status_code == 500
    assert {name: reply.headers[name] for name in SECURITY} == SECURITY
    assert reply.headers["Cache-Control"] == "no-store"


async def test_an_unknown_address_is_not_repeated(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (f"/{VALUE}", f"/{VALUE}/x?{NAME}={VALUE}", "/notes//x", f"/notes/a/{VALUE}"):
        reply = await client.get(path)
        assert (reply.status_code, reply.json()["code"]) == (404, "not-found")
        assert VALUE not in reply.text + str(reply.headers)
    out = capsys.readouterr().out
    assert VALUE not in out
    assert {line["operation"] for line in lines_of(out)} == {"none"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/peek", {"GET", "HEAD"}),
        ("GET", "/notes", {"POST"}),
        ("HEAD", "/notes", {"POST"}),
        ("PATCH", "/notes/1", {"GET", "HEAD", "DELETE"}),
        ("OPTIONS", "/notes/1", {"GET", "HEAD", "DELETE"}),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    client: httpx.AsyncClient, method: str, path: str, allowed: set[str]
) -> None:
    reply = await client.request(method, path)
    assert reply.status_code == 405
    assert set(reply.headers["Allow"].split(", ")) == allowed


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    got, head = await client.get("/fixed"), await client.head("/fixed")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    missing = await client.head("/nothing")
    assert (missing.status_code, missing.content) == (404, b"")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "CANARY-VALUE"])
async def test_a_method_that_the_platform_itself_refuses_is_not_echoed(
    client: httpx.AsyncClient, method: str
) -> None:
    headers = {NAME: VALUE, "Cookie": VALUE}
    reply = await client.request(method, f"/notes/{VALUE}", headers=headers)
    assert reply.status_code == 405
    assert VALUE not in reply.text + str(reply.headers)


@pytest.mark.parametrize(("extra", "status"), [(1, 414), (0, 200)])
@pytest.mark.parametrize("kind", ["path", "query"])
async def test_an_address_may_have_two_kibibytes_and_no_more(
    client: httpx.AsyncClient, kind: str, extra: int, status: int
) -> None:
    start = "/notes/" if kind == "path" else "/pages?cursor=&limit=1&"
    filler = "x" if kind == "path" else "&"
    reply = await client.get(start.ljust(2048 + extra, filler))
    assert reply.status_code == status


@pytest.mark.parametrize("origin", [FOREIGN, "null", f"{ORIGIN}.evil.example", ORIGIN.upper()])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
async def test_a_foreign_origin_is_told_nothing_that_a_browser_would_obey(
    client: httpx.AsyncClient, method: str, origin: str
) -> None:
    reply = await client.request(method, "/notes/1", headers=preflighted(origin))
    assert not [name for name in reply.headers if name.startswith("access-control-")]


async def test_our_sites_origin_may_read_answers_and_errors(client: httpx.AsyncClient) -> None:
    for path in ("/peek", "/nothing", "/fixed"):
        reply = await client.get(path, headers={"Origin": ORIGIN})
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "X-Request-Id" in reply.headers["Access-Control-Expose-Headers"]


async def test_a_preflight_is_told_what_the_address_takes(client: httpx.AsyncClient) -> None:
    reply = await client.options("/notes", headers=PREFLIGHT)
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]
    assert "content-type" not in reply.headers


async def test_a_crash_is_a_plain_500_and_its_message_is_seen_nowhere(
    site: Site, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    site.knobs.error = RuntimeError(VALUE)
    site.knobs.error.__cause__ = KeyError(VALUE)
    reply = await client.get("/peek")
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    printed = capsys.readouterr()
    assert VALUE not in printed.out + printed.err + reply.text + str(reply.headers)
    crash, request = lines_of(printed.out)
    assert (crash["message"], crash["severity"]) == ("crash", "ERROR")
    assert crash["types"] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert re.fullmatch(r"unit/edge/site\.py:\d+:peek", crash["places"][-1])
    assert request == {
        "severity": "INFO",
        "message": "request",
        "operation": "GET /peek",
        "status": 500,
        "ms": 0,
        "request_id": reply.headers["X-Request-Id"],
    }
    assert crash["request_id"] == request["request_id"]


REFUSALS: dict[str, tuple[Callable[[], AppError], int, str, str | None]] = {
    "nobody": (UnauthenticatedError, 401, "unauthenticated", None),
    "not for them": (ForbiddenError, 403, "forbidden", None),
    "absent": (NotFoundError, 404, "not-found", None),
    "conflict": (ConflictError, 409, "conflict", None),
    "damaged": (IntegrityError, 500, "internal", None),
    "unavailable": (UnavailableError, 503, "unavailable", "5"),
    "a supplier": (
        lambda: SupplierError(retry_after=timedelta(seconds=7)),
        503,
        "unavailable",
        "7",
    ),
    "off the register": (SupplierRefusedError, 503, "unavailable", "3600"),
    "too many": (
        lambda: TooManyRequestsError(retry_after=timedelta(seconds=0.2)),
        429,
        "too-many-requests",
        "1",
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
async def test_an_error_has_its_status_its_code_and_when_to_try_again(
    site: Site,
    client: httpx.AsyncClient,
    refusal: tuple[Callable[[], AppError], int, str, str | None],
) -> None:
    error, status, code, wait = refusal
    site.knobs.error = error()
    reply = await client.get("/peek")
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers.get("Retry-After") == wait
    assert reply.json().get("retry_after") == (None if wait is None else int(wait))
    assert reply.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


async def test_a_handler_that_takes_too_long_is_503_and_says_when_to_try_again(
    site: Site, client: httpx.AsyncClient
) -> None:
    site.knobs.never = True
    reply = await client.get("/hasty")
    assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
    assert int(reply.headers["Retry-After"]) >= 1


async def test_request_ids_are_ours_and_unique(site: Site, client: httpx.AsyncClient) -> None:
    seen = set()
    for _ in range(20):
        reply = await client.get("/peek", headers={"X-Request-Id": VALUE})
        assert reply.json()["request_id"] == reply.headers["X-Request-Id"] != VALUE
        seen.add(reply.headers["X-Request-Id"])
    assert len(seen) == 20
    assert len(site.knobs.calls) == 20


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ('"something-else"', 200),
        ("", 200),
        ("ETAG", 304),
        ("W/ETAG", 304),
        ('"a", ETAG , "b"', 304),
        ("*", 304),
    ],
)
async def test_who_has_the_same_already_is_told_so_and_sent_nothing(
    client: httpx.AsyncClient, given: str, status: int
) -> None:
    first = await client.get("/fixed")
    etag = first.headers["ETag"]
    assert hashlib.sha256(first.content).hexdigest().startswith(etag.strip('"'))
    known = given.replace("ETAG", etag)
    reply = await client.get("/fixed", headers={"If-None-Match": known, "Origin": ORIGIN})
    assert reply.status_code == status
    assert reply.headers["ETag"] == etag
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.content == (b"" if status == 304 else first.content)


async def test_what_nobody_may_keep_has_no_tag(client: httpx.AsyncClient) -> None:
    reply = await client.get("/peek", headers={"If-None-Match": "*"})
    assert reply.status_code == 200
    assert "etag" not in reply.headers


TRACE = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("header", "trusted"),
    [
        (TRACE, True),
        (f"{TRACE}/123;o=1", True),
        (f"{TRACE}/123", True),
        (f"{TRACE}/{VALUE}", False),
        (f"{TRACE};o={VALUE}", False),
        (VALUE, False),
        (TRACE[:-1], False),
        (TRACE + "0", False),
        (f"{TRACE}/{'9' * 21}", False),
        (f'{TRACE}","{NAME}":"{VALUE}', False),
    ],
)
async def test_the_platforms_trace_is_logged_and_nothing_else_in_its_place(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str], header: str, *, trusted: bool
) -> None:
    await client.get("/peek", headers={"X-Cloud-Trace-Context": header})
    out = capsys.readouterr().out
    (line,) = lines_of(out)
    wanted = f"projects/agogopost-test/traces/{TRACE}" if trusted else None
    assert line.get("logging.googleapis.com/trace") == wanted
    assert VALUE not in out


MOVED = "2027-03-01T02:00:00+00:00"


async def test_a_client_moves_the_clock_in_the_local_stack_only() -> None:
    for local, now in ((False, NOON), (True, datetime(2027, 3, 1, 2, tzinfo=UTC))):
        async with site_of(local_clock=local).client() as client:
            reply = await client.get("/peek", headers={"X-Local-Clock": MOVED})
            assert datetime.fromisoformat(reply.json()["now"]) == now


@pytest.mark.parametrize(
    "value",
    [
        "",
        VALUE,
        "2027-03-01T02:00:00",
        "2027-03-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1999-12-31T23:59:59Z",
        "2027-02-30T00:00:00Z",
        "1e9",
    ],
)
async def test_a_local_clock_that_tells_no_time_is_refused(value: str) -> None:
    site = site_of(local_clock=True)
    async with site.client() as client:
        reply = await client.get("/peek", headers={"X-Local-Clock": value})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "X-Local-Clock")
    assert VALUE not in reply.text
    assert not site.knobs.calls


def test_an_operation_for_callers_that_nobody_can_recognise_stops_the_start() -> None:
    with pytest.raises(ValueError, match="nobody can be authenticated as"):
        edge_without_gates()


async def test_the_address_parts_reach_the_handler_and_no_log(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = await client.get(f"/notes/{VALUE}")
    assert reply.json()["params"] == {"id": VALUE}
    out = capsys.readouterr().out
    assert VALUE not in out
    assert lines_of(out)[0]["operation"] == "GET /notes/{id}"
