"""How the runs of ``make contract-fuzz`` are judged."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local.tools.problems import error_classes
from shared.kernel.texts import CATALOGUE
from tests.fuzz.rules import BEYOND_A_SCHEMA, is_beyond
from tests.fuzz.run import Run, Told, described, main, needing_session


def test_a_rule_that_no_schema_says_is_one_of_ours_and_has_its_reason() -> None:
    known = {*CATALOGUE["en"], *(kind.code for kind in error_classes())}
    for told, reason in BEYOND_A_SCHEMA.items():
        assert told.split()[-1] in known, told
        assert reason


@pytest.mark.parametrize(
    ("code", "faults", "beyond"),
    [
        ("carrier-unknown", [], True),
        ("invalid-input", [("email", "address-one")], True),
        ("invalid-input", [("email", "address-one"), ("email", "field-too-short")], False),
        ("invalid-input", [("code", "field-missing")], True),
        ("invalid-input", [("country", "field-missing")], False),
        ("invalid-input", [], False),
        ("conflict", [], False),
    ],
)
def test_only_what_breaks_such_rules_alone_is_let_through(
    code: str, faults: list[tuple[str, str]], *, beyond: bool
) -> None:
    errors = [{"field": field, "code": why, "detail": "Do it."} for field, why in faults]
    assert is_beyond({"code": code, "errors": errors}) == beyond


WELL = Told(
    "person",
    failed=False,
    answers={f"{one} {status}": 3 for one in described() for status in (200, 422)},
    links=frozenset({"POST /v1/waybills -> GET /v1/waybills/{id}"}),
)


def test_who_has_an_account_must_have_been_served_where_one_is_needed() -> None:
    needing = needing_session()
    assert "GET /v1/me" in needing
    assert not needing & {"GET /v1/carriers", "GET /v1/consents", "POST /v1/accounts"}
    answers = {"GET /v1/me 200": 1, "GET /v1/me 401": 3, "GET /v1/carriers 200": 96}
    assert replace(WELL, answers=answers).share(needing) == 1 / 4
    assert "97 of them 2xx" in replace(WELL, answers=answers).line()
    assert replace(WELL, answers={}).share(needing) == 0


REFUSED = {f"{one} 401": 6 for one in described()}


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        (WELL, []),
        (replace(WELL, failed=True), ["failed"]),
        (replace(WELL, links=frozenset()), ["no link"]),
        (replace(WELL, answers=REFUSED), ["hardly ever served"]),
        (replace(WELL, caller="visitor", answers=REFUSED), []),
        (
            replace(
                WELL,
                answers={k: v for k, v in WELL.answers.items() if "GET /v1/carriers " not in k},
            ),
            ["never tried: GET /v1/carriers"],
        ),
        (replace(WELL, answers=dict.fromkeys(WELL.answers, 2)), ["too few"]),
        (replace(WELL, answers={"GET /v1/me 200": 1}), ["never tried", "too few"]),
    ],
    ids=["well", "failed", "no-link", "refused", "visitor", "untried", "few", "one-answer"],
)
def test_a_run_that_shows_nothing_fails(told: Told, faults: list[str]) -> None:
    found = list(told.faults())
    assert len(found) == len(faults), found
    assert all(part in one for part, one in zip(faults, found, strict=True)), found


def test_what_both_parts_told_is_told_as_one() -> None:
    other = Told("person", failed=True, answers={"GET /v1/me 200": 2}, links=frozenset({"b"}))
    one = Told("person", failed=False, answers={"GET /v1/me 200": 1}, links=frozenset({"a"}))
    both = Told.of([one, other])
    assert both.failed
    assert both.answers == {"GET /v1/me 200": 3}
    assert both.links == {"a", "b"}


def test_a_run_that_does_not_end_in_time_is_killed_and_has_failed(tmp_path: Path) -> None:
    (tmp_path / "told.log").touch()
    (tmp_path / "told.json").write_text('{"answers": {"GET /v1/me 200": 1}, "links": []}')
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    told = Run("person", process, time.monotonic() - 1, tmp_path / "told.json").end()
    assert told.failed
    assert process.returncode == -signal.SIGKILL


def test_too_few_seconds_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "--seconds", "59"])
    with pytest.raises(SystemExit) as refused:
        main()
    assert refused.value.code == 2
    assert "at least 60" in capsys.readouterr().err
