"""The client that openapi-python-client makes: without a warning, whole, typed, and used."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.clients.tools import HERE, PYTHON, run
from tests.functions.people import new_email
from tests.world import World

_STEPS = ["modules", "visit", "profile", "follow", "export", "end"]


def test_the_types_that_an_app_is_written_against_are_right(python_client: Path) -> None:
    command = (sys.executable, "-m", "mypy", "--config-file", HERE / "mypy.ini", HERE / "story.py")
    told = run(*command, cwd=python_client, env={"MYPYPATH": str(python_client)})
    assert "no issues found in 1 source file" in told


@pytest.mark.stack
def test_an_app_registers_follows_lists_has_a_copy_and_deletes(
    world: World, python_client: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "portrait.png"
    Image.new("L", (64, 64), 200).save(picture)
    addresses = (world.ports.gateway_url("eu"), world.ports.url_of("messages"))
    told = run(
        *(PYTHON / "python", HERE / "story.py", *addresses, new_email(), picture),
        env={"PYTHONPATH": str(python_client)},
    )
    assert [line.split(":")[0] for line in told.splitlines()] == _STEPS, told
