"""Every benchmark works: run once in sizes that show nothing, and judged by nothing."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from infra.local.stack.process import ROOT
from tests.bench.run import ROWS

pytestmark = pytest.mark.stack

PLOTS = {"erase-time.svg": 3, "erase-reads.svg": 3, "sweep-docs.svg": 2, "sweep-memory.svg": 2}
"""With so many lines each."""
COMPARED = set(ROWS) - {"trips", "fanin", "kms", "bill"}


@pytest.mark.slow("all benchmarks, one after the other")
def test_every_benchmark_gives_its_figures(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "tests.bench.run", "--tiny", "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert tuple(told["rows"]) == ROWS
    for name, row in told["rows"].items():
        _check(name, row)
        assert all(figure["what"] in run.stdout for figure in row["figures"]), name
    for name, lines in PLOTS.items():
        drawn = ET.fromstring((tmp_path / name).read_text(encoding="utf-8"))  # noqa: S314 - ours
        assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == lines, name


def _check(name: str, row: dict[str, Any]) -> None:
    figures = row["figures"]
    assert figures, name
    for figure in figures:
        assert math.isfinite(figure["ours"]), figure
        assert (figure["goal"] is None) == (figure["reached"] is None), figure
    ratios = [figure["ratio"] for figure in figures if figure["ratio"] is not None]
    assert bool(ratios) == (name in COMPARED), name
    assert all(0 < one["low"] <= one["median"] <= one["high"] for one in ratios), name
