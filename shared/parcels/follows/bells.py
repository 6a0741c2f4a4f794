"""Bells: marks by which news of a parcel finds the follows of it.

A bell is the person's id and the follow's name (16 bytes each) under AES-SIV (RFC 5297): the same
follow has the same bell, so that following again makes no second one; without the region's key
nobody can tell whose it is, nor which two are of one person. It stands for a follow and is none:
whoever stops following, or is erased, has nothing behind it any more. Pure.
"""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from shared.platform.vault.derive import siv_key

_ID_BYTES = 16


def bell_of(person: str, follow: str, index_key: bytes) -> str:
    """Return the bell of a follow: 64 characters.

    Args:
        person: Whose: 32 hexadecimal digits.
        follow: Its name: as many.
        index_key: Of the region's keyring of lookups.
    """
    marked = _siv(index_key).encrypt(bytes.fromhex(person) + bytes.fromhex(follow), None)
    return base64.urlsafe_b64encode(marked).decode()


def follow_of(bell: str, index_key: bytes) -> tuple[str, str] | None:
    """Return whose follow a bell is of, and its name; None: it is no bell of this region."""
    try:
        both = _siv(index_key).decrypt(base64.urlsafe_b64decode(bell), None)
    except (InvalidTag, binascii.Error, ValueError):
        return None
    return both[:_ID_BYTES].hex(), both[_ID_BYTES:].hex()


@lru_cache(maxsize=4)
def _siv(index_key: bytes) -> AESSIV:
    return AESSIV(siv_key(index_key, "bell"))
