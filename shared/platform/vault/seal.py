"""Seal bytes with AES-256-GCM so that they open only in their own place.

Wire format of a sealed blob, version 1::

    0x01 | key id (8) | nonce (12, random) | ciphertext | tag (16)

The additional authenticated data names the place: the strings of ``bind`` and the key id. A blob
that was moved to another record, purpose group, schema version, database or region, or that names
another key, does not open. NIST SP 800-38D bounds random nonces at 2**32 uses of one key; a key
here belongs to one shipment or one person.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.errors import IntegrityError
from shared.platform.vault.port import KEY_ID_BYTES, DataKey

_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = 1 + KEY_ID_BYTES


def bind(*parts: str) -> bytes:
    """Join strings so that no two different lists of parts give the same bytes."""
    encoded = [part.encode() for part in parts]
    return b"".join([len(part).to_bytes(4, "big") + part for part in encoded])


def seal(key: DataKey, plaintext: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt bytes so that they open only under this key and with the same ``bound_to``."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    header = _VERSION + key.id
    sealed = AESGCM(key.secret).encrypt(nonce, plaintext, bound_to + key.id)
    return header + nonce + sealed


def key_id_of(blob: bytes) -> bytes:
    """Return the id of the key that a blob was sealed under.

    Raises:
        IntegrityError: These bytes are not a sealed blob of a version that we know.
    """
    if len(blob) < _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES or blob[:1] != _VERSION:
        raise IntegrityError
    return blob[1:_HEADER_BYTES]


def unseal(key: DataKey, blob: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt a blob.

    Raises:
        IntegrityError: Damaged, moved from its place, or sealed under another key.
    """
    if key_id_of(blob) != key.id:
        raise IntegrityError
    nonce = blob[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
    sealed = blob[_HEADER_BYTES + _NONCE_BYTES :]
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed, bound_to + key.id)
    except InvalidTag as e:
        raise IntegrityError from e
