"""Signing with a key at hand: in the local stack, which makes its own. Never in the cloud."""

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared.kernel.errors import IntegrityError


class KeySigner:
    """One account whose key is known. See the port."""

    def __init__(self, account: str, pem: str) -> None:
        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise IntegrityError
        self._account, self._key = account, key

    @property
    def account(self) -> str:
        """Return its email."""
        return self._account

    async def sign(self, payload: bytes) -> bytes:
        """Sign some bytes."""
        return self._key.sign(payload, PKCS1v15(), SHA256())
