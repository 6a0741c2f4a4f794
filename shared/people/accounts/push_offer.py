"""By what a region's devices can be sent push messages: what is set up, and is on the register."""

from collections.abc import Collection, Mapping, Sequence

from shared.kernel.clock import Clock
from shared.kernel.errors import bad_field
from shared.people.person.push_address import BROWSERS, FCM, PushAddress, browser_service
from shared.people.person.push_keys import NotAKeyError, check_point
from shared.platform.suppliers.model import Supplier


class PushOffer:
    """What one region offers."""

    def __init__(  # noqa: PLR0913 - what is set up, and where
        self,
        register: Mapping[str, Supplier],
        clock: Clock,
        *,
        region: str,
        apps: bool,
        keys: Sequence[str],
        loopback: bool,
    ) -> None:
        """Offer.

        Args:
            register: The suppliers, by id.
            clock: The clock.
            region: Which.
            apps: Whether a project of FCM is set up.
            keys: Our public keys, with which browsers subscribe, the newest first.
            loopback: Whether a stand-in may be on this machine.
        """
        self._register, self._clock, self._region = register, clock, region
        self._apps, self._keys, self._loopback = apps, tuple(keys), loopback

    @property
    def serves_apps(self) -> bool:
        """Whether apps can be sent push messages here."""
        return self._apps and FCM in self._allowed((FCM,))

    @property
    def key(self) -> str | None:
        """The key with which browsers subscribe; None: they can be sent none."""
        return self._keys[0] if self._keys and self.browsers else None

    @property
    def browsers(self) -> list[str]:
        """The push services of browsers that are open here, by their ids on the register."""
        return self._allowed(BROWSERS)

    def app(self, token: str, session: str) -> PushAddress:
        """Return the address of an app. Raises InvalidInputError: it is not served here."""
        if not self.serves_apps:
            raise bad_field("fcm", "push-not-offered")
        return PushAddress(service=FCM, to=token, session=session, since=self._clock.now())

    def browser(
        self, *, endpoint: str, key: str, secret: str, ours: str, session: str
    ) -> PushAddress:
        """Return the address of a browser.

        Args:
            endpoint: At its push service.
            key: Its public key.
            secret: Its authentication secret.
            ours: With which key of ours it subscribed.
            session: Who tells it.

        Raises:
            InvalidInputError: It is at no push service that is open here, or subscribed with
                another key than ours, or has no key of its own.
        """
        if self.key is None:
            raise bad_field("web_push", "push-not-offered")
        if ours not in self._keys:
            raise bad_field("web_push.key", "push-key-unknown")
        service = browser_service(endpoint, self._register, loopback=self._loopback)
        if service is None or service not in self.browsers:
            raise bad_field("web_push.subscription.endpoint", "push-endpoint-unknown")
        try:
            check_point(key)
        except NotAKeyError as e:
            raise bad_field("web_push.subscription.keys.p256dh", "push-point") from e
        return PushAddress(
            service=service,
            to=endpoint,
            key=key,
            secret=secret,
            ours=ours,
            session=session,
            since=self._clock.now(),
        )

    def _allowed(self, services: Collection[str]) -> list[str]:
        today = self._clock.now().date()
        return [
            one for one in services if self._register[one].allows(region=self._region, today=today)
        ]
