"""Fixtures of the whole run: the stack, started once when a test first needs it; visitors."""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, settings

from infra.local.stack.process import ROOT
from infra.local.stack.programs import RequirementsError, find_tools
from infra.local.stack.stack import Stack
from shared.parcels.carriers.access import ROWS
from tests.canaries import CANARIES
from tests.ports import free_ports
from tests.promises.plugin import PromisesPlugin
from tests.slow import SlowPlugin
from tests.thorough import tries
from tests.watch import Watch
from tests.world import World

WITHOUT_GOOGLES = "Google's emulators are not installed (infra/local/README.md)"


settings.register_profile(
    "shared machine",
    max_examples=tries(100),
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
)
settings.load_profile("shared machine")
"""How long inputs and what is tried of them take says how busy the machine is, and nothing else."""


def pytest_configure(config: pytest.Config) -> None:
    """Count which tests show which promise, and note which take long."""
    config.pluginmanager.register(PromisesPlugin(), "promises")
    config.pluginmanager.register(SlowPlugin(), "slow")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so when what needs the stack ran without Google's emulators."""
    if "not stack" in terminalreporter.config.option.markexpr:
        return
    with contextlib.suppress(RequirementsError):
        if find_tools(os.environ).emulators == "embedded":
            terminalreporter.write_line(
                "Firestore and Pub/Sub of the stack were the embedded ones: "
                + ("EMULATORS=embedded" if "EMULATORS" in os.environ else WITHOUT_GOOGLES)
            )


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Run the stack; at its end guard and recorder found nothing, and no log holds a canary."""
    watch = Watch(tmp_path_factory.mktemp("watch"))
    environment = {
        **watch.environment,
        "TRUSTED_HOPS": "1",
        "RATE_LIMITS": "on",
        "MAIL_PER_HOUR": "100000",  # one run is many people in one hour
        "SMS_PER_HOUR": "100000",
        "NEWS_MAIL_PER_HOUR": "100000",
        "NEWS_SMS_PER_HOUR": "100000",
        "NEWS_MAIL_PER_SECOND": "1000",
        "NEWS_SMS_PER_SECOND": "1000",
        "NEWS_PUSH_PER_SECOND": "1000",
        **{f"{row.code.upper()}_DAILY_BUDGET": "100000" for row in ROWS},
        **{f"{row.code.upper()}_PER_SECOND": "1000" for row in ROWS},
    }
    stack = Stack(free_ports(), gateway_env=environment)
    with stack:
        yield World(stack)
    faults = watch.faults()
    assert not faults, "\n".join(faults)
    assert not _leaking_logs(stack)


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Return a visitor of the eu region, from an address of its own."""
    async with world.visitor() as client:
        yield client


def _leaking_logs(stack: Stack) -> list[str]:
    """Return the gateways' log files that hold a canary."""
    folder = ROOT / ".cache" / "logs" / str(stack.ports.base)
    logs = [path for path in folder.glob("*.log") if path.name.startswith("gateway-")]
    assert logs, "there are logs to search"
    return [path.name for path in logs if _holds_canary(path)]


def _holds_canary(path: Path) -> bool:
    text = path.read_bytes().lower()
    return any(canary in text for canary in CANARIES)


@pytest.fixture
def no_followers(world: World) -> None:
    """Have nobody follow a parcel in the eu region any more: what is due is the test's alone."""
    for one in world.dump():
        if one.collection in {"follows", "outgoing"}:
            world.delete(one.name)
