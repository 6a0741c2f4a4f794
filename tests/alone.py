"""``make alone``: no test leans on another that ran before it.

files: each file of tests passes in a process of its own.
each: each unit test passes in a process in which no other test has run.
order: the unit tests pass in a random order, by a seed that is told: SEED=7 for that one again.
"""

import argparse
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from _pytest.runner import runtestprotocol

from infra.local.stack.process import ROOT

QUIET = ("-q", "--no-header", "-p", "no:cacheprovider")
WITHOUT_STACK = ("-m", "not stack")
TOLD = 4000
"""Characters of what a file says that does not pass: the last ones, where pytest sums up."""


class Shuffled:
    """Has the tests run in a random order."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - a test's

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Shuffle."""
        self._chance.shuffle(items)


class Each:
    """Runs each test in a copy of the process that has only read the tests."""

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Run a test, and hand over what became of it: its phase that failed, or its last."""
        told, tells = os.pipe()
        if not (copy := os.fork()):
            os._exit(_run(item, tells))
        os.close(tells)
        with os.fdopen(told, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(copy, 0)
        outcome: Literal["passed", "failed"] = "passed" if status == 0 else "failed"
        report = pytest.TestReport(item.nodeid, item.location, {}, outcome, said or None, "call")
        item.ihook.pytest_runtest_logreport(report=report)
        return True


def _run(item: pytest.Item, tells: int) -> int:
    """Run a test in this copy; return 0 if it has passed or was skipped."""
    try:
        reports = runtestprotocol(item, log=False, nextitem=None)
        failed = [one.longreprtext for one in reports if one.failed]
    except BaseException as error:  # noqa: BLE001 - the copy must end here, and say why
        failed = [repr(error)]
    with os.fdopen(tells, "w", encoding="utf-8") as pipe:
        pipe.write("\n".join(failed))
    return 1 if failed else 0


def each_file(*, stack: bool) -> int:
    """Run each file in a process of its own, as many at once as there are processors."""
    folders = ("",) if stack else ("unit", "contract")
    found = sorted({path for one in folders for path in (ROOT / "tests" / one).rglob("test_*.py")})
    files = [path for path in found if "clients" not in path.parts]

    def passes(path: Path) -> bool:
        marks = () if stack else WITHOUT_STACK
        command = [sys.executable, "-m", "pytest", *QUIET, *marks, str(path)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        good = run.returncode in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        if not good:
            print(f"{path.relative_to(ROOT)} does not pass alone:\n{run.stdout[-TOLD:]}")
        return good

    with ThreadPoolExecutor(1 if stack else os.cpu_count()) as pool:
        passed = list(pool.map(passes, files))
    print(f"files: {sum(passed)} of {len(files)} pass alone")
    return int(not all(passed))


def _pytest(plugin: object) -> int:
    return int(pytest.main([*QUIET, *WITHOUT_STACK, "tests/unit"], plugins=[plugin]))


def main() -> int:
    """Run one part, or all."""
    parser = argparse.ArgumentParser(description="Runs tests alone and in a random order.")
    parser.add_argument("part", nargs="?", choices=("files", "each", "order"))
    parser.add_argument("--stack", action="store_true", help="files that need the stack, too")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    given = parser.parse_args()
    parts: dict[str, Callable[[], int]] = {
        "files": lambda: each_file(stack=given.stack),
        "each": lambda: _pytest(Each()),
        "order": lambda: _pytest(Shuffled(given.seed)),
    }
    if given.part is not None:
        return parts[given.part]()
    print(f"The seed of the order: SEED={given.seed}", flush=True)
    own = ["--seed", str(given.seed), *(["--stack"] if given.stack else [])]
    run = [sys.executable, "-m", "tests.alone"]
    ended = {
        part: subprocess.run([*run, part, *own], cwd=ROOT, check=False).returncode  # noqa: S603 - our own command
        for part in parts
    }
    print(*(f"{part}: {'failed' if code else 'passed'}" for part, code in ended.items()), sep="\n")
    return int(any(ended.values()))


if __name__ == "__main__":
    sys.exit(main())
