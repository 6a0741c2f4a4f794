"""Verify OpenID Connect tokens (OpenID Connect Core 1.0, section 3.1.3.7): RS256 only.

Keys come from the issuer's published set alone: what a token's header names or carries (``jku``,
``jwk``, ``x5c``) is not followed, and an extension that it calls critical is refused.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import UnauthenticatedError, UnavailableError
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker
from shared.platform.suppliers.wire import Request

_KEYS_KEPT = timedelta(hours=1)
_KEYS_RENEWED = timedelta(minutes=1)
"""How old keys must be to be fetched anew for a token that none of them signed."""
_KEYS_AT_LONGEST = timedelta(days=1)
_TRY_AGAIN_AFTER = timedelta(seconds=10)
_FETCH_WITHIN = timedelta(seconds=5)
_LEEWAY_SECONDS = 30
_MAX_CHARACTERS = 4096
_SUBJECT = re.compile(r"\A[\x21-\x7e]{1,255}\Z")
_NOT_A_TOKEN = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What joserfc raises beside its own errors when a stranger's token is oddly made."""

FetchKeys = Callable[[], Awaitable[Any]]
"""Returns the issuer's JSON Web Key Set as parsed JSON, or raises UnavailableError."""


def fetch_keys(client: SupplierClient, path: str, clock: Clock) -> FetchKeys:
    """Return a way to fetch the key set at a path of the issuer."""

    async def fetch() -> Any:  # noqa: ANN401 - parsed JSON
        deadline = Deadline.after(clock, _FETCH_WITHIN)
        answer = await client.send(Request("GET", path), asker=Asker.FOLLOW, deadline=deadline)
        return answer.json

    return fetch


class TokenVerifier:
    """Verifies tokens of one issuer for one service, which may have several client ids there."""

    def __init__(
        self,
        issuers: Collection[str],
        audiences: Collection[str],
        fetch_keys: FetchKeys,
        clock: Clock,
        *,
        parties: bool = True,
    ) -> None:
        """Describe what is accepted.

        Args:
            issuers: Every way in which the one issuer writes its name.
            audiences: The service's client ids.
            fetch_keys: Where the issuer's keys come from.
            clock: For the times in the tokens, and the age of the keys.
            parties: Whether ``azp``, where a token has it, must be one of the audiences too.
                Google's tokens of service accounts name the account there.
        """
        self._issuers, self._audiences = frozenset(issuers), frozenset(audiences)
        self._fetch_keys, self._clock, self._parties = fetch_keys, clock, parties
        self._keys: Any = None
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching = asyncio.Lock()

    async def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a token; ``sub`` is 1 to 255 visible ASCII characters.

        Whether its ``nonce`` is one that was issued, and not used before, is for the caller to see.

        Raises:
            UnauthenticatedError: Not a token of this issuer, for this service alone, at this time.
            UnavailableError: The issuer's keys cannot be had.
        """
        if len(token) > _MAX_CHARACTERS:
            raise UnauthenticatedError
        claims = self._claims(token, await self._key_set(_KEYS_KEPT))
        if claims is None:  # the issuer may have rotated its keys
            claims = self._claims(token, await self._key_set(_KEYS_RENEWED))
        if claims is None or not (self._current(claims) and self._for_us(claims)):
            raise UnauthenticatedError
        return claims

    def _current(self, claims: Mapping[str, Any]) -> bool:
        now, expires, issued = self._clock.now().timestamp(), claims.get("exp"), claims.get("iat")
        return (
            isinstance(expires, int | float)
            and isinstance(issued, int | float)
            and issued - _LEEWAY_SECONDS <= now < expires + _LEEWAY_SECONDS
        )

    def _for_us(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether this issuer says something of somebody to us and to nobody else."""
        issuer, audience, subject = (claims.get(name) for name in ("iss", "aud", "sub"))
        if isinstance(audience, list) and len(audience) == 1:
            audience = audience[0]
        party = claims.get("azp", audience) if self._parties else audience
        return (
            _is_one(issuer, self._issuers)
            and _is_one(audience, self._audiences)
            and _is_one(party, self._audiences)
            and isinstance(subject, str)
            and _SUBJECT.match(subject) is not None
        )

    async def _key_set(self, kept: timedelta) -> Any:  # noqa: ANN401 - joserfc's key set
        """Return the issuer's keys, at most ``kept`` old if they can be had.

        While the issuer does not answer, those we have go on for a day, and it is asked again once
        in ten seconds, however many tokens arrive.
        """
        async with self._fetching:
            now = self._clock.ticks()
            age = now - self._fetched if self._fetched is not None else None
            if age is not None and age <= kept.total_seconds():
                return self._keys
            if self._tried is None or now - self._tried > _TRY_AGAIN_AFTER.total_seconds():
                self._tried = now
                try:
                    self._keys, self._fetched = await self._fetched_keys(), now
                except UnavailableError:
                    if age is None:
                        raise
            if self._fetched is None or now - self._fetched > _KEYS_AT_LONGEST.total_seconds():
                raise UnavailableError
            return self._keys

    async def _fetched_keys(self) -> Any:  # noqa: ANN401 - joserfc's key set
        from joserfc.errors import JoseError  # noqa: PLC0415 - only where a token is verified
        from joserfc.jwk import KeySet  # noqa: PLC0415 - only where a token is verified

        try:
            return KeySet.import_key_set(await self._fetch_keys())
        except (JoseError, KeyError, TypeError, ValueError) as e:
            raise UnavailableError from e

    def _claims(self, token: str, keys: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - as above
        """Return the claims if one of the keys signed them, else None."""
        from joserfc import jwt  # noqa: PLC0415 - only where a token is verified
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above

        for key in keys.keys:
            if key.key_type != "RSA":
                continue
            try:
                read = jwt.decode(token, key, algorithms=["RS256"])
            except (JoseError, *_NOT_A_TOKEN):
                continue
            return None if "crit" in read.header else read.claims  # we know no extension
        return None


def _is_one(claim: object, listed: frozenset[str]) -> bool:
    return isinstance(claim, str) and claim in listed
