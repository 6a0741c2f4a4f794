"""A shipment's key and name: computed from what one must know, stored nowhere."""

from collections.abc import Sequence

from shared.parcels.shipments.model import Shipment, ShipmentRef
from shared.platform.vault.derive import blind_index
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.keys_of_nobody import KeysOfNobody


class ShipmentKeys(KeysOfNobody[ShipmentRef]):
    """Keys of shipments: HKDF(epoch key, carrier | number | proof)."""

    def __init__(self, keyring: KeyringHolder) -> None:
        super().__init__(keyring, Shipment.domain)

    async def parts(self, owner: ShipmentRef) -> Sequence[str]:
        """Return carrier, number and proof."""
        return owner.parts()

    async def name(self, owner: ShipmentRef) -> str:
        """Return the shipment's document name: HMAC(index key, carrier | number | proof)."""
        return blind_index(await self.index_key(), Shipment.domain, *owner.parts())
