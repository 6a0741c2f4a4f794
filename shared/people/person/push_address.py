"""Where push messages go: to an app by its token at FCM, or to a browser by its subscription. Pure.

A browser's subscription (https://www.w3.org/TR/push-api/) is an address at its maker's push service
(RFC 8030), and two secrets by which what is sent is sealed to it (RFC 8291).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.kernel.clock import DAY
from shared.people.person.address import Channel
from shared.platform.suppliers.model import Supplier

FCM = "fcm"
"""Firebase Cloud Messaging, as the register knows it: to apps."""
BROWSERS = ("web-push-apple", "web-push-google", "web-push-microsoft", "web-push-mozilla")
"""The push services of browsers, as the register knows them."""
FRESH: timedelta = 270 * DAY
"""A token that was not told anew for so long is gone, as FCM says
(https://firebase.google.com/docs/cloud-messaging/manage-tokens)."""


class PushAddress(BaseModel):
    """Where push messages to one device go."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    service: str
    """Whose, by its id on the register."""
    to: str
    """An app's token, or the address of a browser's subscription."""
    key: str = ""
    """A browser's public key: a point of P-256, 65 bytes, base64url without padding."""
    secret: str = ""
    """A browser's authentication secret: 16 bytes, base64url without padding."""
    ours: str = ""
    """Of a browser: our public key with which it subscribed (RFC 8292), base64url."""
    session: str
    """The session that told it: who has signed out there is told nothing there any more."""
    since: AwareDatetime
    """When it was told last."""

    @property
    def is_browser(self) -> bool:
        """Whether it is a browser's."""
        return self.service in BROWSERS

    @property
    def origin(self) -> str:
        """Scheme, host and port of a browser's push service."""
        at = urlsplit(self.to)
        return f"{at.scheme}://{at.netloc}"


@dataclass(frozen=True, slots=True)
class PushTarget:
    """A device of a person to which a push message may go."""

    device: str
    """Its id."""
    address: PushAddress

    @property
    def channel(self) -> Channel:
        """By which channel it is reached."""
        return Channel.PUSH

    @property
    def value(self) -> str:
        """Where it is reached."""
        return self.address.to


def browser_service(
    endpoint: str, register: Mapping[str, Supplier], *, loopback: bool
) -> str | None:
    """Return whose push service an address is at, by its id on the register; None: at none.

    Args:
        endpoint: As a browser told it.
        register: The suppliers, by id.
        loopback: Whether a stand-in may be on this machine.
    """
    for name in BROWSERS:
        try:
            if "@" not in urlsplit(endpoint).netloc:
                register[name].check_address(endpoint, loopback=loopback)
                return name
        except ValueError:
            continue
    return None
