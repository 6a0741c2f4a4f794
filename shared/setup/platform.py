"""The composition root: the only module that builds Google clients and picks adapters.

Everything is built on first use, never at import: the server forks after loading, and a function
that needs no client must load none. SDKs are imported where they are built.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.edge.authentication import (
    anybody_gate,
    person_gate,
    platform_gate,
    pusher_gate,
    staff_gate,
    visitor_gate,
)
from shared.edge.config import EdgeTerms
from shared.edge.operation import Call, CallerKind, Operation
from shared.edge.pipeline import Edge
from shared.kernel import log
from shared.kernel.clock import Clock, SystemClock
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.open_bodies import OpenBodies
from shared.platform.suppliers.port import Allowance, Budget
from shared.platform.vault.uses import DATABASE_OF, Use
from shared.privacy.describe import Database
from shared.privacy.purposes import Purpose
from shared.setup.settings import settings

if TYPE_CHECKING:
    import grpc.aio

    from shared.edge.idempotency import Replies
    from shared.parcels.shipments.keys import ShipmentKeys
    from shared.parcels.shipments.lookup import ShipmentLookup
    from shared.parcels.shipments.model import Shipment, ShipmentRef
    from shared.parcels.shipments.quota import Quota
    from shared.parcels.shipments.webhook_updates import ShipmentNews
    from shared.people.accounts.sessions import Sessions
    from shared.platform.oidc import FetchKeys, TokenVerifier
    from shared.platform.records.port import Documents
    from shared.platform.records.sealed import SealedRecords
    from shared.platform.suppliers.client import SupplierClient
    from shared.platform.vault.keyring import KeyringHolder

interceptors: "list[grpc.aio.ClientInterceptor]" = []
"""Added to every Google channel. Empty when deployed; the tests' commit guard adds itself."""

_CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 60_000),
)
_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)


@cache
def clock() -> Clock:
    """Return the clock, which a request can move in the local stack."""
    return SystemClock(settings().clock_ahead, movable=True)


@cache
def wall_clock() -> Clock:
    """Return the clock of what lies outside: suppliers and their tokens do not move with us."""
    return SystemClock(settings().clock_ahead)


def edge(
    operations: Sequence[Operation], *, reach: Callable[[], Any], keyrings: Sequence[Use] = ()
) -> Edge:
    """Return the edge of a function. Reads the settings, so that bad ones stop the start.

    Args:
        operations: What it answers.
        reach: What it can reach.
        keyrings: All that it may open: the accounts in Terraform may use no other KMS key.
    """
    log.configure()
    return Edge(operations, edge_terms(), reach, keyrings=keyrings)


@cache
def edge_terms() -> EdgeTerms:
    """Return what the edges of all functions of this process share."""
    given = settings()
    visitor = visitor_gate(trusted_hops=given.trusted_hops)
    person = person_gate(
        _sessions, given.base_url_of, given.cors_origins, trusted_hops=given.trusted_hops
    )
    limiter = Limiter(
        per_second=given.requests_per_second, burst=given.requests_burst, clock=clock()
    )
    return EdgeTerms(
        project=given.google_cloud_project,
        trusted_hops=given.trusted_hops,
        cors_origins=given.cors_origins,
        limiter=limiter if given.limited else None,
        bodies=OpenBodies() if given.limited else None,
        gates={
            CallerKind.VISITOR: visitor,
            CallerKind.SUPPLIER: pusher_gate,
            CallerKind.PERSON: person,
            CallerKind.ANYBODY: anybody_gate(visitor, person),
            CallerKind.STAFF: staff_gate(
                staff_verifier if given.staff_issuer else None, given.staff_role_claim
            ),
            CallerKind.PLATFORM: platform_gate(token_verifier, given.platform_accounts),
        },
        clock=clock(),
        allowed=_allowed,
        stays=lambda person: _sessions().stays(person),
        replies=_replies,
        local_clock=given.local_stack,
    )


def _sessions() -> "Sessions":
    from shared.setup.accounts import sessions  # noqa: PLC0415 - when a person calls

    return sessions()


async def _allowed(call: Call[Any], purpose: Purpose) -> bool:
    from shared.setup.consents import gate  # noqa: PLC0415 - when something is asked

    return await gate().allowed(call, purpose)


def _replies() -> "Replies":
    from shared.setup.accounts import replies  # noqa: PLC0415 - when a key is given

    return replies()


def region() -> str:
    """Return this deployment's region: all that a function without stores can reach."""
    return settings().region


def supplier(
    name: str, base_url: str, allowance: Allowance | None, *, per_second: float | None = None
) -> "SupplierClient":
    """Return the client of a supplier on the register; without an allowance nothing is counted.

    Without a number of calls per second, there are as many as are made at once. In a local stack
    without limits both are as if they were not given.
    """
    from shared.platform.suppliers.budget import CountedBudget, UncountedBudget  # noqa: PLC0415 - if needed
    from shared.platform.suppliers.client import SupplierClient, Terms  # noqa: PLC0415 - if needed
    from shared.platform.suppliers.pace import pace_of  # noqa: PLC0415 - if needed
    from shared.platform.suppliers.register import register  # noqa: PLC0415 - if needed

    given = settings()
    terms = Terms(
        base_url,
        given.region,
        allowance or Allowance(daily=0),
        loopback=given.local_stack,
        off=name in given.suppliers_off,
    )
    budget: Budget = UncountedBudget()
    if allowance is not None and given.limited:
        budget = CountedBudget(
            lambda: documents(Database.SHIPMENTS), lambda: keyring(Use.BUDGETS), clock()
        )
    pace = None
    if per_second is not None and given.limited:
        pace = pace_of(name, per_second, lambda: documents(Database.SHIPMENTS), wall_clock())
    return SupplierClient(register()[name], terms, budget=budget, clock=wall_clock(), pace=pace)


