"""Nonces for quick login: made here, put by the provider into its token, good for one use.

They last ten minutes. Wire form, in base64url without padding (72 characters): 16 random bytes, the
second at which it ends (6 bytes, big-endian, since 1970), and HMAC-SHA-256 of both under the
region's index key. So another region's nonce, or anybody's invention, is none.

The token's claim ``nonce`` is the nonce itself. Some libraries hash it on its way to the provider:
where a provider is known for that, its SHA-256 is as good, in hexadecimal digits or base64url. A
hash says nothing by itself, so that one was given out is written down, under a keyed hash of it.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.kernel.clock import Clock
from shared.kernel.errors import UnauthenticatedError
from shared.people.accounts.proofs import mark_named
from shared.people.person.model import SIGN_IN, SignInNonce
from shared.people.person.rate_limits import PeopleLimits, SourceLids
from shared.platform.records.port import Create, DocumentId, Documents, Fields
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.retention import due, shard_of

VALID = timedelta(minutes=10)
NONCES = SourceLids(source=60, v4_source=1000, v6_network=240, v4_network=4000)
"""Nonces of a source in an hour."""
_HEX = re.compile(r"\A[0-9A-Fa-f]{64}\Z")
_BASE64URL = re.compile(r"\A[A-Za-z0-9_-]{43}=?\Z")
_FORM = re.compile(r"\A[A-Za-z0-9_-]{72}\Z")
_RANDOM, _TIME = 16, 6


@dataclass(frozen=True, slots=True)
class Nonce:
    """A nonce, and until when it is good."""

    value: str
    ends: datetime


class Nonces:
    """The nonces of one region."""

    def __init__(
        self, keys: IndexKey, clock: Clock, documents: Documents, limits: PeopleLimits
    ) -> None:
        self._keys, self._clock = keys, clock
        self._documents, self._limits = documents, limits

    async def issue(self, *, source: str) -> Nonce:
        """Return a new nonce.

        Raises:
            TooManyRequestsError: This source, or its network, has asked for many lately.
            UnavailableError: The database or the key service does not answer.
        """
        await self._limits.charge(NONCES.charges("nonces", source, told="nonces"))
        seconds = int((self._clock.now() + VALID).timestamp())
        head = secrets.token_bytes(_RANDOM) + seconds.to_bytes(_TIME, "big")
        value = base64.urlsafe_b64encode(head + await self._mac(head)).decode()
        nonce = Nonce(value, datetime.fromtimestamp(seconds, UTC))
        await self._documents.commit([await self._given(nonce)])
        return nonce

    async def check(self, claim: object, *, hashed: bool = False) -> DocumentId:
        """Return where the use of a nonce is written down.

        Args:
            claim: What a token says its nonce is.
            hashed: Whether it may be the hash of one.

        Raises:
            UnauthenticatedError: It is none that this region made in the last ten minutes.
            UnavailableError: The database or the key service does not answer.
        """
        if not isinstance(claim, str):
            raise UnauthenticatedError
        digest = _digest_in(claim) if hashed else None
        if digest is None:
            await self._check(claim)
            digest = _digest_of(claim)
        elif not await self._is_given(digest):
            raise UnauthenticatedError
        return mark_named(blind_index(await self._keys.index_key(), "used-nonce", digest.hex()))

    async def _check(self, claim: str) -> None:
        if not _FORM.match(claim):
            raise UnauthenticatedError
        raw = base64.urlsafe_b64decode(claim)
        head, mac = raw[: _RANDOM + _TIME], raw[_RANDOM + _TIME :]
        if not hmac.compare_digest(mac, await self._mac(head)):
            raise UnauthenticatedError
        if self._clock.now().timestamp() >= int.from_bytes(head[_RANDOM:], "big"):
            raise UnauthenticatedError

    async def _given(self, nonce: Nonce) -> Create:
        """Return what writes down that a nonce was given out."""
        place, ends = await self._place(_digest_of(nonce.value)), nonce.ends + SIGN_IN.period
        fields: Fields = {
            "v": SignInNonce.version,
            "valid_until": nonce.ends,
            "expires": ends,
            "due": due(ends, shard=shard_of(place.name)),
        }
        return Create(place, fields)

    async def _is_given(self, digest: bytes) -> bool:
        found = (await self._documents.get([await self._place(digest)]))[0]
        until = found.fields.get("valid_until") if found is not None else None
        return isinstance(until, datetime) and self._clock.now() < until

    async def _place(self, digest: bytes) -> DocumentId:
        name = blind_index(await self._keys.index_key(), "given-nonce", digest.hex())
        return DocumentId(SignInNonce.collection, name)

    async def _mac(self, head: bytes) -> bytes:
        key = await self._keys.index_key()
        return bytes.fromhex(blind_index(key, "sign-in-nonce", head.hex()))


def _digest_of(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode()).digest()


def _digest_in(claim: str) -> bytes | None:
    """Return the hash that a claim may be; None: it has not the form of one."""
    if _HEX.match(claim):
        return bytes.fromhex(claim)
    if _BASE64URL.match(claim):
        return base64.urlsafe_b64decode(f"{claim.rstrip('=')}=")
    return None
