"""Verify OpenID Connect tokens (OpenID Connect Core 1.0, section 3.1.3.7): RS256 only."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from shared.clock import Clock, Deadline
from shared.errors import UnauthenticatedError, UnavailableError
from shared.suppliers.client import SupplierClient
from shared.suppliers.port import Asker
from shared.suppliers.wire import Request

_KEYS_KEPT = timedelta(hours=1)
_KEYS_RENEWED = timedelta(minutes=1)
"""How old keys must be to be fetched anew for a token that none of them signed."""
_KEYS_AT_LONGEST = timedelta(days=1)
_TRY_AGAIN_AFTER = timedelta(seconds=10)
_FETCH_WITHIN = timedelta(seconds=5)
_LEEWAY = timedelta(seconds=30)
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
    """Verifies tokens of one issuer for one audience."""

    def __init__(self, issuer: str, audience: str, fetch_keys: FetchKeys, clock: Clock) -> None:
        self._issuer, self._audience = issuer, audience
        self._fetch_keys, self._clock = fetch_keys, clock
        self._keys: Any = None
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching = asyncio.Lock()

    async def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a token.

        Raises:
            UnauthenticatedError: Not a token of this issuer, for this audience, at this time.
            UnavailableError: The issuer's keys cannot be had.
        """
        claims = self._claims(token, await self._key_set(_KEYS_KEPT))
        if claims is None:  # the issuer may have rotated its keys
            claims = self._claims(token, await self._key_set(_KEYS_RENEWED))
        if claims is None or not self._current(claims):
            raise UnauthenticatedError
        return claims

    def _current(self, claims: Mapping[str, Any]) -> bool:
        now, leeway = self._clock.now().timestamp(), _LEEWAY.total_seconds()
        expires, issued = claims.get("exp"), claims.get("iat")
        return (
            claims.get("iss") == self._issuer
            and claims.get("aud") in (self._audience, [self._audience])
            and isinstance(expires, int | float)
            and isinstance(issued, int | float)
            and issued - leeway <= now < expires + leeway
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
        from joserfc.errors import JoseError  # noqa: PLC0415 - only platform calls need it
        from joserfc.jwk import KeySet  # noqa: PLC0415 - only platform calls need it

        try:
            return KeySet.import_key_set(await self._fetch_keys())
        except (JoseError, KeyError, TypeError, ValueError) as e:
            raise UnavailableError from e

    def _claims(self, token: str, keys: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - as above
        """Return the claims if one of the keys signed them, else None."""
        from joserfc import jwt  # noqa: PLC0415 - only platform calls need it
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above

        for key in keys.keys:
            if key.key_type != "RSA":
                continue
            try:
                return jwt.decode(token, key, algorithms=["RS256"]).claims
            except (JoseError, *_NOT_A_TOKEN):
                continue
        return None
