"""The platform in memory: stores, keys, topics and messages of one region, with knobs."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NoReturn, Self

from shared.kernel.errors import UnauthenticatedError, UnavailableError
from shared.people.messages.port import Destination, Message, Messenger
from shared.platform.records.keyrings import KeyringDocument
from shared.platform.suppliers.polls import UncountedPolls
from shared.platform.suppliers.port import Allowance, FetchOutcome, Polls, SupplierError
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import DATABASE_OF, Use
from shared.privacy.describe import Database
from shared.rights.exports.port import LinkSigner
from shared.setup.settings import Settings
from tests.fakes import FakeClock, FakeKeyService, MemoryDocuments, MemoryJobs, MemoryObjects

ISSUERS = {one: f"https://{one}.example" for one in ("google", "apple", "facebook")}
_ENVIRONMENT = {
    "SANDBOX": "off",
    "DELETION_SETTLE": "0",
    "CONTACT_DOMAIN": "example.org",
    "REGION_URLS": ",".join(f"{one}=https://{one}.example.org" for one in ("eu", "us", "asia")),
    **{f"QUICK_LOGIN_{one.upper()}_AUDIENCES": "here" for one in ISSUERS},
    **{f"QUICK_LOGIN_{one.upper()}_ISSUER": issuer for one, issuer in ISSUERS.items()},
}


class FakeVerifier:
    """Believes every token: it is its claims as JSON. What is not believed is tested elsewhere."""

    def __init__(self) -> None:
        self.down = False

    async def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims."""
        if self.down:
            raise UnavailableError
        if not token:
            raise UnauthenticatedError
        claims: dict[str, Any] = json.loads(token)
        return claims


class Outbox:
    """Sends nothing, and knows what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.down = False
        self.refuses: set[str] = set()
        """Mailboxes that will never take anything."""

    def serves(self, address: Destination) -> bool:
        """Serve every address."""
        return bool(address.value)

    async def send(self, address: Destination, message: Message) -> None:
        """Take a message, unless nothing can be sent."""
        if self.down:
            raise SupplierError(outcome=FetchOutcome.UNAVAILABLE)
        if address.value in self.refuses:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
        self.sent.append((address.value, message))


class MemoryPlatform:
    """One region as one instance sees it."""

    def __init__(self, region: str = "eu", **environment: str) -> None:
        self.settings = Settings.of({**_ENVIRONMENT, "REGION": region, **environment})
        self.clock = self.wall_clock = FakeClock()
        self.kms, self.tokens = FakeKeyService(), FakeVerifier()
        self.stores = {
            one: MemoryDocuments(f"projects/test/databases/{region}-{one}")
            for one in (Database.DATA, Database.KEYS, Database.SHIPMENTS)
        }
        self.objects = MemoryObjects(f"buckets/agogopost-{region}")
        self.archives = MemoryObjects(f"buckets/agogopost-{region}-exports")
        self.jobs = MemoryJobs()
        self.polls: Polls = UncountedPolls()
        self.outbox = Outbox()
        self.messenger: Messenger = self.outbox
        self.news_messenger: Messenger = self.outbox
        self._keyrings: dict[Use, KeyringHolder] = {}

    def another(self, **settings: object) -> Self:
        """Return the same region as another instance sees it, which has opened no key yet."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.settings = self.settings.model_copy(update=settings)
        other._keyrings = {}
        return other

    def documents(self, database: Database) -> MemoryDocuments:
        """Return one of the databases."""
        return self.stores[database]

    def keyring(self, use: Use) -> KeyringHolder:
        """Return the holder of a keyring."""
        if use not in self._keyrings:
            self._keyrings[use] = KeyringHolder(
                kind=use,
                region=self.settings.region,
                store=KeyringDocument(self.stores[DATABASE_OF[use]], use, self.clock),
                kms=self.kms,
                clock=self.clock,
                soft=timedelta(minutes=15),
                hard=timedelta(hours=4),
            )
        return self._keyrings[use]

    @property
    def link_signer(self) -> LinkSigner:
        """Nobody: links are tested with a key of their own."""
        raise NotImplementedError

    def standing(self, name: str, base_url: str) -> NoReturn:
        """Refuse, as ``supplier`` does."""
        del base_url
        msg = f"{name} was to be asked"
        raise AssertionError(msg)

    def supplier(
        self,
        name: str,
        base_url: str,
        allowance: Allowance | None = None,
        *,
        per_second: float | None = None,
    ) -> NoReturn:
        """Refuse: a test scripts the carriers that it needs."""
        del base_url, allowance, per_second
        msg = f"{name} was to be asked"
        raise AssertionError(msg)

    def verifier(
        self,
        supplier: str,
        keys: str,
        issuers: Collection[str],
        audiences: Collection[str],
        *,
        parties: bool = True,
    ) -> FakeVerifier:
        """Return what believes every token."""
        del supplier, keys, issuers, audiences, parties
        return self.tokens
