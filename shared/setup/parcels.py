"""Parts: carriers, and the shared cache of shipments."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from shared.parcels.carriers.access import ROWS, Access, Row
from shared.parcels.carriers.choice import choose
from shared.parcels.carriers.deferred import DeferredAggregator, DeferredCarrier
from shared.platform.vault.uses import Use
from shared.privacy.databases import Database
from shared.setup.parts import Parts

if TYPE_CHECKING:
    from shared.parcels.carriers.port import AggregatorPort, CarrierPort
    from shared.parcels.shipments.keys import ShipmentKeys
    from shared.parcels.shipments.lookup import ShipmentLookup
    from shared.parcels.shipments.model import Shipment, ShipmentRef
    from shared.parcels.shipments.quota import Quota
    from shared.parcels.shipments.rings import NewsRing
    from shared.parcels.shipments.webhook_updates import ShipmentNews
    from shared.platform.records.sealed import SealedRecords
    from shared.platform.suppliers.client import SupplierClient
    from shared.platform.suppliers.port import SupplierStanding


class ParcelParts(Parts):
    """What is known of parcels, and whom to ask. Detection and the catalogue need no client."""

    @cached_property
    def carriers(self) -> "Mapping[str, CarrierPort]":
        """The carriers that are configured, by code."""
        given = self.platform.settings
        found: dict[str, CarrierPort] = {}
        if given.sandbox == "on":
            from shared.parcels.carriers.sandbox import SandboxCarrier

            found["sandbox"] = SandboxCarrier(self.clock)
        for row in ROWS:
            if row.code in given.carriers and not row.aggregator:
                found[row.code] = DeferredCarrier(*self._known(row), self._adapter(row, "carrier"))
        return found

    @cached_property
    def aggregators(self) -> "Sequence[AggregatorPort]":
        """The aggregators that are configured, the first choice first."""
        configured = self.platform.settings.carriers
        rows = [row for row in ROWS if row.aggregator and row.code in configured]
        return [
            DeferredAggregator(*self._known(row), self._adapter(row, "aggregator")) for row in rows
        ]

    def whom(self, carrier: str) -> "CarrierPort | None":
        """Return whom to ask about a carrier's parcels; None: nobody."""
        return choose(carrier, self.carriers, self.aggregators)

    @cached_property
    def shipment_lookup(self) -> "ShipmentLookup":
        """The shared shipment cache with the carriers behind it."""
        from shared.parcels.shipments.lookup import ShipmentLookup

        return ShipmentLookup(
            self.shipments, self.rings, self.shipment_keys, self.quota, self.clock
        )

    @cached_property
    def shipment_news(self) -> "ShipmentNews":
        """The shared shipment cache, for what suppliers tell unasked."""
        from shared.parcels.shipments.webhook_updates import ShipmentNews

        store = self.platform.documents(Database.SHIPMENTS)
        return ShipmentNews(self.shipments, self.rings, self.shipment_keys, store, self.clock)

    @cached_property
    def shipments(self) -> "SealedRecords[ShipmentRef, Shipment]":
        """The shipments of the shared cache."""
        from shared.parcels.shipments.model import Shipment
        from shared.platform.records.sealed import SealedRecords

        store = self.platform.documents(Database.SHIPMENTS)
        return SealedRecords(Shipment, store, self.shipment_keys, self.clock)

    @cached_property
    def rings(self) -> "SealedRecords[str, NewsRing]":
        """Who is to hear of news."""
        from shared.parcels.shipments.rings import NewsRing, RingKeys
        from shared.platform.records.sealed import SealedRecords

        store = self.platform.documents(Database.SHIPMENTS)
        keys = RingKeys(self.platform.keyring(Use.SHIPMENTS), NewsRing.domain)
        return SealedRecords(NewsRing, store, keys, self.clock)

    @cached_property
    def shipment_keys(self) -> "ShipmentKeys":
        """The keys of shipments."""
        from shared.parcels.shipments.keys import ShipmentKeys

        return ShipmentKeys(self.platform.keyring(Use.SHIPMENTS))

    @cached_property
    def quota(self) -> "Quota":
        """The quota of uncached look-ups by source."""
        from shared.parcels.shipments.quota import SourceQuota, UnlimitedQuota

        given = self.platform.settings
        if not given.limited:
            return UnlimitedQuota()
        store, keys = (
            self.platform.documents(Database.SHIPMENTS),
            self.platform.keyring(Use.BUDGETS),
        )
        return SourceQuota(store, keys, self.clock, daily=given.uncached_per_source)

    def _known(self, row: Row) -> "tuple[str, int, Callable[[], SupplierStanding]]":
        """Return what is known of a supplier without its adapter."""
        access = self.platform.settings.carriers[row.code]
        standing = partial(self.platform.standing, row.code, access.url)
        return row.code, access.daily_budget, standing

    def _adapter(self, row: Row, kind: Literal["carrier", "aggregator"]) -> Callable[[], Any]:
        """Return what loads a supplier's adapter, once."""

        def adapter() -> Any:  # noqa: ANN401 - each module offers one of the two
            module = import_module(f"shared.parcels.carriers.{row.code}")
            return getattr(module, kind)(*self._access(row), self.clock)

        return cache(adapter)

    def _access(self, row: Row) -> tuple["SupplierClient", Access]:
        from shared.platform.suppliers.port import Allowance

        access = self.platform.settings.carriers[row.code]
        allowance = Allowance(access.daily_budget, row.per_number)
        client = self.platform.supplier(
            row.code, access.url, allowance, per_second=access.per_second
        )
        return client, access
