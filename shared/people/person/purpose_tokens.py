"""Bytes that name a person and a purpose, to us alone.

Wire form: the person's id, encrypted as one block of AES-256; a byte for the purpose; what else
there is to say; an HMAC-SHA-256 of all of it, cut short. The keys are of one use alone. So whoever
reads them does not learn whose they are; two of them say no more than that they are one person's.
"""

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from shared.platform.vault.derive import blind_index, block_key
from shared.platform.vault.port import IndexKey

_ID_BYTES = 16
_NUMBERS = {
    "status_email": 1,
    "status_sms": 2,
    "status_push": 3,
    "promotions_email": 4,
    "promotions_sms": 5,
    "promotions_push": 6,
}
"""The purposes, in what is out there: no number is ever given to another."""
_PURPOSES = {number: purpose for purpose, number in _NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class PurposeClaim:
    """What some bytes say, which anybody may have made up: see ``PurposeTokens.is_ours``."""

    person: str
    purpose: str
    more: bytes


class PurposeTokens:
    """The tokens of one region that serve one end."""

    def __init__(self, keys: IndexKey, domain: str, *, mac_bytes: int) -> None:
        """Make tokens and read them.

        Args:
            keys: Of the keyring.
            domain: What they are for: no token of another one is good here.
            mac_bytes: How much of the MAC they have.
        """
        self._keys, self._domain, self._mac_bytes = keys, domain, mac_bytes

    async def made(self, person: str, purpose: str, more: bytes = b"", *bound: str) -> bytes:
        """Return the token that names a person and a purpose.

        Args:
            person: Whose.
            purpose: Of those that people turn on and off.
            more: What else it says, in clear.
            bound: What it does not say, and who reads it must know.
        """
        key = await self._keys.index_key()
        block = self._block(key).encryptor()
        body = block.update(bytes.fromhex(person)) + bytes([_NUMBERS[purpose]]) + more
        return body + self._mac(key, body, bound)

    async def claimed(self, token: bytes) -> PurposeClaim | None:
        """Return what a token says; None: nothing that we know."""
        body = token[: -self._mac_bytes]
        if len(body) <= _ID_BYTES or body[_ID_BYTES] not in _PURPOSES:
            return None
        block = self._block(await self._keys.index_key()).decryptor()
        person = block.update(body[:_ID_BYTES]).hex()
        return PurposeClaim(person, _PURPOSES[body[_ID_BYTES]], body[_ID_BYTES + 1 :])

    async def is_ours(self, token: bytes, *bound: str) -> bool:
        """Tell whether we made a token, bound to the same."""
        body, mac = token[: -self._mac_bytes], token[-self._mac_bytes :]
        return hmac.compare_digest(mac, self._mac(await self._keys.index_key(), body, bound))

    def _block(self, key: bytes) -> Cipher[ECB]:
        return Cipher(AES(block_key(key, self._domain)), ECB())  # noqa: S305 - one block

    def _mac(self, key: bytes, body: bytes, bound: tuple[str, ...]) -> bytes:
        whole = blind_index(key, self._domain, "short", body.hex(), *bound)
        return bytes.fromhex(whole)[: self._mac_bytes]
