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
from functools import cache
from typing import Any, TypeAlias

import grpc
import grpc.aio
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

from shared.errors import UnavailableError
from shared.jobs.message import encoded
from shared.jobs.port import Topic

_DEADLINE_SECONDS = 3.0
"""Of all tries together."""
_TRIES = 3
_PAUSE_SECONDS = 0.05
_RETRY_AFTER = timedelta(seconds=5)
_MAY_HEAL = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED})
_PACKAGE = "google.pubsub.v1"
Pb: TypeAlias = Any
"""A protobuf message: its classes are made at run time and have no static type."""


class PubsubJobs:
    """One region's topics. See the port for what its methods promise."""

    def __init__(self, channel: grpc.aio.Channel, *, project: str, region: str) -> None:
        self._request, reply = _messages()
        self._publish = channel.unary_unary(
            f"/{_PACKAGE}.Publisher/Publish",
            request_serializer=self._request.SerializeToString,
            response_deserializer=reply.FromString,
        )
        self._prefix = f"projects/{project}/topics/{region}-"

    async def publish(self, topic: Topic, message: Mapping[str, str]) -> None:
        """Publish a message; a lost connection is tried again after a short random pause."""
        name = f"{self._prefix}{topic}"
        request = self._request(topic=name)
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
            await asyncio.sleep(_PAUSE_SECONDS * 2**number * (1 + random.random()))  # noqa: S311 - jitter


@cache
def _messages() -> tuple[Pb, Pb]:
    """Return the classes of PublishRequest and PublishResponse, in a pool of their own."""
    text, data, inner = (
        FieldDescriptorProto.TYPE_STRING,
        FieldDescriptorProto.TYPE_BYTES,
        FieldDescriptorProto.TYPE_MESSAGE,
    )
    one, many = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED
    file = FileDescriptorProto(name="publish.proto", package=_PACKAGE, syntax="proto3")
    message, request, reply = (
        file.message_type.add(name=name)
        for name in ("PubsubMessage", "PublishRequest", "PublishResponse")
    )
    _field(message, "data", 1, data, one)
    _field(request, "topic", 1, text, one)
    _field(request, "messages", 2, inner, many).type_name = f".{_PACKAGE}.PubsubMessage"
    _field(reply, "message_ids", 1, text, many)
    pool = DescriptorPool()
    pool.Add(file)
    found = (pool.FindMessageTypeByName(f"{_PACKAGE}.{one.name}") for one in (request, reply))
    made_request, made_reply = (GetMessageClass(one) for one in found)
    return made_request, made_reply


def _field(
    message: DescriptorProto, name: str, number: int, type_: Pb, label: Pb
) -> FieldDescriptorProto:
    return message.field.add(name=name, number=number, type=type_, label=label)
