"""How a person's key is wrapped: the wire form, and the place that it is bound to."""

from dataclasses import dataclass

from shared.kernel.errors import IntegrityError
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.port import KEY_BYTES, KEY_ID_BYTES, DataKey
from shared.platform.vault.seal import bind, key_id_of, seal, unseal


@dataclass(frozen=True, slots=True)
class KeyWrapping:
    """Wraps and unwraps the keys of one region's people.

    Wire form: the sealed blob of ``shared/platform/vault/seal.py`` under an epoch key, bound to
    ``agogopost person key | region | person``; its plaintext is the key's id (8 bytes) and the key
    (32).
    """

    keyring: KeyringHolder
    region: str

    def wrap(self, epoch: DataKey, person: str, key: DataKey) -> bytes:
        """Return a person's key, wrapped under an epoch's key."""
        return seal(epoch, key.id + key.secret, bound_to=self._bound_to(person))

    async def unwrap(self, person: str, blob: bytes) -> DataKey:
        """Return a person's key from its wrapped form.

        Raises:
            IntegrityError: Damaged, another person's, or of an epoch that is not ours.
        """
        epoch = await self.keyring.by_id(key_id_of(blob))
        plain = unseal(epoch, blob, bound_to=self._bound_to(person))
        if len(plain) != KEY_ID_BYTES + KEY_BYTES:
            raise IntegrityError
        return DataKey(plain[:KEY_ID_BYTES], plain[KEY_ID_BYTES:])

    def _bound_to(self, person: str) -> bytes:
        return bind("agogopost person key", self.region, person)
