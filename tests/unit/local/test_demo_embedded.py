"""A newcomer's first command, on a machine that has Python and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.stack.process import ROOT
from tests.ports import free_ports

pytestmark = pytest.mark.stack


@pytest.mark.slow("a stack of its own walks the whole demo")
def test_the_demo_needs_neither_the_google_cloud_cli_nor_java(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path), "PORT_BASE": str(free_ports().base), "NO_COLOR": "1"}
    done = subprocess.run(
        (sys.executable, "-m", "infra.local.demo.run"),
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "firestore (embedded)" in done.stdout
    assert "pubsub (embedded)" in done.stdout
