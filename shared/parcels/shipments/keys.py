"""A shipment's key and name: computed from what one must know, stored nowhere."""

from shared.parcels.shipments.model import Shipment, ShipmentRef
from shared.platform.vault.derive import blind_index, derived_key
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.port import DataKey
from shared.privacy.restriction import UNRESTRICTED, Standing


class ShipmentKeys:
    """Keys of shipments: HKDF(epoch key, carrier | number | proof)."""

    def __init__(self, keyring: KeyringHolder) -> None:
        self._keyring = keyring

    async def newest(self, owner: ShipmentRef) -> DataKey:
        """Return the key that seals this shipment."""
        ring = await self._keyring.get()
        return derived_key(ring.newest, Shipment.domain, *owner.parts())

    async def by_id(self, owner: ShipmentRef, key_id: bytes) -> DataKey:
        """Return the key that opens this shipment. Raises IntegrityError for an unknown epoch."""
        epoch = await self._keyring.by_id(key_id)
        return derived_key(epoch, Shipment.domain, *owner.parts())

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return (await self._keyring.get()).index

    async def standing(self, owner: ShipmentRef) -> Standing:  # noqa: ARG002 - no person's
        """Return what it may be used for: it is nobody's who could restrict it."""
        return UNRESTRICTED

    async def name(self, owner: ShipmentRef) -> str:
        """Return the shipment's document name: HMAC(index key, carrier | number | proof)."""
        return blind_index(await self.index_key(), Shipment.domain, *owner.parts())
