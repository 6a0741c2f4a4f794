"""Keys and names that are computed from a keyring and never stored."""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.platform.vault.port import KEY_BYTES, DataKey
from shared.platform.vault.seal import bind


def derived_key(epoch: DataKey, domain: str, *parts: str) -> DataKey:
    """Return the key of one thing (HKDF-SHA-256, RFC 5869) that only its parts lead to.

    Args:
        epoch: The epoch's key; the derived key carries its id.
        domain: What the key is for, so that no two uses meet, for example ``shipment``.
        parts: What one must know.
    """
    info = bind("agogopost", domain, *parts)
    secret = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(epoch.secret)
    return DataKey(id=epoch.id, secret=secret)


def blind_index(index_key: bytes, domain: str, *parts: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, 64 hex) under which something is found.

    Without the index key nobody can tell which value it stands for, nor test a guess.
    """
    return hmac.new(index_key, bind("agogopost", domain, *parts), hashlib.sha256).hexdigest()


def siv_key(index_key: bytes, domain: str) -> bytes:
    """Return the key of AES-256-SIV (64 bytes) for one use, by HKDF-SHA-256 from an index key."""
    info = bind("agogopost", domain)
    return HKDF(algorithm=SHA256(), length=2 * KEY_BYTES, salt=None, info=info).derive(index_key)


def block_key(index_key: bytes, domain: str) -> bytes:
    """Return the key of AES-256 (32 bytes) for one use, by HKDF-SHA-256 from an index key."""
    info = bind("agogopost", domain)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(index_key)
