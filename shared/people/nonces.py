"""Nonces for quick login: made here, put by the provider into its token, good for one use.

They last ten minutes, and nothing is stored until one is used. Wire form, in base64url without
padding (72 characters): 16 random bytes, the second at which it ends (6 bytes, big-endian, since
1970), and HMAC-SHA-256 of both under the region's index key. So another region's nonce, or
anybody's invention, is none.

There is one rule: the token's claim ``nonce`` is the nonce itself. An app hands it to the provider
as it is, not hashed.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.clock import Clock
from shared.errors import UnauthenticatedError
from shared.people.proofs import mark_named
from shared.records.port import DocumentId
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

VALID = timedelta(minutes=10)
_FORM = re.compile(r"\A[A-Za-z0-9_-]{72}\Z")
_RANDOM, _TIME = 16, 6


@dataclass(frozen=True, slots=True)
class Nonce:
    """A nonce, and until when it is good."""

    value: str
    ends: datetime


class Nonces:
    """The nonces of one region."""

    def __init__(self, keys: IndexKey, clock: Clock) -> None:
        self._keys, self._clock = keys, clock

    async def issue(self) -> Nonce:
        """Return a new nonce. Nothing is counted: counting would cost more than the nonce does.

        Raises:
            UnavailableError: The key service does not answer.
        """
        seconds = int((self._clock.now() + VALID).timestamp())
        head = secrets.token_bytes(_RANDOM) + seconds.to_bytes(_TIME, "big")
        value = base64.urlsafe_b64encode(head + await self._mac(head)).decode()
        return Nonce(value, datetime.fromtimestamp(seconds, UTC))

    async def check(self, claim: object) -> DocumentId:
        """Return where the use of a nonce is written down.

        Args:
            claim: What a token says its nonce is.

        Raises:
            UnauthenticatedError: It is none that this region made in the last ten minutes.
            UnavailableError: The key service does not answer.
        """
        if not isinstance(claim, str) or not _FORM.match(claim):
            raise UnauthenticatedError
        raw = base64.urlsafe_b64decode(claim)
        head, mac = raw[: _RANDOM + _TIME], raw[_RANDOM + _TIME :]
        if not hmac.compare_digest(mac, await self._mac(head)):
            raise UnauthenticatedError
        if self._clock.now().timestamp() >= int.from_bytes(head[_RANDOM:], "big"):
            raise UnauthenticatedError
        return mark_named(blind_index(await self._keys.index_key(), "used-nonce", head.hex()))

    async def _mac(self, head: bytes) -> bytes:
        key = await self._keys.index_key()
        return bytes.fromhex(blind_index(key, "sign-in-nonce", head.hex()))
