"""Keys of web push: points of P-256 and what belongs to them, in base64url without padding. Pure.

A browser has a pair for each subscription, by which messages are sealed to it (RFC 8291); we have
one by which a push service knows us, and with which the browser subscribes (RFC 8292).
"""

import base64

from cryptography.hazmat.primitives.asymmetric import ec

_CURVE = ec.SECP256R1()
_BYTES = 32


class NotAKeyError(ValueError):
    """No point of P-256, or no private key of one."""


def check_point(given: str) -> None:
    """Let a public key pass. Raises NotAKeyError if it is none."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, unwritten(given))
    except ValueError as e:
        raise NotAKeyError from e


def private_key(given: str) -> ec.EllipticCurvePrivateKey:
    """Return a private key. Raises NotAKeyError."""
    try:
        return ec.derive_private_key(int.from_bytes(unwritten(given), "big"), _CURVE)
    except ValueError as e:
        raise NotAKeyError from e


def public_key(private: str) -> str:
    """Return the public key of a private one, uncompressed: 87 characters. Raises NotAKeyError."""
    numbers = private_key(private).public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(_BYTES, "big") + numbers.y.to_bytes(_BYTES, "big")
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def unwritten(given: str) -> bytes:
    """Return the bytes of base64url without padding. Raises ValueError."""
    return base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
