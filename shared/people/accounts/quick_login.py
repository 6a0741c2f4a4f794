"""Quick login: an ID token of a provider that is on, for us and with a nonce of ours, is a proof.

Issuer and subject of the token are kept. What else it says is not even looked at: an email claim
neither finds an account nor is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.people.accounts.nonces import Nonces
from shared.people.accounts.proofs import Proof
from shared.people.person.identity import Identity
from shared.people.person.rate_limits import PeopleLimits, SourceLids

TOKENS = SourceLids(source=40, v4_source=100, v6_network=80, v4_network=400)
"""Tokens of a source in an hour that nobody got in with."""


class Verifier(Protocol):
    """Checks the tokens of one provider."""

    async def verify(self, token: str) -> Mapping[str, Any]:
        """Return a token's claims.

        Raises:
            UnauthenticatedError: It is none of this provider's, for us, at this time.
            UnavailableError: The provider's keys cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class Trusted:
    """A provider that is on."""

    issuer: str
    """As identities are kept."""
    verifier: Verifier
    hashed_nonce: bool = False
    """Whether the hash of a nonce is as good as itself."""


class QuickLogins:
    """The quick logins that are on in this deployment."""

    def __init__(
        self, providers: Mapping[str, Trusted], nonces: Nonces, limits: PeopleLimits
    ) -> None:
        self._providers, self._nonces, self._limits = providers, nonces, limits

    def offers(self, provider: str) -> bool:
        """Tell whether a provider is on."""
        return provider in self._providers

    async def check(self, provider: str, id_token: str, *, source: str) -> Proof:
        """Check an ID token of a provider that is on. Nothing is used up by it.

        Raises:
            UnauthenticatedError: It proves nothing; whatever the reason, it looks the same.
            TooManyRequestsError: This source has tried too much lately.
            UnavailableError: The database, the key service or the provider does not answer.
        """
        trusted = self._providers[provider]
        charged = await self._limits.charge(
            TOKENS.charges("quick-login", source, told="quick-logins")
        )
        claims = await trusted.verifier.verify(id_token)
        mark = await self._nonces.check(claims.get("nonce"), hashed=trusted.hashed_nonce)
        back = tuple(one.back() for one in charged.counted)
        return Proof(Identity(provider, trusted.issuer, claims["sub"]), mark, back)
