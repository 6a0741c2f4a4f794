"""Topics on Pub/Sub.

One method is called on the channel itself, with messages that are described here: the client
library takes 0.2 s of every cold start to load and would retry for minutes. What is described is
https://github.com/googleapis/googleapis/blob/master/google/pubsub/v1/pubsub.proto, as far as we use
it. A message that is published twice is delivered twice, which can happen to any.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from datetime import timedelta

import grpc
import grpc.aio

from shared.kernel.errors import UnavailableError
from shared.platform.jobs.message import encoded
from shared.platform.jobs.port import Topic
from shared.platform.protobuf import FieldType, described

_DEADLINE_SECONDS = 3.0
"""Of all tries together."""
_TRIES = 3
_PAUSE_SECONDS = 0.05
_RETRY_AFTER = timedelta(seconds=5)
_MAY_HEAL = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED})
_PACKAGE = "google.pubsub.v1"
MESSAGES = described(
    _PACKAGE,
    {
        "PubsubMessage": {"data": (1, FieldType.BYTES, False)},
        "PublishRequest": {
            "topic": (1, FieldType.TEXT, False),
            "messages": (2, "PubsubMessage", True),
        },
        "PublishResponse": {"message_ids": (1, FieldType.TEXT, True)},
    },
)


class PubsubJobs:
    """One region's topics. See the port for what its methods promise."""

    def __init__(self, channel: grpc.aio.Channel, *, project: str, region: str) -> None:
        self._publish = channel.unary_unary(
            f"/{_PACKAGE}.Publisher/Publish",
            request_serializer=MESSAGES["PublishRequest"].SerializeToString,
            response_deserializer=MESSAGES["PublishResponse"].FromString,
        )
        self._prefix = f"projects/{project}/topics/{region}-"

    async def publish(self, topic: Topic, message: Mapping[str, str]) -> None:
        """Publish a message; a lost connection is tried again after a short random pause."""
        name = f"{self._prefix}{topic}"
        request = MESSAGES["PublishRequest"](topic=name)
        request.messages.add(data=encoded(message))
        ends = time.monotonic() + _DEADLINE_SECONDS
        for number in range(_TRIES):
            try:
                await self._publish(
                    request,
                    timeout=max(0.0, ends - time.monotonic()),
                    metadata=(("x-goog-request-params", f"topic={name}"),),
                )
            except grpc.aio.AioRpcError as e:
                if e.code() not in _MAY_HEAL or number == _TRIES - 1:
                    raise UnavailableError(retry_after=_RETRY_AFTER) from e
            else:
                return
            seconds = _PAUSE_SECONDS * 2**number
            await asyncio.sleep(seconds * (1 + random.random()))  # noqa: S311 - jitter, no secret
