"""What the vault needs from a key service, and what it hands out."""

from dataclasses import dataclass, field
from typing import Protocol

KEY_BYTES = 32
KEY_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class DataKey:
    """An AES-256 key and the public id by which sealed data names it."""

    id: bytes
    """8 bytes."""
    secret: bytes = field(repr=False)
    """32 bytes."""


class KeyService(Protocol):
    """One key-encryption key, held where nobody can copy it."""

    async def encrypt(self, plaintext: bytes, *, bound_to: bytes) -> bytes:
        """Encrypt bytes so that they open only with the same ``bound_to``.

        Args:
            plaintext: At most 64 KiB.
            bound_to: Additional authenticated data, at most 64 KiB. Authenticated, not hidden.

        Raises:
            UnavailableError: The key service did not answer within 4 s, or refused.
            IntegrityError: The answer was damaged on the way, or is another key's.
        """
        ...

    async def decrypt(self, ciphertext: bytes, *, bound_to: bytes) -> bytes:
        """Decrypt what ``encrypt`` returned.

        Raises:
            UnavailableError: The key service did not answer within 4 s, or refused.
            IntegrityError: The ciphertext or ``bound_to`` is not the original one, or the answer
                was damaged on the way.
        """
        ...


class IndexKey(Protocol):
    """Where the key of blind indexes comes from."""

    async def index_key(self) -> bytes:
        """Return it (32 bytes)."""
        ...
