"""The simulated carriers, once for all tests of the contract."""

from collections.abc import Iterator

import pytest

from infra.local.carriers.app import app
from tests.contract.carriers import simulators
from tests.unit.local.serve import served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Return where the simulators listen."""
    with served(app(*simulators())) as url:
        yield url
