"""What publishing promises, in memory and on both emulators."""

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import grpc.aio
import pytest
import pytest_asyncio

from infra.local.emulators.owner import PubsubOwner
from infra.local.stack.parts import PROJECT
from infra.local.stack.programs import EMULATORS
from shared.kernel.errors import UnavailableError
from shared.platform.jobs.message import LOCAL_CLOCK
from shared.platform.jobs.port import MESSAGE_BYTES, Jobs, Topic
from shared.platform.jobs.pubsub import PubsubJobs
from tests.contract.conftest import Emulators
from tests.fakes import MemoryJobs
from tests.ports import free_port

MOVED = datetime(2031, 1, 1, tzinfo=UTC)
Seen = Callable[[], Awaitable[list[dict[str, str]]]]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishes, and what has been published."""

    jobs: Jobs
    seen: Seen


@pytest_asyncio.fixture(
    params=["memory", *(pytest.param(one, marks=pytest.mark.stack) for one in EMULATORS)]
)
async def published(request: pytest.FixtureRequest) -> AsyncIterator[Published]:
    if request.param == "memory":
        memory = MemoryJobs()

        async def taken() -> list[dict[str, str]]:
            return [message for _, message in memory.published]

        yield Published(memory, taken)
        return
    emulators: Emulators = request.getfixturevalue("emulators")
    host = emulators.address("pubsub", request.param)
    region = f"eu{secrets.token_hex(4)}"  # its topics are nobody else's
    name = f"{region}-{Topic.EXPORT_WORKER}"
    topic = f"projects/{PROJECT}/topics/{name}"
    subscription = f"projects/{PROJECT}/subscriptions/{name}"
    with PubsubOwner(host) as pubsub:
        pubsub.publisher("CreateTopic", name=topic)
        pubsub.subscriber("CreateSubscription", name=subscription, topic=topic)

        async def pulled_now() -> list[dict[str, str]]:
            asked = {"subscription": subscription, "maxMessages": 10}
            reply = pubsub.subscriber("Pull", **asked)
            found = [one["message"]["data"] for one in reply.get("receivedMessages", ())]
            return [json.loads(base64.b64decode(one)) for one in found]

        async with grpc.aio.insecure_channel(host) as channel:
            yield Published(PubsubJobs(channel, project=PROJECT, region=region), pulled_now)
        pubsub.subscriber("DeleteSubscription", subscription=subscription)


async def test_what_is_published_arrives_as_it_was(published: Published) -> None:
    message = {"person": secrets.token_hex(8), "export": secrets.token_hex(8)}
    await published.jobs.publish(Topic.EXPORT_WORKER, message)
    assert await published.seen() == [message]


async def test_a_message_that_is_too_long_is_not_published(published: Published) -> None:
    with pytest.raises(ValueError, match="at most 4096 bytes"):
        await published.jobs.publish(Topic.EXPORT_WORKER, {"a": "x" * MESSAGE_BYTES})


async def test_what_does_not_answer_is_unavailable_within_the_deadline() -> None:
    started = time.monotonic()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{free_port()}") as channel:
        with pytest.raises(UnavailableError):
            await PubsubJobs(channel, project=PROJECT, region="eu").publish(Topic.EXPORT_WORKER, {})
    assert time.monotonic() - started < 5
    memory = MemoryJobs()
    memory.down = True
    with pytest.raises(UnavailableError):
        await memory.publish(Topic.EXPORT_WORKER, {})
    assert memory.published == []


@pytest.mark.stack
@pytest.mark.parametrize("whose", EMULATORS)
async def test_what_the_clock_was_moved_to_arrives_beside_the_message(
    emulators: Emulators, whose: str
) -> None:
    host, region = emulators.address("pubsub", whose), f"eu{secrets.token_hex(4)}"
    topic = f"projects/{PROJECT}/topics/{region}-{Topic.EXPORT_WORKER}"
    subscription = topic.replace("/topics/", "/subscriptions/")
    with PubsubOwner(host) as pubsub:
        pubsub.publisher("CreateTopic", name=topic)
        pubsub.subscriber("CreateSubscription", name=subscription, topic=topic)
        async with grpc.aio.insecure_channel(host) as channel:
            jobs = PubsubJobs(channel, project=PROJECT, region=region, moved=lambda: MOVED)
            await jobs.publish(Topic.EXPORT_WORKER, {"person": "x"})
        (given,) = pubsub.subscriber("Pull", subscription=subscription, maxMessages=9)[
            "receivedMessages"
        ]
        pubsub.subscriber("DeleteSubscription", subscription=subscription)
    assert given["message"]["attributes"] == {LOCAL_CLOCK: MOVED.isoformat()}
    assert datetime.fromisoformat(given["message"]["publishTime"]).tzinfo is not None


@pytest.mark.stack
@pytest.mark.parametrize("whose", EMULATORS)
async def test_a_topic_that_is_not_there_is_unavailable(emulators: Emulators, whose: str) -> None:
    async with grpc.aio.insecure_channel(emulators.address("pubsub", whose)) as channel:
        with pytest.raises(UnavailableError):
            await PubsubJobs(channel, project=PROJECT, region="none").publish(
                Topic.EXPORT_WORKER, {}
            )
