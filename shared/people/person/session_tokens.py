"""Tokens of sessions: ``agp_<region>_<86 characters>``, of which a hash is stored. Pure.

Behind the region stand, in base64url, 32 random bytes and 32 that name the person: their id (16
bytes) under AES-SIV (RFC 5297), bound to the region and to the random bytes. So whoever has the
token and the region's key knows whose records to read before the session is found; a token that was
made up is refused without any read; and who has only one of both learns nothing.
"""

import base64
import hashlib
import re
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from shared.kernel.errors import UnauthenticatedError
from shared.platform.vault.derive import siv_key

_TOKEN = re.compile(r"\Aagp_([a-z]{2,8})_([A-Za-z0-9_-]{86})\Z")
_SECRET_BYTES = 32
_PERSON_BYTES = 16
_ID_CHARACTERS = 16
_PUBLIC_ID = re.compile(rf"\A[0-9a-f]{{{_ID_CHARACTERS}}}\Z")


def new_token(region: str, person: str, index_key: bytes) -> str:
    """Return a new token of a region.

    Args:
        region: Which.
        person: Whose: 32 hexadecimal digits.
        index_key: Of the region's keyring for sessions.
    """
    secret = secrets.token_bytes(_SECRET_BYTES)
    named = _siv(index_key).encrypt(bytes.fromhex(person), [region.encode(), secret])
    return f"agp_{region}_{base64.urlsafe_b64encode(secret + named).rstrip(b'=').decode()}"


def person_of(token: str, index_key: bytes) -> str:
    """Return the id of the person whose a token says it is; their session says whether it is so.

    Raises:
        UnauthenticatedError: It was not made under this key, or not for its region.
    """
    match = _TOKEN.match(token)
    if match is None:
        raise UnauthenticatedError
    raw = base64.urlsafe_b64decode(match[2] + "==")
    secret, named = raw[:_SECRET_BYTES], raw[_SECRET_BYTES:]
    try:
        person = _siv(index_key).decrypt(named, [match[1].encode(), secret])
    except InvalidTag as e:
        raise UnauthenticatedError from e
    if len(person) != _PERSON_BYTES:
        raise UnauthenticatedError
    return person.hex()


def name_of(token: str) -> str:
    """Return the name under which a token's session is stored.

    Raises:
        UnauthenticatedError: It has not a token's form.
    """
    if not _TOKEN.match(token):
        raise UnauthenticatedError
    return hashlib.sha256(token.encode()).hexdigest()


def region_of(token: str) -> str | None:
    """Return the region that made a token; None: it is no token of ours."""
    match = _TOKEN.match(token)
    return match[1] if match else None


@lru_cache(maxsize=4)
def _siv(index_key: bytes) -> AESSIV:
    return AESSIV(siv_key(index_key, "session token"))


def public_id(name: str) -> str:
    """Return the id by which a person names one of their sessions."""
    return name[:_ID_CHARACTERS]


def is_public_id(given: str) -> bool:
    """Tell whether something has the form of such an id."""
    return _PUBLIC_ID.match(given) is not None
