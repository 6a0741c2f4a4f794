"""``make promises`` cannot call a promise kept that nothing shows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.register import Promise, promises
from tests.promises.report import state_of, table


@pytest.mark.parametrize(
    ("built", "passed", "failed", "state"),
    [
        (True, 0, 0, "fail"),
        (True, 3, 1, "fail"),
        (True, 0, 1, "fail"),
        (True, 1, 0, "pass"),
        (False, 0, 0, "not-built"),
        (False, 3, 0, "not-built"),
    ],
)
def test_a_promise_passes_only_if_it_is_built_and_every_test_of_it_passed(
    *, built: bool, passed: int, failed: int, state: str
) -> None:
    assert state_of(Promise("X0", "text", built), passed=passed, failed=failed) == state


def test_the_table_has_every_promise_in_the_policys_order() -> None:
    found = table({"C1": {"passed": 2, "failed": 0}})
    assert list(found) == list(promises())
    assert found["C1"] == {"state": "pass", "tests": 2}
    assert found["S3"] == {"state": "fail", "tests": 0}
    assert {one.id for one in promises().values() if one.built} == {
        *("C1", "C2", "C3", "C4", "C7", "C8"),
        *("S1", "S3", "S4", "S6", "S7"),
        *("M1", "M2", "M3", "M4", "M5", "M6", "M7"),
        *("X1", "X2"),
        *("K1", "K2", "K3", "K4", "K5", "K6"),
        *("H1", "H2", "T1", "E1", "E2", "E3", "Q1"),
        *("P1", "P2", "P3"),
        *("U1", "U2"),
    }


def marked() -> Iterator[str]:
    """Yield the ids that tests are marked with, as they stand in the code: each a literal."""
    for path in (Path(__file__).parents[1]).rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = node.decorator_list if node.name.startswith("test_") else []
                yield from (id_ for mark in marks for id_ in _ids(mark))


def _ids(mark: ast.expr) -> Iterator[str]:
    for node in ast.walk(mark):
        match node:
            case ast.Call(ast.Attribute(attr="promise"), args=[ast.Constant(str(id_))]):
                yield id_
            case ast.Call(ast.Attribute(attr="promise")):
                raise AssertionError(ast.unparse(node))


def test_every_promise_that_is_built_has_a_test_and_no_test_shows_an_unknown_one() -> None:
    shown = set(marked())
    assert not {one.id for one in promises().values() if one.built} - shown, "without a test"
    assert not shown - set(promises()), "unknown"
