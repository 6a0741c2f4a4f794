"""The platform as it is deployed: the only module that names adapters and opens channels.

Everything is built on first use, never at import: the server forks after loading, and a function
that needs no client must load none. SDKs are imported where they are built.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from shared.kernel import log
from shared.kernel.clock import Clock, SystemClock, moved_now
from shared.kernel.errors import UnavailableError
from shared.platform.vault.uses import DATABASE_OF, Use
from shared.privacy.databases import Database
from shared.setup.settings import Settings, of_this_process

if TYPE_CHECKING:
    import grpc.aio

    from shared.people.accounts.quick_login import Verifier
    from shared.people.messages.app_push import AppPushSender
    from shared.people.messages.port import Messenger
    from shared.people.messages.push import PushSender
    from shared.people.messages.sms import SmsSender
    from shared.people.messages.web_push import WebPushSender
    from shared.platform.access_tokens import AccessTokens
    from shared.platform.jobs.port import Jobs
    from shared.platform.objects.port import Objects
    from shared.platform.records.port import Documents
    from shared.platform.suppliers.client import SupplierClient
    from shared.platform.suppliers.mail import MailClient
    from shared.platform.suppliers.port import Allowance, Budget, Polls, SupplierStanding
    from shared.platform.vault.keyring import KeyringHolder
    from shared.rights.exports.port import LinkSigner

T = TypeVar("T")

interceptors: "list[grpc.aio.ClientInterceptor]" = []
"""Added to every Google channel. Empty when deployed; the tests' commit guard adds itself."""

_CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
)
_PINGED = (
    ("grpc.keepalive_timeout_ms", 1_500),
    ("grpc.http2.ping_timeout_ms", 1_500),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),  # as many as it takes
)
"""Of a channel to Google: whatever lies between may have forgotten an idle connection, and says
nothing. Then a ping finds it out before a call does, or while one waits. Emulators take it ill."""


@cache
def google_cloud() -> "GoogleCloud":
    """Return this process's platform.

    Raises:
        SettingsError: The environment cannot be used. The message lists all faults.
    """
    return GoogleCloud(of_this_process())


