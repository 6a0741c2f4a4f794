"""A message as Pub/Sub pushes it, and how it is read.

A push counts as delivered when its answer is 204, and comes again after any problem. Of what is
around the message nothing is needed, and the platform adds to it as it likes: so that alone is not
closed. What we wrote ourselves is.
"""

import binascii
from base64 import b64decode
from contextlib import suppress
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, ValidationError

from shared.kernel import log
from shared.kernel.schema import Body, Raw

B = TypeVar("B", bound=Body)
OpaqueId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class PushedMessage(Body):
    """The message itself. ``attributes``, ``messageId`` and the like are not looked at."""

    model_config = ConfigDict(extra="ignore")

    data: str = Field("", max_length=16_384, description="In base64.")


class Push(Body):
    """A push. ``subscription`` and ``deliveryAttempt`` are not looked at."""

    model_config = ConfigDict(extra="ignore")

    message: PushedMessage


DELIVERED = Raw(b"")
"""The answer to a push that needs no further one; its status is 204."""
PUSH_EXAMPLES: dict[str, dict[str, Any]] = {
    "request": {
        "a push": {
            "subscription": "projects/agogopost-eu/subscriptions/eu-export_worker",
            "message": {
                "data": "e30=",
                "messageId": "1234567890",
                "publishTime": "2026-12-01T12:00:00Z",
                "attributes": {},
            },
        }
    },
    "reply": {},
}


def received(push: Push, *forms: type[B]) -> B | None:
    """Return a message in a form that its topic has; None: it has another, and never will.

    Who gets None answers as if it were done: a poison message that comes again is still poison.
    It is told in the log, and an alert counts it.
    """
    for form in forms:
        with suppress(binascii.Error, ValidationError):
            return form.model_validate_json(b64decode(push.message.data, validate=True))
    log.write(log.Event.MESSAGE_REFUSED, log.Severity.ERROR)
    return None
