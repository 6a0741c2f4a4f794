"""A Pub/Sub for one machine: as much of the API as the product, its tests and its tools ask for.

Messages are pushed as Pub/Sub pushes them, but for the token, which ``relay`` adds, as
it does for Google's emulator. What is not emulated answers UNIMPLEMENTED.
"""

import argparse
import asyncio
import base64
import json
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import httpx
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import ParseDict
from google.pubsub_v1 import types

from infra.local.emulators.grpc_service import Method, Service, serve, until_told
from infra.local.emulators.refusal import RefusedError, only
from infra.local.emulators.topics import Subscription, Topics, Waiting

Pb = Any
_AT_ONCE = 50
"""Pushes of one subscription that wait for their answer."""
_DELIVERED = frozenset({102, 200, 201, 202, 204})
"""The answers by which a push counts as acknowledged, as Pub/Sub has them."""
_SUBSCRIPTION = (
    *("name", "topic", "push_config", "ack_deadline_seconds", "retry_policy"),
    "dead_letter_policy",
)
_Topic: Pb = types.Topic.pb()
_Subscription: Pb = types.Subscription.pb()
_Published: Pb = types.PublishResponse.pb()
_Pulled: Pb = types.PullResponse.pb()


class Pubsub:
    """The API's methods, and the pushing."""

    def __init__(self) -> None:
        self.topics = Topics(time.monotonic)
        self._changed = asyncio.Event()
        self._pushes: set[asyncio.Task[None]] = set()

    def services(self) -> Sequence[Service]:
        """Return both parts of the API."""
        publisher = {
            "CreateTopic": Method(_Topic, _Topic, self.create_topic),
            "Publish": Method(types.PublishRequest.pb(), _Published, self.publish),
        }
        subscriber = {
            "CreateSubscription": Method(_Subscription, _Subscription, self.create_subscription),
            "GetSubscription": Method(
                types.GetSubscriptionRequest.pb(), _Subscription, self.get_subscription
            ),
            "DeleteSubscription": Method(
                types.DeleteSubscriptionRequest.pb(), Empty, self.delete_subscription
            ),
            "ModifyPushConfig": Method(
                types.ModifyPushConfigRequest.pb(), Empty, self.modify_push_config
            ),
            "ModifyAckDeadline": Method(
                types.ModifyAckDeadlineRequest.pb(), Empty, self.modify_ack_deadline
            ),
            "Acknowledge": Method(types.AcknowledgeRequest.pb(), Empty, self.acknowledge),
            "Pull": Method(types.PullRequest.pb(), _Pulled, self.pull),
        }
        return [
            Service("google.pubsub.v1.Publisher", publisher),
            Service("google.pubsub.v1.Subscriber", subscriber),
        ]

    def create_topic(self, request: Pb) -> Pb:
        """Make a topic."""
        only(request, "name")
        self.topics.add(request.name)
        return request

    def publish(self, request: Pb) -> Pb:
        """Publish messages, without an order among them."""
        for message in request.messages:
            only(message, "data", "attributes")
        ids = [self.topics.publish(request.topic, message) for message in request.messages]
        self._changed.set()
        return _Published(message_ids=ids)

    def create_subscription(self, request: Pb) -> Pb:
        """Make a subscription."""
        only(request, *_SUBSCRIPTION)
        only(request.push_config, "push_endpoint")
        self.topics.subscribe(request)
        return request

    def get_subscription(self, request: Pb) -> Pb:
        """Return a subscription as it was made."""
        return self.topics.subscription(request.subscription).told

    def delete_subscription(self, request: Pb) -> Empty:
        """Delete a subscription."""
        self.topics.unsubscribe(request.subscription)
        return Empty()

    def modify_push_config(self, request: Pb) -> Empty:
        """Have a subscription pushed to elsewhere, or pulled from."""
        only(request.push_config, "push_endpoint")
        of = self.topics.subscription(request.subscription)
        of.told.push_config.CopyFrom(request.push_config)
        self._changed.set()
        return Empty()

    def modify_ack_deadline(self, request: Pb) -> Empty:
        """Put off, or on, when messages that were given out are given out again."""
        of = self.topics.subscription(request.subscription)
        of.hold(request.ack_ids, request.ack_deadline_seconds, self.topics.now())
        self._changed.set()
        return Empty()

    def acknowledge(self, request: Pb) -> Empty:
        """Forget messages."""
        self.topics.subscription(request.subscription).acknowledge(request.ack_ids)
        return Empty()

    def pull(self, request: Pb) -> Pb:
        """Give out what is due, and wait for nothing."""
        of = self.topics.subscription(request.subscription)
        if of.endpoint:
            raise RefusedError("FAILED_PRECONDITION", "the subscription is pushed to")
        self.topics.bury()
        given = of.take(self.topics.now(), request.max_messages)
        found = [{"ack_id": one.ack_id, "message": one.message} for one in given]
        return _Pulled(received_messages=found)

    async def push(self) -> None:
        """Push whatever is due, for ever."""
        async with self._client:
            while True:
                self._changed.clear()
                self.topics.bury()
                for of in self.topics.subscriptions.values():
                    self._push_due(of)
                await self._something_to_do()

    def _push_due(self, of: Subscription) -> None:
        if not of.endpoint:
            return
        underway = sum(one.get_name() == of.told.name for one in self._pushes)
        for one in of.take(self.topics.now(), _AT_ONCE - underway):
            task = asyncio.create_task(self._pushed(of, one), name=of.told.name)
            self._pushes.add(task)
            task.add_done_callback(self._ended)

    async def _pushed(self, of: Subscription, given: Waiting) -> None:
        """Push one message once."""
        ack_id, body = given.ack_id, pushed_body(of, given)
        try:
            reply = await self._client.post(of.endpoint, json=body, timeout=of.ack_seconds)
            delivered = reply.status_code in _DELIVERED
        except httpx.HTTPError:
            delivered = False
        if delivered:
            of.acknowledge([ack_id])
        else:
            of.put_back(ack_id, self.topics.now())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._pushes.discard(task)
        self._changed.set()

    async def _something_to_do(self) -> None:
        """Wait until something changes, or something is due."""
        pushed = [one for one in self.topics.subscriptions.values() if one.endpoint]
        dues = [one.next_due for one in pushed if one.next_due is not None]
        seconds = max(0.01, min(dues) - self.topics.now()) if dues else None
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=_AT_ONCE)
        return httpx.AsyncClient(trust_env=False, limits=limits)


def pushed_body(of: Subscription, given: Waiting) -> dict[str, object]:
    """Return a message as Pub/Sub pushes it."""
    message, moment = given.message, given.message.publish_time.ToJsonString()
    told: dict[str, object] = {
        "data": base64.b64encode(message.data).decode(),
        "attributes": dict(message.attributes),
        "messageId": message.message_id,
        "message_id": message.message_id,
        "publishTime": moment,
        "publish_time": moment,
    }
    return {"message": told, "subscription": of.told.name}


async def _run(port: int, pubsub: Pubsub) -> None:
    server, _ = await serve(pubsub.services(), port)
    pushing = asyncio.create_task(pubsub.push())
    await until_told(server, pushing)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A Pub/Sub for one machine.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--topic", action="append", default=[], help="a full name, to make")
    parser.add_argument(
        "--subscription", action="append", default=[], type=json.loads, help="JSON, to make"
    )
    told = parser.parse_args()
    pubsub = Pubsub()
    for name in told.topic:
        pubsub.create_topic(_Topic(name=name))
    for one in told.subscription:
        pubsub.create_subscription(ParseDict(one, _Subscription()))
    asyncio.run(_run(told.port, pubsub))


if __name__ == "__main__":
    main()