class GoogleCloud:
    """One region's stores, keys, topics and suppliers, or their emulators in the local stack."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SystemClock(settings.clock_ahead, movable=True)
        self.wall_clock: Clock = SystemClock(settings.clock_ahead)
        self._made: dict[object, Any] = {}

    def documents(self, database: Database) -> "Documents":
        """Return one of the region's databases."""
        return self._once(("documents", database), lambda: self._documents(database))

    def keyring(self, use: Use) -> "KeyringHolder":
        """Return the holder of a keyring, which is kept in the database that it serves."""
        return self._once(("keyring", use), lambda: self._keyring(use))

    @cached_property
    def jobs(self) -> "Jobs":
        """The topics of what is done later."""
        from shared.platform.jobs.pubsub import PubsubJobs

        given = self.settings
        return PubsubJobs(
            self._channel("pubsub.googleapis.com", given.pubsub_emulator_host),
            project=given.google_cloud_project,
            region=given.region,
            moved=moved_now if given.local_stack else None,
        )

    @cached_property
    def objects(self) -> "Objects":
        """The bucket of sealed objects."""
        return self._bucket(self.settings.bucket)

    @cached_property
    def archives(self) -> "Objects":
        """The bucket of people's exports. Raises UnavailableError: it may not be reached."""
        if self.settings.archive_bucket is None:
            raise UnavailableError
        return self._bucket(self.settings.archive_bucket)

    @cached_property
    def messenger(self) -> "Messenger":
        """The channels to people that are configured."""
        return self._messenger()

    @cached_property
    def news_messenger(self) -> "Messenger":
        """The same for news, with connections and places of their own, and push messages."""
        return self._messenger(self._push())

    def _messenger(self, push: "PushSender | None" = None) -> "Messenger":
        from shared.people.messages.channels import Channels

        return Channels(
            mail=self._relay(),
            sender=self.settings.mail_from,
            sms=self._sms(),
            clock=self.clock,
            push=push,
        )

    @cached_property
    def link_signer(self) -> "LinkSigner":
        """Who signs links into the bucket of exports."""
        given = self.settings
        if given.link_key is not None:
            from shared.rights.exports.keyfile import KeySigner

            return KeySigner(given.link_account, given.link_key.get_secret_value())
        from shared.rights.exports.iam import IamSigner

        return IamSigner(self._channel("iamcredentials.googleapis.com", None), given.link_account)

    def standing(self, name: str, base_url: str) -> "SupplierStanding":
        """Return whether a supplier on the register may be called here and now.

        Raises:
            ValueError: Not at this address, as for its client.
        """
        from shared.platform.suppliers.port import SupplierStanding
        from shared.platform.suppliers.register import register

        given, today = self.settings, self.wall_clock.now().date()
        supplier = register()[name]
        supplier.check_address(base_url, loopback=given.local_stack)
        allowed = supplier.allows(region=given.region, today=today)
        return SupplierStanding.of(off=name in given.suppliers_off, allowed=allowed)

    def supplier(
        self,
        name: str,
        base_url: str,
        allowance: "Allowance | None" = None,
        *,
        per_second: float | None = None,
    ) -> "SupplierClient":
        """Return the client of a supplier on the register.

        In a local stack without limits, nothing is counted and as many calls are made as are asked
        for.
        """
        from shared.platform.suppliers import port
        from shared.platform.suppliers.client import SupplierClient, Terms
        from shared.platform.suppliers.pace import pace_of
        from shared.platform.suppliers.register import register

        given, pace = self.settings, None
        terms = Terms(
            base_url,
            given.region,
            allowance or port.Allowance(daily=0),
            loopback=given.local_stack,
            off=name in given.suppliers_off,
        )
        if per_second is not None and given.limited:
            pace = pace_of(name, per_second, self._shipments, self.wall_clock)
        budget = self._budget(is_counted=allowance is not None and given.limited)
        return SupplierClient(
            register()[name], terms, budget=budget, clock=self.wall_clock, pace=pace
        )

    def verifier(
        self,
        supplier: str,
        keys: str,
        issuers: Collection[str],
        audiences: Collection[str],
        *,
        parties: bool = True,
    ) -> "Verifier":
        """Return what verifies the tokens of an OpenID issuer."""

        def make() -> "Verifier":
            from shared.platform.oidc import TokenVerifier, fetch_keys

            at = urlsplit(keys)
            client = self.supplier(supplier, f"{at.scheme}://{at.netloc}")
            fetch = fetch_keys(client, at.path, self.wall_clock)
            return TokenVerifier(issuers, audiences, fetch, self.wall_clock, parties=parties)

        terms = (supplier, keys, frozenset(issuers), frozenset(audiences), parties)
        return self._once(terms, make)

    def _once(self, key: object, make: Callable[[], T]) -> T:
        """Return what was made for a key, or make it."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def _documents(self, database: Database) -> "Documents":
        from shared.platform.records.firestore import FirestoreDocuments

        given = self.settings
        return FirestoreDocuments(
            self._channel("firestore.googleapis.com", given.firestore_emulator_host),
            project=given.google_cloud_project,
            database=f"{given.region}-{database}",
        )

    def _shipments(self) -> "Documents":
        return self.documents(Database.SHIPMENTS)

    def _keyring(self, use: Use) -> "KeyringHolder":
        from shared.platform.records.keyrings import KeyringDocument
        from shared.platform.vault.keyring import KeyringHolder
        from shared.platform.vault.kms import KmsKeyService

        given = self.settings
        key = (
            f"projects/{given.google_cloud_project}/locations/{given.kms_location}"
            f"/keyRings/agogopost/cryptoKeys/{use}"
        )
        channel = self._channel("cloudkms.googleapis.com", given.kms_emulator_host)
        return KeyringHolder(
            kind=use,
            region=given.region,
            store=KeyringDocument(self.documents(DATABASE_OF[use]), use, self.clock),
            kms=KmsKeyService(channel, key),
            clock=self.clock,
            soft=given.keyring_soft,
            hard=given.keyring_hard,
            beside=self.keyring,
        )

    def _bucket(self, name: str) -> "Objects":
        from google.auth.credentials import AnonymousCredentials
        from google.cloud.storage import Client

        from shared.platform.objects.gcs import GcsObjects

        given = self.settings
        emulator = given.storage_emulator_host
        credentials = AnonymousCredentials() if emulator is not None else None  # type: ignore[no-untyped-call]
        options = {"api_endpoint": emulator} if emulator is not None else None
        client = Client(given.google_cloud_project, credentials=credentials, client_options=options)
        return GcsObjects(client.bucket(name))

    def _sms(self) -> "SmsSender | None":
        given = self.settings
        if given.sms_account is None or given.sms_token is None:
            return None
        from shared.people.messages.sms import SmsSender

        return SmsSender(
            self.supplier("sms", given.sms_url),
            account=given.sms_account,
            token=given.sms_token.get_secret_value(),
            sender=given.sms_from,
            prefixes=given.sms_prefixes,
            clock=self.wall_clock,
        )

    def _push(self) -> "PushSender":
        from shared.people.messages.push import PushSender

        browsers = self._browsers()
        if browsers is None and self.settings.vapid_public_keys:
            log.write(log.Event.MISCONFIGURED, log.Severity.ERROR)
        return PushSender(self._apps(), browsers)

    def _apps(self) -> "AppPushSender | None":
        given = self.settings
        if given.fcm_project is None:
            return None
        from shared.people.messages.app_push import AppPushSender
        from shared.people.person.push_address import FCM

        async def token() -> str:
            return "local" if given.local_stack else await asyncio.to_thread(self._token)

        client = self.supplier(FCM, given.fcm_url)
        return AppPushSender(client, given.fcm_project, token, self.wall_clock)

    def _token(self) -> str:
        """Return the access token of this function's account. Raises UnavailableError."""
        from shared.platform.access_tokens import TokenError

        try:
            return self._tokens.token()
        except TokenError as e:
            raise UnavailableError from e

    def _browsers(self) -> "WebPushSender | None":
        """Return who sends to browsers; None: it is not set up, or the keys are no pairs."""
        given = self.settings
        if given.vapid_private_keys is None:
            return None
        from shared.people.messages.web_push import WebPushSender
        from shared.people.person.push_keys import NotAKeyError, public_key
        from shared.rights.requests.contact import contact_of

        keys = [one.strip() for one in given.vapid_private_keys.get_secret_value().split(",")]
        try:
            if not set(given.vapid_public_keys) <= set(map(public_key, keys)):
                return None
        except NotAKeyError:
            return None
        contact = f"mailto:{contact_of(given.contact_domain)}"
        return WebPushSender(self.supplier, keys, contact, self.wall_clock)

    def _relay(self) -> "MailClient | None":
        given = self.settings
        if given.smtp_host is None:
            return None
        from shared.platform.suppliers.mail import MailClient, MailTerms
        from shared.platform.suppliers.register import register

        password = given.smtp_password
        terms = MailTerms(
            host=given.smtp_host,
            port=given.smtp_port,
            region=given.region,
            user=given.smtp_user,
            password=password.get_secret_value() if password is not None else None,
            loopback=given.local_stack,
            off="mail" in given.suppliers_off,
        )
        return MailClient(register()["mail"], terms, self.wall_clock)

    def _budget(self, *, is_counted: bool) -> "Budget":
        from shared.platform.suppliers.budget import CountedBudget, UncountedBudget

        if not is_counted:
            return UncountedBudget()
        keys = partial(self.keyring, Use.BUDGETS)
        return CountedBudget(self._shipments, keys, self.clock, self.polls)

    @cached_property
    def polls(self) -> "Polls":
        """The calls of suppliers that are for polls."""
        from shared.platform.suppliers.polls import CountedPolls, UncountedPolls

        if not self.settings.limited:
            return UncountedPolls()
        return CountedPolls(self._shipments, self.clock)

    def _channel(self, host: str, emulator: str | None) -> "grpc.aio.Channel":
        """Return the channel to a Google API, or to its emulator in the local stack."""
        if emulator is not None:
            return self._once((host, emulator), lambda: open_channel(emulator))
        return self._once((host, None), lambda: open_channel(f"{host}:443", self._tokens))

    @cached_property
    def _tokens(self) -> "AccessTokens":
        from shared.platform.access_tokens import AccessTokens

        return AccessTokens()


def open_channel(
    target: str,
    tokens: "AccessTokens | None" = None,
    *,
    trusted: bytes | None = None,
    ping_after: timedelta = timedelta(minutes=1),
) -> "grpc.aio.Channel":
    """Return a channel.

    Args:
        target: Host and port.
        tokens: With these over TLS, as Google's APIs want it; without, in clear: to an emulator.
        trusted: Whose certificates are accepted, as PEM. None: those that gRPC brings.
        ping_after: After how long without news it is asked whether the connection still stands.
    """
    import grpc.aio

    if tokens is None:
        return grpc.aio.insecure_channel(
            target, options=_CHANNEL_OPTIONS, interceptors=interceptors
        )
    secrets = grpc.composite_channel_credentials(
        grpc.ssl_channel_credentials(trusted), grpc.metadata_call_credentials(tokens)
    )
    pinged = ("grpc.keepalive_time_ms", round(ping_after / timedelta(milliseconds=1)))
    options = (*_CHANNEL_OPTIONS, *_PINGED, pinged)
    return grpc.aio.secure_channel(target, secrets, options=options, interceptors=interceptors)
