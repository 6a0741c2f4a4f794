"""Keys of what stays as evidence: computed from its random name, so that no person's key is."""

from shared.platform.vault.derive import derived_key
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.port import DataKey
from shared.privacy.restriction import UNRESTRICTED, Standing
from shared.rights.erasure.model import Evidence


class EvidenceKeys:
    """HKDF(epoch key, name). ``OwnerKeys`` for records whose owner is their own name."""

    def __init__(self, keyring: KeyringHolder, domain: str = Evidence.collection) -> None:
        """Make the keys of one class of records.

        Args:
            keyring: What they are computed from.
            domain: The class's collection, so that no two classes have a key in common.
        """
        self._keyring, self._domain = keyring, domain

    async def newest(self, owner: str) -> DataKey:
        """Return the key that seals a piece of evidence."""
        return derived_key((await self._keyring.get()).newest, self._domain, owner)

    async def by_id(self, owner: str, key_id: bytes) -> DataKey:
        """Return the key that opens it. Raises IntegrityError for an unknown epoch."""
        return derived_key(await self._keyring.by_id(key_id), self._domain, owner)

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return (await self._keyring.get()).index

    async def standing(self, owner: str) -> Standing:  # noqa: ARG002 - no person's
        """Return what it may be used for: it is nobody's who could restrict it."""
        return UNRESTRICTED
