"""A small app in TypeScript: types by default flags, compiled strictly, run against the stack."""

from pathlib import Path

import pytest

from tests.clients.tools import run
from tests.functions.people import new_email
from tests.world import World

pytestmark = pytest.mark.stack

_STEPS = (
    "carriers", "parcels", "profile", "things", "second device", "follows", "consents", "copy",
    "rights", "policy", "ending",
)  # fmt: skip


def test_the_app_tells_the_story_of_the_demo(world: World, app: Path) -> None:
    ports = world.ports
    addresses = (ports.gateway_url("eu"), ports.gateway_url("us"), ports.url_of("messages"))
    told = run("node", app, *addresses, new_email())
    assert [line.split(":")[0] for line in told.splitlines()] == list(_STEPS), told
