"""Topics, their subscriptions and what waits in these, in memory. No gRPC and no clock here.

Times are seconds of any one clock. A message is the API's own; whoever is given one has until the
acknowledgement deadline to acknowledge it, and otherwise it is given out again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from google.pubsub_v1 import types

from infra.local.emulators.refusal import RefusedError

Pb = Any
"""A protobuf message: its classes are made at run time and have no static type."""
ACK_SECONDS = 10
"""Of a subscription that does not say: Pub/Sub's default."""
_SOONEST, _LATEST = 0.1, 60.0
"""Seconds until the next try where a subscription has no policy: Pub/Sub's for pushes."""
_MOST_DOUBLINGS = 20
_Message: Pb = types.PubsubMessage.pb()


@dataclass(slots=True)
class Waiting:
    """A message that nobody has acknowledged yet."""

    message: Pb
    due: float
    """When it may be given out, again if it was before."""
    attempts: int = 0

    @property
    def ack_id(self) -> str:
        """What this giving out of it is acknowledged by."""
        return f"{self.message.message_id}-{self.attempts}"


@dataclass(slots=True)
class Subscription:
    """What one subscription is told, and has still to be told."""

    told: Pb
    """As it was made: a message of the API."""
    _waiting: dict[str, Waiting] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """Where its messages are pushed to; empty: they are pulled."""
        return str(self.told.push_config.push_endpoint)

    @property
    def ack_seconds(self) -> int:
        """How long whoever is given a message has for it."""
        return int(self.told.ack_deadline_seconds) or ACK_SECONDS

    @property
    def next_due(self) -> float | None:
        """When there is something to give out; None: nothing waits."""
        return min((one.due for one in self._waiting.values()), default=None)

    def add(self, message: Pb, now: float) -> None:
        """Have one more message wait."""
        self._waiting[message.message_id] = Waiting(message, now)

    def take(self, now: float, most: int) -> list[Waiting]:
        """Give out messages that are due, the oldest first."""
        due = [one for one in self._waiting.values() if one.due <= now][:most]
        for one in due:
            one.attempts += 1
            one.due = now + self.ack_seconds
        return due

    def hopeless(self, now: float) -> list[Pb]:
        """Take out what was given out as often as its policy allows and is due once more."""
        most = self.told.dead_letter_policy.max_delivery_attempts
        if not most:
            return []
        dead = [one for one in self._waiting.values() if one.due <= now and one.attempts >= most]
        for one in dead:
            del self._waiting[one.message.message_id]
        return [one.message for one in dead]

    def acknowledge(self, ack_ids: Collection[str]) -> None:
        """Forget messages; one that has been given out again since is none of them."""
        for one in self._given(ack_ids):
            del self._waiting[one.message.message_id]

    def hold(self, ack_ids: Collection[str], seconds: float, now: float) -> None:
        """Give messages out again in so many seconds, unless they are acknowledged."""
        for one in self._given(ack_ids):
            one.due = now + seconds

    def put_back(self, ack_id: str, now: float) -> None:
        """Give a message out again after the pause that is due after so many attempts."""
        policy = self.told.retry_policy
        soonest = policy.minimum_backoff.ToTimedelta().total_seconds() or _SOONEST
        latest = policy.maximum_backoff.ToTimedelta().total_seconds() or _LATEST
        for one in self._given([ack_id]):
            one.due = now + min(latest, soonest * 2.0 ** min(one.attempts - 1, _MOST_DOUBLINGS))

    def _given(self, ack_ids: Collection[str]) -> list[Waiting]:
        found = (self._waiting.get(one.partition("-")[0]) for one in ack_ids)
        return [one for one in found if one and one.ack_id in ack_ids]


@dataclass(slots=True)
class Topics:
    """Every topic and subscription."""

    now: Callable[[], float]
    names: set[str] = field(default_factory=set)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    _published: int = 0

    def add(self, name: str) -> None:
        """Make a topic."""
        if name in self.names:
            raise RefusedError("ALREADY_EXISTS", f"topic already exists: {name}")
        self.names.add(name)

    def subscribe(self, told: Pb) -> None:
        """Make a subscription: it is told what is published from now on."""
        if told.name in self.subscriptions:
            raise RefusedError("ALREADY_EXISTS", f"subscription already exists: {told.name}")
        self._topic(told.topic)
        self.subscriptions[told.name] = Subscription(told)

    def subscription(self, name: str) -> Subscription:
        """Return a subscription by its full name."""
        if name not in self.subscriptions:
            raise RefusedError("NOT_FOUND", f"no subscription {name}")
        return self.subscriptions[name]

    def unsubscribe(self, name: str) -> None:
        """Forget a subscription and what waits in it."""
        self.subscription(name)
        del self.subscriptions[name]

    def publish(self, topic: str, message: Pb) -> str:
        """Have a message wait in every subscription of a topic; return its id."""
        self._topic(topic)
        self._published += 1
        published = _Message(
            data=message.data, attributes=message.attributes, message_id=str(self._published)
        )
        published.publish_time.GetCurrentTime()
        for one in self.subscriptions.values():
            if one.told.topic == topic:
                one.add(published, self.now())
        return str(self._published)

    def bury(self) -> None:
        """Publish to the topics of dead letters what was tried in vain as often as allowed."""
        for one in self.subscriptions.values():
            for message in one.hopeless(self.now()):
                self.publish(one.told.dead_letter_policy.dead_letter_topic, message)

    def _topic(self, name: str) -> None:
        if name not in self.names:
            raise RefusedError("NOT_FOUND", f"no topic {name}")
