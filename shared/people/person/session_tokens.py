"""Tokens of sessions: ``agp_<region>_<43 characters>``, 256 bits; a hash is stored. Pure."""

import base64
import hashlib
import re
import secrets

from shared.kernel.errors import UnauthenticatedError

_TOKEN = re.compile(r"\Aagp_([a-z]{2,8})_([A-Za-z0-9_-]{43})\Z")
_BYTES = 32
_ID_CHARACTERS = 16
_PUBLIC_ID = re.compile(rf"\A[0-9a-f]{{{_ID_CHARACTERS}}}\Z")


def new_token(region: str) -> str:
    """Return a new token of a region."""
    raw = secrets.token_bytes(_BYTES)
    return f"agp_{region}_{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}"


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


def public_id(name: str) -> str:
    """Return the id by which a person names one of their sessions."""
    return name[:_ID_CHARACTERS]


def is_public_id(given: str) -> bool:
    """Tell whether something has the form of such an id."""
    return _PUBLIC_ID.match(given) is not None