@cache
def shipment_lookup() -> "ShipmentLookup":
    """Return the shared shipment cache with the carriers behind it."""
    from shared.parcels.shipments.lookup import ShipmentLookup  # noqa: PLC0415 - when a number is looked up

    return ShipmentLookup(shipment_records(), shipment_keys(), quota(), clock())


@cache
def shipment_news() -> "ShipmentNews":
    """Return the shared shipment cache, for what suppliers tell unasked."""
    from shared.parcels.shipments.webhook_updates import ShipmentNews  # noqa: PLC0415 - when there is news

    return ShipmentNews(shipment_records(), shipment_keys(), documents(Database.SHIPMENTS), clock())


def shipment_records() -> "SealedRecords[ShipmentRef, Shipment]":
    """Return the shipments of the shared cache."""
    from shared.parcels.shipments.model import Shipment  # noqa: PLC0415 - as above
    from shared.platform.records.sealed import SealedRecords  # noqa: PLC0415 - when a number is looked up

    return SealedRecords(Shipment, documents(Database.SHIPMENTS), shipment_keys(), clock())


@cache
def shipment_keys() -> "ShipmentKeys":
    """Return the keys of shipments."""
    from shared.parcels.shipments.keys import ShipmentKeys  # noqa: PLC0415 - when a number is looked up

    return ShipmentKeys(keyring(Use.SHIPMENTS))


def quota() -> "Quota":
    """Return the quota of uncached look-ups by source."""
    from shared.parcels.shipments.quota import SourceQuota, UnlimitedQuota  # noqa: PLC0415 - if needed

    given = settings()
    if not given.limited:
        return UnlimitedQuota()
    store = documents(Database.SHIPMENTS)
    return SourceQuota(store, keyring(Use.BUDGETS), clock(), daily=given.uncached_per_source)


@cache
def keyring(use: Use) -> "KeyringHolder":
    """Return the holder of a keyring, which is kept in the database that it serves."""
    from shared.platform.records.keyrings import KeyringDocument  # noqa: PLC0415 - when keys are needed
    from shared.platform.vault.keyring import KeyringHolder  # noqa: PLC0415 - as above
    from shared.platform.vault.kms import KmsKeyService  # noqa: PLC0415 - as above

    given = settings()
    key = (
        f"projects/{given.google_cloud_project}/locations/{given.kms_location}"
        f"/keyRings/agogopost/cryptoKeys/{use}"
    )
    return KeyringHolder(
        kind=use,
        region=given.region,
        store=KeyringDocument(documents(DATABASE_OF[use]), use, clock()),
        kms=KmsKeyService(channel("cloudkms.googleapis.com", given.kms_emulator_host), key),
        clock=clock(),
        soft=given.keyring_soft,
        hard=given.keyring_hard,
        beside=keyring,
    )


@cache
def documents(database: Database) -> "Documents":
    """Return one of this region's databases. A function can name no other region's."""
    from shared.platform.records.firestore import FirestoreDocuments  # noqa: PLC0415 - when data is needed

    given = settings()
    return FirestoreDocuments(
        channel("firestore.googleapis.com", given.firestore_emulator_host),
        project=given.google_cloud_project,
        database=f"{given.region}-{database}",
    )


@cache
def token_verifier() -> "TokenVerifier":
    """Return the verifier of the platform's tokens."""
    from shared.platform.oidc import TokenVerifier  # noqa: PLC0415 - platform calls only

    given = settings()
    fetch = published_keys("google-identity", given.platform_keys)
    issuers, audiences = {given.platform_issuer}, {given.platform_audience}
    return TokenVerifier(issuers, audiences, fetch, wall_clock(), parties=False)


@cache
def staff_verifier() -> "TokenVerifier":
    """Return the verifier of the tokens of the operator's staff."""
    from shared.platform.oidc import TokenVerifier  # noqa: PLC0415 - staff calls only

    given = settings()
    fetch = published_keys("staff-identity", given.staff_keys)
    return TokenVerifier({given.staff_issuer}, {given.staff_audience}, fetch, wall_clock())


def published_keys(supplier_id: str, address: str) -> "FetchKeys":
    """Return a way to fetch an OpenID issuer's keys; the register must name their host."""
    from shared.platform.oidc import fetch_keys  # noqa: PLC0415 - where a token is verified

    keys = urlsplit(address)
    client = supplier(supplier_id, f"{keys.scheme}://{keys.netloc}", None)
    return fetch_keys(client, keys.path, wall_clock())


@cache
def channel(host: str, emulator: str | None) -> "grpc.aio.Channel":
    """Return the channel to a Google API, or to its emulator in the local stack."""
    if emulator is not None:
        import grpc.aio  # noqa: PLC0415 - imported where it is built

        return grpc.aio.insecure_channel(
            emulator, options=_CHANNEL_OPTIONS, interceptors=interceptors
        )
    from google.api_core import grpc_helpers_async  # noqa: PLC0415 - imported where it is built

    channel: grpc.aio.Channel = grpc_helpers_async.create_channel(
        f"{host}:443", default_scopes=_SCOPES, options=_CHANNEL_OPTIONS
    )
    return channel
