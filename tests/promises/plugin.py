"""Counts which tests show which promise, and how they ended.

A mark with an unknown id, and a built promise without a test in a whole run, stop the run.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.promises.register import promises

RESULTS = "PROMISES_RESULTS"


class PromisesPlugin:
    """Watches a run."""

    def __init__(self) -> None:
        self._of_test: dict[str, list[str]] = {}
        self._failed: dict[str, bool] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Read the marks."""
        for item in items:
            self._of_test[item.nodeid] = [
                str(mark.args[0]) for mark in item.iter_markers("promise")
            ]
        shown = {id_ for ids in self._of_test.values() for id_ in ids}
        if unknown := shown - set(promises()):
            pytest.exit(f"unknown promises: {sorted(unknown)}", returncode=4)
        whole = not config.args or config.args == config.getini("testpaths")
        if whole and not config.option.markexpr and not config.option.keyword:
            missing = [one.id for one in promises().values() if one.built and one.id not in shown]
            if missing:
                pytest.exit(f"built promises without a test: {missing}", returncode=4)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended; a skipped one shows nothing."""
        if report.when == "call" or report.outcome != "passed":
            bad = report.outcome != "passed"
            self._failed[report.nodeid] = self._failed.get(report.nodeid, False) or bad

    def pytest_sessionfinish(self) -> None:
        """Write the results for the report, if it asked for them."""
        if RESULTS not in os.environ:
            return
        found: dict[str, dict[str, int]] = defaultdict(lambda: {"passed": 0, "failed": 0})
        for test, ids in self._of_test.items():
            for id_ in ids:
                found[id_]["failed" if self._failed.get(test, True) else "passed"] += 1
        Path(os.environ[RESULTS]).write_text(json.dumps(found), encoding="utf-8")
