"""The recorder tells of each answer that is not described, and quotes nothing of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.stack.process import ROOT
from shared.edge.problem import MEDIA_TYPE
from tests.recording import faults_of

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


PLANTED = """
import asyncio
import tests.recording
from infra.local.stack.gateway import Gateway

class Odd(Gateway):
    def __init__(self): pass

async def answer(self, scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"Hidden"})

Gateway.__call__ = answer
tests.recording.record(Gateway)

async def ask():
    async def send(message): pass
    scope = {"type": "http", "method": "GET", "path": "/v1/carriers"}
    await Odd()(scope, None, send)

asyncio.run(ask())
"""


def test_a_planted_answer_is_written_where_the_run_looks_for_it(tmp_path: Path) -> None:
    record = tmp_path / "record"
    environment = {**os.environ, "RECORD_FILE": str(record), "PYTHONPATH": str(ROOT)}
    subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", PLANTED], env=environment, cwd=ROOT, check=True, timeout=60
    )
    assert record.read_text(encoding="utf-8") == "GET /v1/carriers: 418 is not described\n"
