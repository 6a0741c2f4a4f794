"""``make promises``: run the tests of the promises and say of each whether it holds.

python -m tests.promises.report [--json]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.promises.plugin import RESULTS
from tests.promises.register import Promise, promises

_ROOT = Path(__file__).parents[2]
_WIDTH = 100


def state_of(promise: Promise, *, passed: int, failed: int) -> str:
    """Return ``pass``, ``fail`` or ``not-built``: a built promise that no test shows fails."""
    if not promise.built:
        return "not-built"
    return "pass" if passed and not failed else "fail"


def table(results: dict[str, dict[str, int]]) -> dict[str, dict[str, Any]]:
    """Return every promise's state and number of tests."""
    found = {}
    for id_, promise in promises().items():
        counts = results.get(id_, {"passed": 0, "failed": 0})
        state = state_of(promise, **counts)
        found[id_] = {"state": state, "tests": counts["passed"] + counts["failed"]}
    return found


def main() -> int:
    """Run, print, and return 1 if a built promise does not hold."""
    parser = argparse.ArgumentParser(description="Which promises of the policy hold.")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        command = [sys.executable, "-m", "pytest", "-q", "-m", "promise", "tests"]
        run = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=_ROOT,
            env={**os.environ, RESULTS: str(results)},
            stdout=subprocess.PIPE if as_json else sys.stderr,
            stderr=subprocess.STDOUT if as_json else None,
            check=False,
        )
        if run.stdout and run.returncode:
            sys.stderr.buffer.write(run.stdout)
        counted = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    found = table(counted)
    if as_json:
        print(json.dumps(found))  # noqa: T201 - the command's output
    else:
        for id_, row in found.items():
            line = f"{id_:<4}{row['state']:<11}{row['tests']:>5}  {promises()[id_].text}"
            print(line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…")  # noqa: T201 - as above
    broken = run.returncode != 0 or any(row["state"] == "fail" for row in found.values())
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
