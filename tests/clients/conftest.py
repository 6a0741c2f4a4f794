"""What the generators make of the public description: each once for the run."""

import shutil
from pathlib import Path

import pytest

from infra.local.tools.openapi import FILES
from shared.edge.openapi.description import Audience
from tests.clients.tools import HERE, NODE, PYTHON, cleared, run

PUBLIC = FILES[Audience.PUBLIC]


@pytest.fixture(scope="session")
def app() -> Path:
    """Return the compiled app in TypeScript, beside the types that it was written against."""
    folder = cleared("app")
    shutil.copytree(HERE / "app", folder)
    run(NODE / "openapi-typescript", PUBLIC, "-o", folder / "src" / "schema.d.ts")
    run(NODE / "tsc", "--project", folder)
    return folder / "dist" / "main.js"


@pytest.fixture(scope="session")
def python_client() -> Path:
    """Return the folder from which the generated package ``agogopost_client`` is imported."""
    folder = cleared("python")
    folder.mkdir(parents=True)
    told = run(
        *(PYTHON / "openapi-python-client", "generate", "--path", PUBLIC, "--meta", "none"),
        *("--config", HERE / "python.yml", "--output-path", folder / "agogopost_client"),
    )
    assert "WARNING" not in told, told
    assert "Error" not in told, told
    return folder
