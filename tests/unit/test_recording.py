"""The recorder tells of what is not described, and of what is described more strictly than it is.

It quotes nothing of either.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.stack.process import ROOT
from shared.edge.problem import MEDIA_TYPE
from tests.recording import Asked, faults_of, faults_of_request
from tests.watch import Watch

PATH = "/v1/waybills/query"
JSON = {"content-type": "application/json", "x-request-id": "1"}
PROBLEM = {**JSON, "content-type": MEDIA_TYPE}


def problem(code: str) -> bytes:
    told = {"title": "T", "status": 422, "code": code, "request_id": "1", "errors": []}
    more = {"retry_after": None, "type": f"urn:agogopost:problem:{code}"}
    return json.dumps({**told, **more}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "fault"),
    [
        (418, JSON, b"{}", "418 is not described"),
        (200, {**JSON, "x-odd": "1"}, b'{"items": []}', "the header x-odd is not described"),
        (200, {"content-type": "text/plain"}, b"Hidden", "a body of text/plain is not described"),
        (200, JSON, b'{"things": ["Hidden"]}', "another form: required"),
        (200, JSON, b'{"items": ["Hidden"]}', "another form"),
        (422, PROBLEM, problem("last-way-in"), "the problem last-way-in is not described"),
        (422, PROBLEM, problem("invalid-input"), None),
        (200, JSON, b'{"items": []}', None),
    ],
)
def test_what_is_not_described_is_told(
    status: int, headers: dict[str, str], body: bytes, fault: str | None
) -> None:
    told = list(faults_of("POST", PATH, status, headers, body))
    if fault is None:
        assert told == []
        return
    assert any(fault in one for one in told), told
    assert not any("Hidden" in one for one in told)


def test_an_operation_that_is_not_described_is_told() -> None:
    assert list(faults_of("PATCH", PATH, 200, JSON, b"{}")) == [
        f"PATCH {PATH}: nothing is described, and it answers 200"
    ]
    assert list(faults_of("GET", "/v1/nowhere", 404, PROBLEM, b"{}")) == []


FOLLOWS = "/v1/waybills"
ONE = "/v1/waybills/0f3c9a5be2d477880f3c9a5be2d47788"
MATCH = {"content-type": "application/merge-patch+json", "if-match": '"1"'}


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (
            Asked("POST", FOLLOWS, "", JSON, b'{"number": "1", "phone_tail": "12"}'),
            "POST /v1/waybills request body phone_tail minLength",
        ),
        (Asked("POST", FOLLOWS, "", JSON, b"{}"), "POST /v1/waybills request body required"),
        (
            Asked("POST", FOLLOWS, "", JSON, b'{"number": "1", "Hidden": 1}'),
            "POST /v1/waybills request body additionalProperties",
        ),
        (
            Asked("POST", FOLLOWS, "", JSON, b"Hidden"),
            "POST /v1/waybills request body: it is not JSON",
        ),
        (
            Asked("POST", FOLLOWS, "", {"content-type": "text/plain"}, b"{}"),
            "POST /v1/waybills request body: a media type that is not described",
        ),
        (
            Asked("POST", FOLLOWS, "", {**JSON, "idempotency-key": "Hidden"}, b'{"number": "1"}'),
            "POST /v1/waybills request header idempotency-key minLength",
        ),
        (
            Asked("PATCH", ONE, "", JSON, b"{}"),
            "PATCH /v1/waybills/{id} request header if-match required",
        ),
        (
            Asked("PATCH", f"{FOLLOWS}/Hidden", "", MATCH, b"{}"),
            "PATCH /v1/waybills/{id} request path id pattern",
        ),
        (Asked("GET", FOLLOWS, "limit=0", {}, b""), "GET /v1/waybills request query limit minimum"),
        (Asked("GET", FOLLOWS, "limit=x", {}, b""), "GET /v1/waybills request query limit type"),
        (
            Asked("GET", FOLLOWS, "updated_since=2026-02-03", {}, b""),
            "GET /v1/waybills request query updated_since format",
        ),
        (
            Asked("GET", FOLLOWS, "Hidden=1", {}, b""),
            "GET /v1/waybills request query: a parameter that is not described",
        ),
        (
            Asked("GET", "/v1/policies/00002", "", {}, b""),
            "GET /v1/policies/{version} request path version pattern",
        ),
        (Asked("POST", FOLLOWS, "", {**JSON, "x-odd": "1"}, b'{"number": "1"}'), None),
        (Asked("POST", FOLLOWS, "", JSON, None), None),
        (Asked("GET", FOLLOWS, "limit=5&updated_since=2026-02-03T04:05:06.7Z", {}, b""), None),
        (Asked("PUT", "/v1/me/portrait", "", {"content-type": "image/png"}, b"Hidden"), None),
        (Asked("PATCH", ONE, "", MATCH, b'{"label": null}'), None),
        (Asked("GET", "/v1/nowhere", "limit=0", {}, b""), None),
    ],
)
def test_an_accepted_request_that_does_not_fit_the_description_is_told(
    asked: Asked, fault: str | None
) -> None:
    assert list(faults_of_request(asked)) == ([] if fault is None else [fault])


PLANTED = """
import asyncio
import tests.recording
from infra.local.stack.gateway import Gateway

class Odd(Gateway):
    def __init__(self): pass

async def answer(self, scope, receive, send):
    parts = [await receive(), await receive()]
    told = b"".join(part["body"] for part in parts)
    status = 418 if scope["method"] == "GET" else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"" if status == 200 else b"Hidden"})
    assert told == b'{"number": "1", "phone_tail": "12"}'

Gateway.__call__ = answer
tests.recording.record(Gateway)

async def ask(method, path):
    parts = [(b'{"number": "1", ', True), (b'"phone_tail": "12"}', False)]
    async def receive():
        body, more = parts.pop(0)
        return {"type": "http.request", "body": body, "more_body": more}
    async def send(message): pass
    headers = [(b"Content-Type", b"application/json")]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await Odd()(scope, receive, send)

asyncio.run(ask("GET", "/v1/carriers"))
asyncio.run(ask("POST", "/v1/waybills"))
"""


def test_what_is_planted_is_written_where_the_run_looks_for_it(tmp_path: Path) -> None:
    record = tmp_path / "record"
    environment = {**os.environ, "RECORD_FILE": str(record), "PYTHONPATH": str(ROOT)}
    subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", PLANTED], env=environment, cwd=ROOT, check=True, timeout=60
    )
    assert record.read_text(encoding="utf-8").splitlines() == [
        "GET /v1/carriers: 418 is not described",
        "POST /v1/waybills: 200 is not described",
        "POST /v1/waybills request body phone_tail minLength",
    ]


def test_a_run_is_told_what_its_gateways_wrote_each_once_and_nothing_of_the_run_before(
    tmp_path: Path,
) -> None:
    watch = Watch(tmp_path)
    assert watch.faults() == []
    Path(watch.environment["GUARD_FILE"]).write_text("a canary in clear\n", encoding="utf-8")
    Path(watch.environment["RECORD_FILE"]).write_text("odd\nodd\n", encoding="utf-8")
    assert watch.faults() == [
        "the commit guard refused: a canary in clear",
        "not as described: odd",
    ]
    assert Watch(tmp_path).faults() == []
