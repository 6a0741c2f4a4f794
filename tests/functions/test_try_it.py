"""README's "Try it", as it stands there: pasted paragraph by paragraph, at a reader's pace."""

import io
import json
import os
import re
import subprocess
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local.stack.process import ROOT
from infra.local.stack.stack import Stack
from tests.ports import free_ports

pytestmark = pytest.mark.stack

_BETWEEN = 6
"""Minutes between two paragraphs: whoever reads takes longer than a sign-in counts as recent."""
_SECONDS = 120
_COPY = ".cache/everything.zip"
_PRELUDE = """
set -euo pipefail
LATER=0
curl() {
  command curl "$@" -H "X-Local-Clock: $(date -u -d "+$LATER minutes" +%Y-%m-%dT%H:%M:%SZ)" \\
    -w '%{stderr}\\nANSWER %{method} %{http_code} %{url_effective}\\n' | tee -a "$ANSWERS"
  echo >>"$ANSWERS"
}
"""
"""Each call says what it was answered, beside what it prints, and comes when a reader's would."""
_ID = re.compile(r"/[0-9a-f]{16,64}(?=/|$)")
_CODES = ["POST 202 /v1/sign-in/codes", "GET 200 /messages"]
ANSWERED = [
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/carriers/detect",
    *_CODES,
    "GET 200 /messages",
    "POST 201 /v1/accounts",
    "POST 201 /v1/waybills",
    "GET 200 /v1/waybills",
    "GET 200 /v1/me",
    "PATCH 200 /v1/me",
    *_CODES,
    "POST 201 /v1/sessions",
    "POST 202 /v1/exports",
    "GET 200 /v1/exports/ID",
    "GET 200 archive",
    "POST 201 /v1/rights-requests",
    "DELETE 200 /v1/rights-requests/ID",
    *_CODES,
    "POST 201 /v1/rights-requests",
    "PUT 200 /v1/consents",
    "GET 200 /v1/consents",
    "DELETE 200 /v1/consents",
    "POST 200 /staff/v1/people/lookup",
    "GET 200 /staff/v1/people/ID",
    "POST 200 /staff/v1/people/ID/unmask",
    "GET 200 /v1/me/access-log",
    "GET 200 /v1/policies/current",
    "GET 200 /v1/policies/upcoming",
    "GET 200 /v1/data-map",
    *_CODES,
    "POST 201 /v1/sessions",
    "POST 202 /v1/account-deletion",
    "GET 200 /v1/account-deletion/ID",
]
"""By every call, in this order; how often one looks whether an export is ready is left open."""


def paragraphs() -> list[str]:
    """Return the commands of README's "Try it", each with what is said about it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## Try it\n")[1].split("\n## ")[0]
    block = re.search(r"(?:^    .*\n|^\n)+", section.split(":\n", 1)[1], re.MULTILINE)
    assert block is not None
    plain = re.sub("^    ", "", block[0], flags=re.MULTILINE)
    return [one for one in plain.strip().split("\n\n") if one.strip()]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of it."""

    status: int
    output: str
    calls: list[str]
    answers: list[Any]
    copy: bytes


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Run the commands against a stack as ``make run`` starts it: with its limits."""
    answers = tmp_path_factory.mktemp("answers") / "answers"
    script = f"\nLATER=$((LATER + {_BETWEEN}))\n".join([_PRELUDE, *paragraphs()])
    with Stack(free_ports(), gateway_env={"RATE_LIMITS": "on"}) as stack:
        base = str(stack.ports.base)
        done = subprocess.run(  # noqa: S603 - what README says
            ["bash", "-c", script],  # noqa: S607 - whichever the reader has
            cwd=ROOT,
            env={**os.environ, "PORT_BASE": base, "ANSWERS": str(answers)},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    told = re.findall(r"^ANSWER ([A-Z]+) (\d+) (\S+)$", done.stderr, re.MULTILINE)
    calls = [f"{method} {status} {_shown(url)}" for method, status, url in told]
    lines = answers.read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.startswith(("{", "["))]
    copy = (ROOT / _COPY).read_bytes() if (ROOT / _COPY).exists() else b""
    (ROOT / _COPY).unlink(missing_ok=True)
    return Tried(done.returncode, done.stdout + done.stderr, calls, found, copy)


def _shown(url: str) -> str:
    path = urlsplit(url).path
    return "archive" if path.endswith(".zip") else _ID.sub("/ID", path)


def test_every_command_is_answered_as_it_says(tried: Tried) -> None:
    assert tried.status == 0, tried.output
    looks = "GET 200 /v1/exports/ID"
    once = [
        one
        for number, one in enumerate(tried.calls)
        if one != looks or tried.calls[number - 1] != looks
    ]
    assert once == ANSWERED


def test_every_parcel_is_found(tried: Tried) -> None:
    asked = [answer["items"] for answer in tried.answers[:3]]
    assert [len(items) for items in asked] == [2, 4, 1]
    assert all(item.get("shipment") for items in asked for item in items)


def test_the_copy_is_whole(tried: Tried) -> None:
    with zipfile.ZipFile(io.BytesIO(tried.copy)) as archive:
        assert archive.testzip() is None


def test_her_data_is_unmasked_for_the_ticket_and_she_sees_it(tried: Tried) -> None:
    lists = [answer["items"] for answer in tried.answers if "items" in answer]
    assert "SUP-1" in {line.get("ticket") for items in lists for line in items}


def test_the_account_is_being_erased_at_the_end(tried: Tried) -> None:
    assert tried.answers[-1]["receipt_id"] == tried.answers[-2]["receipt_id"]
    assert tried.answers[-1]["due_at"]


def test_nothing_is_left_for_the_reader_to_fill_in() -> None:
    assert not re.search(r"<[^>]+>", "\n".join(paragraphs()))
