"""Keys of what stays as evidence: computed from its random name, so that no person's key is."""

from shared.erasure.model import Evidence
from shared.vault.derive import derived_key
from shared.vault.keyring import KeyringHolder
from shared.vault.port import DataKey


class EvidenceKeys:
    """HKDF(epoch key, name). ``OwnerKeys`` for records whose owner is their own name."""

    def __init__(self, keyring: KeyringHolder) -> None:
        self._keyring = keyring

    async def newest(self, owner: str) -> DataKey:
        """Return the key that seals a piece of evidence."""
        return derived_key((await self._keyring.get()).newest, Evidence.collection, owner)

    async def by_id(self, owner: str, key_id: bytes) -> DataKey:
        """Return the key that opens it. Raises IntegrityError for an unknown epoch."""
        return derived_key(await self._keyring.by_id(key_id), Evidence.collection, owner)

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return (await self._keyring.get()).index
