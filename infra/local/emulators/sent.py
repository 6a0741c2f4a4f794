"""What was sent, as all stand-ins of this process keep it, and how whom is answered otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

LOST = "lost"
"""How a receiver is answered: it is taken, and no answer comes."""
LONG_SECONDS = 8.0
"""Longer than anybody waits for an answer."""


def _now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True)
class Message:
    """One message to one receiver; ``headers`` of an SMS are form fields, of a push its data."""

    channel: str
    to: str
    subject: str | None
    text: str | None
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    returns_to: str = ""
    """Of a mail: the envelope's sender."""
    at: str = field(default_factory=_now)


@dataclass(frozen=True)
class Browser:
    """A browser's subscription."""

    key: EllipticCurvePrivateKey
    secret: bytes
    server: str
    """The server's public key, base64url."""


class Sent:
    """Everything sent since the start or the last wiping, oldest first."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.knobs: dict[str, str] = {}
        """By receiver, how they are answered otherwise."""
        self.browsers: dict[str, Browser] = {}
        """By the last part of their addresses."""
