"""What README and the local stack's page have a reader try: pasted as it stands, at their pace."""

import io
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local.stack.process import ROOT
from infra.local.stack.stack import Stack
from tests.ports import free_ports

pytestmark = pytest.mark.stack

_README = ROOT / "README.md", "Try it"
_EVERYTHING = ROOT / "infra" / "local" / "README.md", "Everything, once"
_A_DAY = ROOT / "infra" / "local" / "README.md", "Play a day"
_BETWEEN = 6
"""Minutes between two paragraphs: whoever reads takes longer than a sign-in counts as recent."""
_LATER = 60
"""Minutes after the first calls of README by which its reader has come to the other page."""
_SECONDS = 120
_COPY = ".cache/everything.zip"
_PRELUDE = """
set -euo pipefail
curl() {
  command curl "$@" -H "X-Local-Clock: $(date -u -d "+$LATER minutes" +%Y-%m-%dT%H:%M:%SZ)" \\
    -w '%{stderr}\\nANSWER %{method} %{http_code} %{url_effective}\\n' | tee -a "$ANSWERS"
  echo >>"$ANSWERS"
}
"""
"""Each call says what it was answered, beside what it prints, and comes when a reader's would."""
_NEXT = f"\necho; echo '{'-' * 8}'\nLATER=$((LATER + {_BETWEEN}))\n"
"""Between two paragraphs: a line by which what each has printed is told apart."""
_ID = re.compile(r"/[0-9a-f]{16,64}(?=/|$)")
_CODES = ["POST 202 /v1/sign-in/codes", "GET 200 /codes"]
ANSWERED = [
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/waybills/query",
    "POST 200 /v1/carriers/detect",
    _CODES[0],
    "GET 200 /messages",
    _CODES[1],
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
FIVE = [
    "POST 200 /v1/carriers/detect",
    "POST 200 /v1/waybills/query",
    *_CODES,
    "POST 201 /v1/accounts",
    "GET 200 /v1/me/access-log",
    *_CODES,
    "POST 201 /v1/sessions",
    "POST 202 /v1/account-deletion",
    "GET 200 /v1/account-deletion/ID",
]


def _section(page: Path, heading: str) -> str:
    text = page.read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def _blocks(section: str) -> list[tuple[str, str]]:
    """Return the code of a section, each block with its language."""
    return re.findall(r"^```(\w*)\n(.*?)\n```$", section, re.MULTILINE | re.DOTALL)


def paragraphs(page: Path = _EVERYTHING[0], heading: str = _EVERYTHING[1]) -> list[str]:
    """Return what the local stack's page has one paste, paragraph by paragraph."""
    ((_, commands),) = _blocks(_section(page, heading))
    return commands.split("\n\n")


def calls_of_readme() -> list[tuple[str, str | None]]:
    """Return what README has one try, each with the answer that it shows."""
    found: list[tuple[str, str | None]] = []
    for language, text in _blocks(_section(*_README)):
        if language == "sh":
            found.append((text, None))
        else:
            found[-1] = (found[-1][0], text)
    return found


def shown(answer: str, real: str) -> bool:
    """Tell whether an answer is shown as it is: ``...`` stands for anything, lines are broken."""
    parts = re.sub(r"\n *", "", answer).split("...")
    return re.fullmatch(".+?".join(map(re.escape, parts)), real) is not None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of it."""

    status: int
    output: str
    calls: list[str]
    printed: list[str]
    answers: list[Any]
    copy: bytes


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Run a stack as ``make run`` starts it: with its limits."""
    with Stack(free_ports(), gateway_env={"RATE_LIMITS": "on"}) as running:
        yield running


def _try(commands: list[str], stack: Stack, answers: Path, later: int) -> Tried:
    script = _PRELUDE + f"LATER={later}\n" + _NEXT.join(commands)
    done = subprocess.run(  # noqa: S603 - what the pages say
        ["bash", "-c", script],  # noqa: S607 - whichever the reader has
        cwd=ROOT,
        env={**os.environ, "PORT_BASE": str(stack.ports.base), "ANSWERS": str(answers)},
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
    printed = [one.strip() for one in done.stdout.split("-" * 8)]
    return Tried(done.returncode, done.stdout + done.stderr, calls, printed, found, copy)


def _once(calls: list[str], looks: str) -> list[str]:
    """Return calls, of which looking again at one thing counts once."""
    return [one for number, one in enumerate(calls) if one != looks or calls[number - 1] != looks]


@pytest.fixture(scope="module")
def five(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Try what README shows."""
    commands = [command for command, _ in calls_of_readme()]
    return _try(commands, stack, tmp_path_factory.mktemp("readme") / "answers", 0)


@pytest.fixture(scope="module")
def tried(five: Tried, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Go on with the local stack's page."""
    assert five.status == 0, five.output
    return _try(paragraphs(), stack, tmp_path_factory.mktemp("everything") / "answers", _LATER)


def _shown(url: str) -> str:
    path = urlsplit(url).path
    return "archive" if path.endswith(".zip") else _ID.sub("/ID", path)


def test_every_command_is_answered_as_it_says(tried: Tried) -> None:
    assert tried.status == 0, tried.output
    assert _once(tried.calls, "GET 200 /v1/exports/ID") == ANSWERED


def test_the_calls_of_readme_are_answered_as_it_shows(five: Tried) -> None:
    assert five.status == 0, five.output
    assert _once(five.calls, "GET 200 /v1/account-deletion/ID") == FIVE
    for (command, answer), printed in zip(calls_of_readme(), five.printed, strict=True):
        assert shown(answer or "", printed), f"{command}\n{printed}"


def test_readme_shows_an_answer_to_all_but_the_first() -> None:
    first, *others = calls_of_readme()
    assert first == (". infra/local/try_it.sh", None)
    assert len(others) == 5
    assert all(answer for _, answer in others)


def test_an_answer_that_is_shown_otherwise_is_told() -> None:
    real = '{"a":1,"b":"2026-11-30","c":{"d":[]}}'
    assert shown('{"a":1,"b":"...",\n  "c":{...}}', real)
    assert not shown('{"a":2,"b":"...",\n  "c":{...}}', real)
    assert not shown('{"a":1,"b":"..."}', real)
    assert not shown('{"a":1,"b":"2026-11-30"...,"c":{"d":[]}}', real), "nothing is left out there"


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


@pytest.mark.slow("a night is run, by a program that loads every function first")
def test_a_day_is_played_as_the_page_says(stack: Stack, tmp_path: Path) -> None:
    day = _try(paragraphs(*_A_DAY), stack, tmp_path / "answers", 0)
    assert day.status == 0, day.output
    assert day.calls == [
        "PUT 204 /stories/1000000293",
        "POST 200 /v1/waybills/query",
        "PUT 204 /stories/1000000293",
        "POST 200 /v1/waybills/query",
        "GET 200 /_calls",
        "DELETE 204 /stories/1000000293",
    ]
    morning, afternoon, calls = day.answers
    told = [one["items"][0]["shipment"] for one in (morning, afternoon)]
    assert [one["status"] for one in told] == ["in_transit", "delivered"]
    assert [len(one["events"]) for one in told] == [1, 2]
    assert calls["dhl"]["by_number"]["1000000293"] == 2


def test_nothing_is_left_for_the_reader_to_fill_in() -> None:
    commands = [*paragraphs(), *paragraphs(*_A_DAY), *(command for command, _ in calls_of_readme())]
    assert not re.search(r"<[^>]+>", "\n".join(commands))
