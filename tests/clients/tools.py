"""The tools that read the API's description, in ``.cache/clients``: ``make clients`` puts them."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.local.stack.process import ROOT

HOME = ROOT / ".cache" / "clients"
NODE, PYTHON = HOME / "node_modules" / ".bin", HOME / "venv" / "bin"
HERE = ROOT / "tests" / "clients"
_QUIET = {
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
}
"""Nothing is told to whoever makes the tools."""
_SECONDS = 240


def cleared(name: str) -> Path:
    """Return where something is made, with nothing there of the run before."""
    shutil.rmtree(HOME / name, ignore_errors=True)
    return HOME / name


def run(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return all that it said.

    Raises:
        AssertionError: It failed: with what it said.
    """
    path = os.pathsep.join([str(PYTHON), str(NODE), os.environ["PATH"]])
    done = subprocess.run(  # noqa: S603 - the tools of this folder
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **_QUIET, "PATH": path, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}"
    return done.stdout
