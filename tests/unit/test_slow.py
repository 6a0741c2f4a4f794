"""A slow test says why, and nobody who says so is quick."""

from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from tests.slow import SlowPlugin


def report(name: str, duration: float, *marks: str, when: str = "call") -> Any:  # noqa: ANN401 - in place of a report
    keywords = dict.fromkeys(marks, 1)
    return SimpleNamespace(
        nodeid=name, duration=duration, keywords=keywords, when=when, outcome="passed"
    )


def test_what_took_long_without_a_reason_or_was_quick_with_one_is_told() -> None:
    plugin, told = SlowPlugin(), StringIO()
    for one in (
        report("long", 2.1),
        report("said", 9.0, "slow"),
        report("quick", 0.1),
        report("no-more", 0.1, "slow"),
        report("setup", 9.0, when="setup"),
        report("stack", 9.0, "stack"),
        report("long-stack", 11.0, "stack"),
    ):
        plugin.pytest_runtest_logreport(one)
    reporter: Any = SimpleNamespace(
        section=lambda _: None, write_line=lambda line: told.write(f"{line}\n")
    )
    plugin.pytest_terminal_summary(reporter)
    assert told.getvalue().splitlines() == [
        "long took 2.1 s and does not say why",
        "no-more is marked as slow and took 0.1 s",
        "long-stack took 11.0 s and does not say why",
    ]


@pytest.mark.parametrize("given", [(), ("",), ("a", "b")], ids=str)
def test_a_mark_without_one_reason_is_refused(given: tuple[str, ...]) -> None:
    item: Any = SimpleNamespace(
        nodeid="x", iter_markers=lambda name: [getattr(pytest.mark, name)(*given).mark]
    )
    with pytest.raises(pytest.UsageError):
        SlowPlugin().pytest_collection_modifyitems([item])
