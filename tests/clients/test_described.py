"""What linters of the trade say of the descriptions, with the rules that they recommend."""

from pathlib import Path

import pytest

from infra.local.tools.openapi import FILES
from tests.clients.tools import HERE, NODE, run

_ALL = pytest.mark.parametrize("description", FILES.values(), ids=lambda file: file.stem)


@_ALL
def test_spectral_finds_nothing(description: Path) -> None:
    command = (NODE / "spectral", "lint", "--fail-severity", "hint", description)
    assert "No results" in run(*command, "--ruleset", HERE / "spectral.yaml")


@_ALL
def test_redocly_finds_nothing(description: Path) -> None:
    told = run(NODE / "redocly", "lint", "--config", HERE / "redocly.yaml", description)
    assert "Your API description is valid" in told
    assert "warning" not in told.lower().replace("deprecation warning", "")
