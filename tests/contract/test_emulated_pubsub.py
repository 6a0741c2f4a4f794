"""How Pub/Sub delivers: both emulators push, wait, try again and give up in the same way."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Queue
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.local.emulators.owner import Json, OwnerError, PubsubOwner
from infra.local.stack.parts import PROJECT
from tests.ports import free_port
from tests.unit.local.serve import served

pytestmark = pytest.mark.stack

HANGING = 0
POLICY = {"retryPolicy": {"minimumBackoff": "1s", "maximumBackoff": "1s"}}
FEWEST = 5
"""Attempts before a message may be given up: the fewest that Pub/Sub allows."""


@dataclass
class Receiver:
    """What is pushed to: it answers with these, one after the other, and then with 204."""

    answers: list[int] = field(default_factory=list)
    arrived: "Queue[Json]" = field(default_factory=Queue)
    times: list[float] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    url: str = ""

    async def take(self, request: Request) -> Response:
        self.times.append(time.monotonic())
        self.arrived.put(json.loads(await request.body()))
        status = self.answers.pop(0) if self.answers else 204
        if status == HANGING:
            await asyncio.to_thread(self.released.wait)
            status = 204
        return Response(status_code=status)

    def next(self) -> Json:
        return self.arrived.get(timeout=10)

    def nothing_more(self, seconds: float = 0.5) -> bool:
        """Tell whether nothing arrives for so long."""
        time.sleep(seconds)
        return self.arrived.empty()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    with served(Starlette(routes=[Route("/", receiver.take, methods=["POST"])])) as url:
        receiver.url = url
        yield receiver
        receiver.released.set()


class Topic:
    """A topic that nobody else has."""

    def __init__(self, pubsub: PubsubOwner) -> None:
        self.pubsub = pubsub
        self.name = f"projects/{PROJECT}/topics/t-{secrets.token_hex(4)}"
        pubsub.publisher("CreateTopic", name=self.name)

    def subscribe(self, **told: object) -> str:
        name = f"projects/{PROJECT}/subscriptions/s-{secrets.token_hex(4)}"
        self.pubsub.subscriber("CreateSubscription", name=name, topic=self.name, **told)
        return name

    def publish(self, text: str) -> str:
        data = base64.b64encode(text.encode()).decode()
        messages = [{"data": data, "attributes": {"kind": "test"}}]
        (id_,) = self.pubsub.publisher("Publish", topic=self.name, messages=messages)["messageIds"]
        return str(id_)

    def pull(self, subscription: str) -> list[Json]:
        asked = {"subscription": subscription, "maxMessages": 10, "returnImmediately": True}
        found: list[Json] = self.pubsub.subscriber("Pull", **asked).get("receivedMessages", [])
        return found

    def until_pulled(self, subscription: str, wanted: int = 1) -> list[Json]:
        found: dict[str, Json] = {}
        ends = time.monotonic() + 20
        while len(found) < wanted:
            assert time.monotonic() < ends, "it does not come"
            found |= {one["message"]["messageId"]: one for one in self.pull(subscription)}
            time.sleep(0.05)
        return list(found.values())


@pytest.fixture
def topic(pubsub: PubsubOwner) -> Topic:
    return Topic(pubsub)


def text_of(message: Json) -> str:
    return base64.b64decode(message["data"]).decode()


def test_a_push_brings_the_message_and_whose_it_is_once(topic: Topic, receiver: Receiver) -> None:
    subscription = topic.subscribe(pushConfig={"pushEndpoint": receiver.url})
    id_ = topic.publish("ü")
    body = receiver.next()
    assert (set(body), body["subscription"]) == ({"message", "subscription"}, subscription)
    message = body["message"]
    assert (text_of(message), message["messageId"]) == ("ü", id_)
    assert message["attributes"] == {"kind": "test"}
    assert message["publishTime"].endswith("Z")
    assert receiver.nothing_more()


@pytest.mark.parametrize("status", [500, 404])
def test_a_push_that_is_not_taken_comes_again_after_the_pause(
    topic: Topic, receiver: Receiver, status: int
) -> None:
    receiver.answers = [status]
    topic.subscribe(pushConfig={"pushEndpoint": receiver.url}, **POLICY)
    topic.publish("again")
    first, second = receiver.next(), receiver.next()
    assert first == second
    assert receiver.times[1] - receiver.times[0] > 0.9
    assert receiver.nothing_more(1.5)


def test_a_push_that_reaches_nobody_comes_again(topic: Topic, receiver: Receiver) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/"
    subscription = topic.subscribe(pushConfig={"pushEndpoint": nowhere}, **POLICY)
    topic.publish("later")
    time.sleep(0.5)
    elsewhere = {"pushEndpoint": receiver.url}
    topic.pubsub.subscriber("ModifyPushConfig", subscription=subscription, pushConfig=elsewhere)
    assert text_of(receiver.next()["message"]) == "later"


def test_a_push_that_hangs_keeps_no_other_from_arriving(topic: Topic, receiver: Receiver) -> None:
    receiver.answers = [HANGING]
    topic.subscribe(pushConfig={"pushEndpoint": receiver.url})
    for number in range(10):
        topic.publish(f"{number}")
    texts = {text_of(receiver.next()["message"]) for _ in range(10)}
    assert texts == {f"{number}" for number in range(10)}
    receiver.released.set()
    assert receiver.nothing_more()


@pytest.mark.slow("a topic tries five times, with pauses")
def test_what_was_tried_in_vain_goes_to_the_dead_letters(topic: Topic, receiver: Receiver) -> None:
    receiver.answers = [500] * 20
    dead = Topic(topic.pubsub)
    listening = dead.subscribe()
    letters = {"deadLetterTopic": dead.name, "maxDeliveryAttempts": FEWEST}
    soon = {"retryPolicy": {"minimumBackoff": "0.1s", "maximumBackoff": "0.1s"}}
    push = {"pushEndpoint": receiver.url}
    topic.subscribe(pushConfig=push, deadLetterPolicy=letters, **soon)
    topic.publish("hopeless")
    (found,) = dead.until_pulled(listening)
    assert text_of(found["message"]) == "hopeless"
    assert len(receiver.times) >= FEWEST


def test_what_is_pulled_and_not_acknowledged_is_pulled_again_at_the_deadline(
    topic: Topic,
) -> None:
    subscription = topic.subscribe(ackDeadlineSeconds=10)
    topic.publish("patience")
    (given,) = topic.pull(subscription)
    assert topic.pull(subscription) == []
    held = {"subscription": subscription, "ackIds": [given["ackId"]]}
    topic.pubsub.subscriber("ModifyAckDeadline", **held, ackDeadlineSeconds=0)
    (again,) = topic.until_pulled(subscription)
    assert again["message"]["messageId"] == given["message"]["messageId"]
    topic.pubsub.subscriber("Acknowledge", subscription=subscription, ackIds=[again["ackId"]])
    time.sleep(0.5)
    assert topic.pull(subscription) == []


def test_every_subscription_has_what_was_published_since_it_was_made(topic: Topic) -> None:
    first = topic.subscribe()
    topic.publish("1")
    second = topic.subscribe()
    topic.publish("2")

    def texts(subscription: str, wanted: int) -> list[str]:
        found = topic.until_pulled(subscription, wanted)
        return sorted(text_of(one["message"]) for one in found)

    assert (texts(first, 2), texts(second, 1)) == (["1", "2"], ["2"])


def test_names_are_taken_once_and_what_is_not_there_is_not_found(topic: Topic) -> None:
    pubsub, subscription = topic.pubsub, topic.subscribe()
    nowhere = f"projects/{PROJECT}/topics/t-{secrets.token_hex(4)}"
    refused: dict[str, list[Callable[[], object]]] = {
        "ALREADY_EXISTS": [
            lambda: pubsub.publisher("CreateTopic", name=topic.name),
            lambda: pubsub.subscriber("CreateSubscription", name=subscription, topic=topic.name),
        ],
        "NOT_FOUND": [
            lambda: pubsub.publisher("Publish", topic=nowhere, messages=[{"data": "eA=="}]),
            lambda: pubsub.subscriber("Pull", subscription=f"{subscription}-", maxMessages=1),
            lambda: pubsub.subscriber("GetSubscription", subscription=f"{subscription}-"),
        ],
    }
    for code, calls in refused.items():
        for call in calls:
            with pytest.raises(OwnerError) as caught:
                call()
            assert caught.value.code == code
