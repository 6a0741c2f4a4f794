"""One region's shared cache in memory, and as many instances as a test wants."""

from shared.parcels.shipments.keys import ShipmentKeys
from shared.parcels.shipments.model import Shipment, ShipmentRef
from shared.parcels.shipments.rings import NewsRing
from shared.platform.records.port import Document
from shared.platform.records.sealed import SealedRecords
from shared.privacy.describe import Database
from shared.setup.parcels import ParcelParts
from tests.memory_platform import MemoryPlatform


class Store:
    """The stores of one region, and as many instances' keys as a test wants."""

    def __init__(self, platform: MemoryPlatform | None = None) -> None:
        self.platform = platform or MemoryPlatform()
        self.clock, self.kms = self.platform.clock, self.platform.kms
        self.documents = self.platform.documents(Database.SHIPMENTS)

    def keys(self) -> ShipmentKeys:
        """Return the keys, as an instance opens them."""
        return ParcelParts(self.platform.another()).shipment_keys

    def records(self, keys: ShipmentKeys) -> SealedRecords[ShipmentRef, Shipment]:
        """Return the sealed shipments."""
        return SealedRecords(Shipment, self.documents, keys, self.clock)

    def rings(self) -> SealedRecords[str, NewsRing]:
        """Return the rings, as an instance has them."""
        return ParcelParts(self.platform.another()).rings

    def stored(self, collection: str) -> list[Document]:
        """Return what lies in a collection."""
        found = self.documents.stored.values()
        return [one for one in found if one.id.collection == collection]
