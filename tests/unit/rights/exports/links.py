"""A V4 link checked from the documentation alone: nothing here is shared with what signs."""

import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link with a good signature allows."""

    host: str
    path: str
    account: str
    begins: datetime
    ends: datetime
    disposition: str


def public_of(pem: str) -> RSAPublicKey:
    """Return the public half of a private key."""
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key.public_key()


def opened(url: str, key: RSAPublicKey, *, method: str = "GET") -> Opened | None:
    """Return what a link allows by this method; None: its signature is not good.

    Follows https://cloud.google.com/storage/docs/authentication/canonical-requests and
    https://cloud.google.com/storage/docs/authentication/signatures step by step.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query, strict_parsing=True))
    signature = binascii.unhexlify(given.pop("X-Goog-Signature"))
    assert given["X-Goog-Algorithm"] == "GOOG4-RSA-SHA256"
    assert given["X-Goog-SignedHeaders"] == "host"
    account, day, place, service, kind = given["X-Goog-Credential"].rsplit("/", 4)
    assert (place, service, kind) == ("auto", "storage", "goog4_request")
    assert given["X-Goog-Date"].startswith(day)
    encoded = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in given.items())
    lines = [
        method,
        quote(unquote(parts.path), safe="/-_.~"),
        "&".join(f"{k}={v}" for k, v in encoded),
        f"host:{parts.netloc}\n",
        "host",
        "UNSIGNED-PAYLOAD",
    ]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    scope = f"{day}/auto/storage/goog4_request"
    to_sign = "\n".join(("GOOG4-RSA-SHA256", given["X-Goog-Date"], scope, digest))
    try:
        key.verify(signature, to_sign.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return None
    begins = datetime.strptime(given["X-Goog-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Opened(
        parts.netloc,
        unquote(parts.path),
        account,
        begins,
        begins + timedelta(seconds=int(given["X-Goog-Expires"])),
        given["response-content-disposition"],
    )
