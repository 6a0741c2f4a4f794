"""Topics on Pub/Sub.

One method is called on the channel itself, with messages that are described here: the client
library takes 0.2 s of every cold start to load and would retry for minutes. What is described is
https://github.com/googleapis/googleapis/blob/master/google/pubsub/v1/pubsub.proto, as far as we use
it. A message that is published twice is delivered twice, which can happen to any.

In the local stack a request may move the clock, and what it has done later is done by that clock:
the message takes the moment along, and ``infra/local/emulators/relay.py`` hands it on with the
push. In the cloud no message has it, and nobody reads it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import grpc.aio

from shared.platform.faults import CallTerms, Service, answered
from shared.platform.jobs.message import LOCAL_CLOCK, encoded
from shared.platform.jobs.port import Topic
from shared.platform.protobuf import FieldType, Pb, described

_TERMS = CallTerms(Service.PUBSUB, each=3.0, within=3.0, tries=3)
_PACKAGE = "google.pubsub.v1"
MESSAGES = described(
    _PACKAGE,
    {
        "Attribute": {"key": (1, FieldType.TEXT, False), "value": (2, FieldType.TEXT, False)},
        "PubsubMessage": {
            "data": (1, FieldType.BYTES, False),
            "attributes": (2, "Attribute", True),  # a map, which is just that on the wire
        },
        "PublishRequest": {
            "topic": (1, FieldType.TEXT, False),
            "messages": (2, "PubsubMessage", True),
        },
        "PublishResponse": {"message_ids": (1, FieldType.TEXT, True)},
    },
)


class PubsubJobs:
    """One region's topics. See the port for what its methods promise."""

    def __init__(
        self,
        channel: grpc.aio.Channel,
        *,
        project: str,
        region: str,
        moved: Callable[[], datetime | None] | None = None,
    ) -> None:
        """Publish to a region's topics.

        Args:
            channel: To Pub/Sub.
            project: Whose topics.
            region: Which of them.
            moved: What the clock of the request at hand is moved to, where clocks can be moved.
        """
        self._moved = moved
        self._publish = channel.unary_unary(
            f"/{_PACKAGE}.Publisher/Publish",
            request_serializer=MESSAGES["PublishRequest"].SerializeToString,
            response_deserializer=MESSAGES["PublishResponse"].FromString,
        )
        self._prefix = f"projects/{project}/topics/{region}-"

    async def publish(self, topic: Topic, message: Mapping[str, str]) -> None:
        """Publish a message, again if no answer comes."""
        request = MESSAGES["PublishRequest"](topic=f"{self._prefix}{topic}")
        published = request.messages.add(data=encoded(message))
        moment = self._moved() if self._moved is not None else None
        if moment is not None:
            published.attributes.add(key=LOCAL_CLOCK, value=moment.isoformat())
        await answered(_TERMS, partial(self._send, request))

    async def _send(self, request: Pb, seconds: float) -> None:
        routing = (("x-goog-request-params", f"topic={request.topic}"),)
        await self._publish(request, timeout=seconds, metadata=routing)
