"""The simulated carriers and the emulators, once for all tests of the contract."""

import os
from collections.abc import Iterator

import pytest

from infra.local.carriers.app import app
from infra.local.emulators.owner import FirestoreOwner, PubsubOwner
from infra.local.stack import parts
from infra.local.stack.process import Part
from infra.local.stack.programs import EMULATORS, RequirementsError, find_tools
from tests.conftest import WITHOUT_GOOGLES
from tests.contract.carriers import simulators
from tests.ports import free_ports
from tests.unit.local.serve import served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Return where the simulators listen."""
    with served(app(*simulators())) as url:
        yield url


class Emulators:
    """Firestore and Pub/Sub, Google's and embedded: each is started when a test first needs it."""

    def __init__(self) -> None:
        self._started: dict[tuple[str, str], tuple[str, Part]] = {}

    def address(self, name: str, whose: str) -> str:
        """Return where ``firestore`` or ``pubsub`` listens; skips the test if it is not here."""
        if (name, whose) not in self._started:
            self._started[name, whose] = self._start(name, whose)
        return self._started[name, whose][0]

    def stop(self) -> None:
        """Stop all that were started."""
        for _, part in self._started.values():
            part.stop()

    @staticmethod
    def _start(name: str, whose: str) -> tuple[str, Part]:
        try:
            tools = find_tools({**os.environ, "EMULATORS": whose})
        except RequirementsError:
            if whose == "embedded":
                raise
            pytest.skip(WITHOUT_GOOGLES)
        ports = free_ports()
        made = {
            "firestore": lambda: parts.firestore(ports, tools),
            "pubsub": lambda: parts.pubsub(ports, tools, ()),
        }
        part = made[name]()
        part.start()
        return ports.host_of(name), part


@pytest.fixture(scope="session")
def emulators() -> Iterator[Emulators]:
    """Return the emulators, all of which end with the session."""
    started = Emulators()
    yield started
    started.stop()


@pytest.fixture(params=EMULATORS)
def firestore(request: pytest.FixtureRequest, emulators: Emulators) -> Iterator[FirestoreOwner]:
    """Return Firestore, Google's emulator and the embedded one."""
    with FirestoreOwner(emulators.address("firestore", request.param)) as owner:
        yield owner


@pytest.fixture(params=EMULATORS)
def pubsub(request: pytest.FixtureRequest, emulators: Emulators) -> Iterator[PubsubOwner]:
    """Return Pub/Sub, Google's emulator and the embedded one."""
    with PubsubOwner(emulators.address("pubsub", request.param)) as owner:
        yield owner
