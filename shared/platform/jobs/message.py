"""A message as it is published: JSON, in bytes. Pure."""

import json
from collections.abc import Mapping

from shared.platform.jobs.port import MESSAGE_BYTES

LOCAL_CLOCK = "local-clock"
"""The attribute that tells what the clock was moved to when a message was published (ISO 8601)."""


def encoded(message: Mapping[str, str]) -> bytes:
    """Return a message as it travels.

    Raises:
        ValueError: It is too long.
    """
    data = json.dumps(message, separators=(",", ":"), sort_keys=True).encode()
    if len(data) > MESSAGE_BYTES:
        msg = f"a message is of at most {MESSAGE_BYTES} bytes"
        raise ValueError(msg)
    return data
