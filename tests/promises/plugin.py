"""Counts which tests show which promise, and how they ended."""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

RESULTS = "PROMISES_RESULTS"


class PromisesPlugin:
    """Watches a run."""

    def __init__(self) -> None:
        self._of_test: dict[str, list[str]] = {}
        self._failed: dict[str, bool] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the marks."""
        for item in items:
            self._of_test[item.nodeid] = [
                str(mark.args[0]) for mark in item.iter_markers("promise")
            ]

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
