"""How benchmarks are measured and told, and that what they compare with is nothing of ours."""

import ast
import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from infra.local.stack.process import ROOT
from infra.local.tools.bill import Billed
from tests.bench.load import BenchError, Connection, burst, request
from tests.bench.measure import Figure, Goal, Measure, Row, Side, Spread, alternately, compared
from tests.bench.plots import plot
from tests.bench.prices import Used
from tests.bench.process import cpu_ms, pss_mb
from tests.bench.run import ROWS
from tests.bench.slow_link import serve
from tests.bench.stand import AS_DEPLOYED, BASELINES
from tests.bench.table import table
from tests.ports import free_port
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


def test_only_what_is_not_deployed_is_hidden_from_what_is_measured() -> None:
    hidden = {path.stem for path in AS_DEPLOYED.glob("*.py")} - {"__init__"}
    deployed = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert hidden
    assert not {one for one in hidden if f"\n{one}==" in deployed}


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


@asynccontextmanager
async def _answering(answer: bytes) -> AsyncIterator[int]:
    """Serve the same answer to every request; yield the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            for part in (answer[:20], answer[20:]):
                writer.write(part)
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


_OK = b'HTTP/1.1 200 OK\r\nETag: "a1"\r\nContent-Length: 2\r\n\r\nhi'


async def test_a_burst_takes_the_time_of_each_request_and_of_all() -> None:
    async def story(connection: Connection, _: int) -> None:
        answer = await connection.ask(request("GET", "/"))
        assert (answer.status, answer.etag, answer.body) == (200, '"a1"', b"hi")

    async with _answering(_OK) as port:
        came = await burst(port, story, connections=2, requests=5)
    assert len(came.milliseconds) == 5
    assert 0 < came.p50 < came.seconds * 1000
    assert came.rate == 5 / came.seconds


async def test_an_answer_that_is_not_the_expected_one_ends_a_burst() -> None:
    async def story(connection: Connection, _: int) -> None:
        await connection.ask(request("GET", "/there"), 201)

    async with _answering(_OK) as port:
        with pytest.raises(BenchError, match=r"GET /there .* was answered 200"):
            await burst(port, story, connections=1, requests=1)


async def test_what_goes_over_a_slow_link_comes_late_and_in_order() -> None:
    async with _answering(_OK) as there:
        link = asyncio.create_task(serve(port := free_port(), there, late=0.02))
        await asyncio.sleep(0.05)
        connection = await Connection.to(port)
        began = time.perf_counter()
        for _ in range(2):
            assert (await connection.ask(request("GET", "/"))).body == b"hi"
        assert time.perf_counter() - began >= 4 * 0.02
        connection.close()
        link.cancel()


def test_the_cpu_of_a_group_is_that_of_its_processes() -> None:
    spins = "import os, time\nos.fork()\nwhile time.process_time() < 0.1: pass\ninput()"
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", spins], stdin=subprocess.PIPE, start_new_session=True
    )
    ends = time.monotonic() + 20
    while cpu_ms(process.pid) < 200 and time.monotonic() < ends:
        time.sleep(0.01)
    assert cpu_ms(process.pid) >= 200
    assert pss_mb(process.pid) > 1
    process.communicate(b"\n\n")


def test_a_row_is_told_as_a_table() -> None:
    figure = Figure("it", "ms", 3.0, "plain", 2.0, Spread(1.5, 1.25, 1.75), Goal("<=", 1))
    told = table([Row("one", "what it is", [figure], ["a note"], {"of it": {"reads": 4}})])
    assert told.splitlines()[2] == "one: what it is"
    assert "it    3 ms  plain    2 ms  1.50   1.25 to 1.75  <= 1      MISSED" in told
    assert told.splitlines()[-2:] == ["  of it: 4 reads", "  a note"]


def test_a_plot_shows_each_line_with_its_name() -> None:
    drawn = plot("Erasing", "records", "ms", {"ours": [(10, 3), (1000, 40)], "<plain>": [(10, 2)]})
    assert drawn.count("<polyline") == 2
    assert ">ours</text>" in drawn
    assert ">&lt;plain&gt;</text>" in drawn


def test_what_something_takes_is_priced() -> None:
    used = Used(Billed(10, 20, 10), 2, 3.0, 4, 6).each(2)
    assert used.documents == Billed(5, 10, 5)
    documents = 5 * 0.03 / 1e5 + 10 * 0.09 / 1e5 + 5 * 0.01 / 1e5
    computing = 1.5 * (0.000024 + 0.5 * 0.0000025)
    others = 0.4 / 1e6 + 2 * 0.03 / 1e4 + 3 * 2000 * 40 / 2**40
    assert used.dollars == pytest.approx(documents + computing + others)
