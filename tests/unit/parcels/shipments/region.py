"""One region's database, keys and clock in memory, for tests of the shared cache."""

from datetime import timedelta

from shared.parcels.shipments.keys import ShipmentKeys
from shared.parcels.shipments.model import Shipment, ShipmentRef
from shared.platform.records.keyrings import KeyringDocument
from shared.platform.records.port import Document
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import Use
from tests.fakes import FakeClock, FakeKeyService, MemoryDocuments


class Store:
    """The stores of one region, and as many instances' keys as a test wants."""

    def __init__(self) -> None:
        self.clock, self.kms, self.documents = FakeClock(), FakeKeyService(), MemoryDocuments()

    def keys(self) -> ShipmentKeys:
        """Return the keys, as an instance opens them."""
        keyring = KeyringHolder(
            kind=Use.SHIPMENTS,
            region="eu",
            store=KeyringDocument(self.documents, Use.SHIPMENTS, self.clock),
            kms=self.kms,
            clock=self.clock,
            soft=timedelta(minutes=15),
            hard=timedelta(hours=4),
        )
        return ShipmentKeys(keyring)

    def records(self, keys: ShipmentKeys) -> SealedRecords[ShipmentRef, Shipment]:
        """Return the sealed shipments."""
        return SealedRecords(Shipment, self.documents, keys, self.clock)

    def stored(self, collection: str) -> list[Document]:
        """Return what lies in a collection."""
        found = self.documents.stored.values()
        return [one for one in found if one.id.collection == collection]
