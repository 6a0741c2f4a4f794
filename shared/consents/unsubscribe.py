"""Links that stop one channel in one step (RFC 8058), good for whoever has them.

Wire form: base64url without padding of ``person|purpose``, a dot, and the first 32 hexadecimal
digits of HMAC-SHA-256 of both under the region's index key. It stops what it names and does
nothing else: it neither signs anybody in nor shows anything about them. It does not end, as mails
are old when they annoy.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from shared.errors import NotFoundError
from shared.privacy.purposes import CHANNELS
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

_TOKEN = re.compile(r"\A([A-Za-z0-9_-]{20,120})\.([0-9a-f]{32})\Z")
_PLAIN = re.compile(r"\A([0-9a-f]{32})\|([a-z_]{3,40})\Z")
_MAC_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link stops."""

    person: str
    purpose: str


class UnsubscribeLinks:
    """The links of one region."""

    def __init__(self, keys: IndexKey) -> None:
        self._keys = keys

    async def token(self, person: str, purpose: str) -> str:
        """Return the token that stops a channel for a person."""
        text = base64.urlsafe_b64encode(f"{person}|{purpose}".encode()).rstrip(b"=").decode()
        return f"{text}.{await self._mac(text)}"

    async def read(self, token: str) -> Stop:
        """Return what a token stops. Raises NotFoundError if it is none of ours."""
        match = _TOKEN.match(token)
        if match is None or not hmac.compare_digest(match[2], await self._mac(match[1])):
            raise NotFoundError
        try:
            plain = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
        except ValueError as e:
            raise NotFoundError from e
        known = _PLAIN.match(plain)
        if known is None or known[2] not in CHANNELS:
            raise NotFoundError
        return Stop(known[1], known[2])

    async def _mac(self, text: str) -> str:
        key = await self._keys.index_key()
        return blind_index(key, "unsubscribe", text)[:_MAC_CHARACTERS]
