"""Keys of what is nobody's: computed from a keyring, and stored nowhere."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from shared.platform.vault.derive import derived_key
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.port import DataKey
from shared.privacy.restriction import UNRESTRICTED, Standing

O = TypeVar("O")  # noqa: E741 - the owner


class KeysOfNobody(ABC, Generic[O]):
    """HKDF(epoch key, what leads to the owner). ``OwnerKeys`` whose owners are no people."""

    def __init__(self, keyring: KeyringHolder, domain: str) -> None:
        """Make the keys of one class of records.

        Args:
            keyring: What they are computed from.
            domain: What they are for, so that no two classes have a key in common.
        """
        self._keyring, self._domain = keyring, domain

    @abstractmethod
    async def parts(self, owner: O) -> Sequence[str]:
        """Return what one must know to come to an owner's key.

        Raises:
            IntegrityError: The owner has none, or not any more.
        """

    async def newest(self, owner: O) -> DataKey:
        """Return the key that seals for an owner. Raises as ``parts`` does."""
        ring = await self._keyring.get()
        return derived_key(ring.newest, self._domain, *await self.parts(owner))

    async def by_id(self, owner: O, key_id: bytes) -> DataKey:
        """Return an owner's key with this id. Raises IntegrityError for an unknown epoch too."""
        epoch = await self._keyring.by_id(key_id)
        return derived_key(epoch, self._domain, *await self.parts(owner))

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return (await self._keyring.get()).index

    async def standing(self, owner: O) -> Standing:  # noqa: ARG002 - no person's
        """Return what it may be used for: it is nobody's who could restrict it."""
        return UNRESTRICTED
