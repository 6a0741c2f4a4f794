"""A test that takes over two seconds says why: ``@pytest.mark.slow("reason")``.

Through the stack it is ten seconds: there, people register, instances are started, killed and come
back, and what has a pause is waited for.

What does not, and what says so without need, is told at the end of a run. It fails nobody: on a
busy machine every test may take long.
"""

import pytest

SECONDS, SECONDS_OF_STACK = 2.0, 10.0
QUICK = 0.5


class SlowPlugin:
    """Watches how long tests take."""

    def __init__(self) -> None:
        self._told: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse a mark without a reason."""
        for item in items:
            for mark in item.iter_markers("slow"):
                if len(mark.args) != 1 or not mark.args[0]:
                    msg = f"{item.nodeid}: slow, and why?"
                    raise pytest.UsageError(msg)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that took long without a reason, or was quick with one."""
        if report.when != "call" or report.outcome != "passed":
            return
        most = SECONDS_OF_STACK if "stack" in report.keywords else SECONDS
        if report.duration > most and "slow" not in report.keywords:
            self._told.append(f"{report.nodeid} took {report.duration:.1f} s and does not say why")
        elif report.duration < QUICK and "slow" in report.keywords:
            self._told.append(f"{report.nodeid} is marked as slow and took {report.duration:.1f} s")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell."""
        if self._told:
            terminalreporter.section("slow tests (tests/slow.py)")
            for line in self._told:
                terminalreporter.write_line(line)
