"""How benchmarks are measured and told, and that what they compare with is nothing of ours."""

import ast
from pathlib import Path

import pytest

from tests.bench.measure import Figure, Goal, Measure, Side, Spread, alternately, compared
from tests.bench.run import ROWS
from tests.bench.stand import BASELINES
from tests.source import tree_of

OURS = {"functions", "infra", "main", "shared", "tests"}
BESIDE = "tests.bench.baselines"


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert name not in {"import_module", "__import__", "exec", "eval"}
    return names


@pytest.mark.parametrize("path", sorted(BASELINES.glob("*.py")), ids=lambda path: path.stem)
def test_what_we_compare_with_imports_nothing_of_the_product(path: Path) -> None:
    outside = {one for one in _imported(path) if not one.startswith(BESIDE)}
    assert not {one for one in outside if one.split(".")[0] in OURS}


def test_every_benchmark_is_run() -> None:
    files = {path.stem for path in (BASELINES.parent / "rows").glob("*.py")} - {"__init__"}
    assert files == set(ROWS)


async def test_sides_are_run_in_turn_and_compared_round_by_round() -> None:
    order: list[str] = []
    took = {"ours": iter((2.0, 3.0, 40.0)), "plain": iter((1.0, 2.0, 20.0))}

    def side(name: str) -> Side:
        async def run() -> dict[str, float]:
            order.append(name)
            return {"p50": next(took[name])}

        return run

    samples = await alternately({name: side(name) for name in took}, rounds=3)
    assert order == ["ours", "plain", "plain", "ours", "ours", "plain"]
    figure = compared("it", samples, "plain", Measure("p50", "ms"), Goal("<=", 1.9))
    assert (figure.ours, figure.theirs) == (3.0, 2.0)
    assert figure.ratio == Spread(2.0, 1.75, 2.0)
    assert figure.reached is False


@pytest.mark.parametrize(
    ("goal", "value", "reached"),
    [
        (Goal("<=", 1), 1.0, True),
        (Goal("<=", 1), 1.01, False),
        (Goal(">=", 0.7), 0.7, True),
        (Goal(">=", 0.7), 0.69, False),
        (Goal("=", 1), 1.0, True),
        (Goal("=", 1), 2.0, False),
    ],
    ids=str,
)
def test_a_goal_is_reached_or_not(goal: Goal, value: float, *, reached: bool) -> None:
    assert Figure("it", "", value, goal=goal).reached is reached
    assert Figure("it", "", 5.0, ratio=Spread(value, 0, 9), goal=goal).reached is reached
    assert Figure("it", "", value).reached is None
