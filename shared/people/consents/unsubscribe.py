"""Links that stop one channel in one step (RFC 8058), good for whoever has them.

Wire form: 34 characters, base64url without padding of 25 bytes: the person's id, encrypted as one
block of AES-256; a byte for what is stopped; eight bytes of an HMAC-SHA-256 of both. The keys are
of this use alone. So a link fits into an SMS, and joins no dump of a database to a phone: it does
not say whose it is. It stops what it names and does nothing else: it neither signs anybody in nor
shows anything about them. It does not end, as mails are old when they annoy.

Links of before this form (``signed_tokens.py``, of ``person|purpose``) go on working.
"""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from shared.kernel.errors import NotFoundError
from shared.people.consents.signed_tokens import SignedTexts
from shared.platform.vault.derive import blind_index, block_key
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import CHANNELS

TOKEN_CHARACTERS = 34
_PLAIN = re.compile(r"\A([0-9a-f]{32})\|([a-z_]{3,40})\Z")
_ID_BYTES, _MAC_BYTES = 16, 8
_DOMAIN = "unsubscribe"
_OLD_MAC_DIGITS = 32
_NUMBERS = {
    "status_email": 1,
    "status_sms": 2,
    "status_push": 3,
    "promotions_email": 4,
    "promotions_sms": 5,
    "promotions_push": 6,
}
"""What is stopped, in links that are out there: none is ever given to another."""
_PURPOSES = {number: purpose for purpose, number in _NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class UnsubscribedChannel:
    """What a link stops."""

    person: str
    purpose: str


class UnsubscribeLinks:
    """The links of one region."""

    def __init__(self, keys: IndexKey, *, before: IndexKey) -> None:
        """Make links and read them.

        Args:
            keys: Of these links.
            before: By which links of the old form were made.
        """
        self._keys = keys
        self._before = SignedTexts(before, _DOMAIN, digits=_OLD_MAC_DIGITS)

    async def token(self, person: str, purpose: str) -> str:
        """Return the token that stops a channel for a person."""
        key = await self._keys.index_key()
        block = Cipher(AES(block_key(key, _DOMAIN)), ECB()).encryptor()  # noqa: S305 - one block
        body = block.update(bytes.fromhex(person)) + bytes([_NUMBERS[purpose]])
        return _written(body + _mac(key, body))

    async def read(self, token: str) -> UnsubscribedChannel:
        """Return what a token stops. Raises NotFoundError if it is none of ours."""
        found = await (self._read(token) if len(token) == TOKEN_CHARACTERS else self._old(token))
        if found is None:
            raise NotFoundError
        return found

    async def _read(self, token: str) -> UnsubscribedChannel | None:
        try:
            whole = base64.b64decode(token + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if _written(whole) != token:  # the last character has four bits to spare
            return None
        key, body = await self._keys.index_key(), whole[:-_MAC_BYTES]
        if not hmac.compare_digest(whole[-_MAC_BYTES:], _mac(key, body)):
            return None
        block = Cipher(AES(block_key(key, _DOMAIN)), ECB()).decryptor()  # noqa: S305 - one block
        person = block.update(body[:_ID_BYTES]).hex()
        return UnsubscribedChannel(person, _PURPOSES[body[_ID_BYTES]])

    async def _old(self, token: str) -> UnsubscribedChannel | None:
        known = _PLAIN.match(await self._before.read(token) or "")
        if known is None or known[2] not in CHANNELS:
            return None
        return UnsubscribedChannel(known[1], known[2])


def _written(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def _mac(key: bytes, body: bytes) -> bytes:
    return bytes.fromhex(blind_index(key, _DOMAIN, "short", body.hex()))[:_MAC_BYTES]
