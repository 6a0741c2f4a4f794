"""In the local stack a message takes along what the clock was moved to; in the cloud never."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from google.pubsub_v1 import types

from infra.local.emulators.grpc_service import serve
from infra.local.emulators.pubsub import Pubsub
from shared.kernel.clock import moved_to
from shared.platform.jobs.message import LOCAL_CLOCK
from shared.platform.jobs.port import Topic
from shared.setup.google_cloud import GoogleCloud
from shared.setup.settings import Settings

FAR = datetime(2031, 1, 1, tzinfo=UTC)
TOPIC = f"projects/agogopost-local/topics/eu-{Topic.EXPORT_WORKER}"


class Heard:
    """An emulator, and what was published to it."""

    def __init__(self) -> None:
        self.pubsub = Pubsub()
        self.pubsub.create_topic(types.Topic.pb()(name=TOPIC))
        self.pubsub.create_subscription(types.Subscription.pb()(name="s", topic=TOPIC))
        self.host = ""

    async def publish(self, **environment: str) -> dict[str, str]:
        """Publish as a function that is started so; return the message's attributes."""
        told = {"GOOGLE_CLOUD_PROJECT": "agogopost-local", "PUBSUB_EMULATOR_HOST": self.host}
        async with _jobs(told | environment) as jobs:
            await jobs.publish(Topic.EXPORT_WORKER, {"person": "x"})
        asked: Any = types.PullRequest.pb()(subscription="s", max_messages=9)
        (given,) = self.pubsub.pull(asked).received_messages
        self.pubsub.topics.subscription("s").acknowledge([given.ack_id])
        assert given.message.data == b'{"person":"x"}'
        return dict(given.message.attributes)


@asynccontextmanager
async def _jobs(environment: dict[str, str]) -> AsyncIterator[Any]:
    platform = GoogleCloud(Settings.of(environment))
    try:
        yield platform.jobs
    finally:
        await platform._channel("pubsub.googleapis.com", environment["PUBSUB_EMULATOR_HOST"]).close(  # noqa: SLF001
            None
        )


@pytest_asyncio.fixture
async def heard() -> AsyncIterator[Heard]:
    one = Heard()
    server, port = await serve(one.pubsub.services(), 0)
    one.host = f"127.0.0.1:{port}"
    yield one
    await server.stop(grace=0)


async def test_a_message_takes_along_what_the_clock_was_moved_to(heard: Heard) -> None:
    with moved_to(FAR):
        attributes = await heard.publish(LOCAL_STACK="1")
    assert set(attributes) == {LOCAL_CLOCK}
    told = datetime.fromisoformat(attributes[LOCAL_CLOCK])
    assert told.tzinfo is not None
    assert timedelta(0) <= told - FAR < timedelta(minutes=1)


async def test_of_a_clock_that_is_not_moved_a_message_says_nothing(heard: Heard) -> None:
    with moved_to(None):
        assert await heard.publish(LOCAL_STACK="1") == {}
    assert await heard.publish(LOCAL_STACK="1") == {}


@pytest.mark.parametrize("moment", [FAR, None], ids=["moved", "not moved"])
async def test_where_clocks_are_not_movable_no_message_says_anything(
    heard: Heard, moment: datetime | None
) -> None:
    with moved_to(moment):
        assert await heard.publish() == {}
