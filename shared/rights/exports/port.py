"""What exports need from outside, in our words."""

from typing import Protocol


class LinkSigner(Protocol):
    """A service account that signs links (RSA, PKCS #1 v1.5, SHA-256) and shows nobody its key."""

    @property
    def account(self) -> str:
        """Its email: who checks a signature finds the public key by it."""
        ...

    async def sign(self, payload: bytes) -> bytes:
        """Return the signature of some bytes.

        Raises:
            UnavailableError: Nobody answered within 3 s.
        """
        ...
