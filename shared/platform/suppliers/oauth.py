"""Calls that carry an access token, by the client credentials grant (RFC 6749, section 4.4).

An instance keeps one token for each supplier, in memory, until a minute before it ends. However
many calls need one at once, it is fetched once.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import BaseModel, Field, ValidationError

from shared.kernel import log
from shared.kernel.clock import Clock, Deadline
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError, SupplierStanding
from shared.platform.suppliers.wire import Answer, Request

_EARLY_SECONDS = 60.0
_FETCH_WITHIN = timedelta(seconds=6)
_ANEW_AFTER_SECONDS = 60.0
"""A token that the supplier refuses is fetched anew, but no more often than this."""
_ENDED = 401


class _Granted(BaseModel):
    """What a token endpoint answers. UPS and FedEx write numbers as text, or not: both are read."""

    access_token: str = Field(min_length=1, max_length=8192, pattern=r"\A[!-~]+\z")
    expires_in: float = Field(gt=0, le=366 * 24 * 3600)
    """Seconds."""
    scope: str | None = None
    """Words with spaces between."""


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    ends: float
    """In ticks of the clock."""


class TokenClient:
    """A supplier's client whose calls carry an access token."""

    def __init__(
        self, client: SupplierClient, grant: Request, clock: Clock, *, scope: str | None = None
    ) -> None:
        """Fetch tokens by a request; if a scope is named, a token without it is of no use."""
        self._client, self._grant, self._clock = client, replace(grant, cost=0, paced=False), clock
        self._scope = scope
        self._token: _Token | None = None
        self._fetching: asyncio.Task[_Token] | None = None
        self._anew_from = 0.0

    @property
    def standing(self) -> SupplierStanding:
        """Whether the supplier may be called here and now."""
        return self._client.standing

    async def send(self, request: Request, *, asker: Asker, deadline: Deadline) -> Answer:
        """Send a request with a token. See ``SupplierClient.send``.

        Raises:
            SupplierError: Beside the client's own reasons: no token could be had. ``REFUSED``: the
                supplier does not accept our credentials, or they lack what tracking needs.
        """
        token = await self._have(asker, deadline)
        if self._clock.ticks() >= self._anew_from:
            # A token that has ended says nothing against the supplier: the circuit is not to count
            # it, or many calls in flight would open it before a new token can be had.
            lenient = replace(request, refusals=request.refusals - {_ENDED})
            answer = await self._with(token, lenient, asker, deadline)
            if answer.status != _ENDED:
                return answer
            self._drop(token)
            token = await self._have(asker, deadline)
        return await self._with(token, request, asker, deadline)

    async def _with(
        self, token: _Token, request: Request, asker: Asker, deadline: Deadline
    ) -> Answer:
        headers = {**request.headers, "Authorization": f"Bearer {token.value}"}
        return await self._client.send(
            replace(request, headers=headers), asker=asker, deadline=deadline
        )

    async def _have(self, asker: Asker, deadline: Deadline) -> _Token:
        """Return a token that has not ended; wait for whoever is fetching one."""
        if self._token is not None and self._clock.ticks() < self._token.ends:
            return self._token
        fetching = self._fetching
        if fetching is None:
            fetching = self._fetching = asyncio.create_task(self._fetch(asker))
            fetching.add_done_callback(self._fetched)
        await asyncio.wait({fetching}, timeout=deadline.left())
        if not fetching.done():
            raise SupplierError
        return fetching.result()

    def _fetched(self, task: asyncio.Task[_Token]) -> None:
        self._fetching = None
        if not task.cancelled() and task.exception() is None:
            self._token = task.result()

    def _drop(self, token: _Token) -> None:
        """Forget a token that was refused, unless somebody else has fetched anew.

        The next one is believed for a while: credentials without access to tracking would otherwise
        cost two more calls each time.
        """
        if self._token is token:
            self._token = None
            self._anew_from = self._clock.ticks() + _ANEW_AFTER_SECONDS

    async def _fetch(self, asker: Asker) -> _Token:
        deadline = Deadline.after(self._clock, _FETCH_WITHIN)
        answer = await self._client.send(self._grant, asker=asker, deadline=deadline)
        try:
            granted = _Granted.model_validate(answer.json)
        except ValidationError as e:
            raise SupplierError(outcome=_refusal(answer)) from e
        if self._scope is not None and self._scope not in (granted.scope or "").split():
            log.write(
                log.Event.CARRIER_SCOPE_MISSING,
                log.Severity.ERROR,
                supplier=log.Word(self._client.supplier),
            )
            raise SupplierError(outcome=FetchOutcome.REFUSED)
        lasts = max(granted.expires_in - _EARLY_SECONDS, granted.expires_in / 2)
        return _Token(granted.access_token, self._clock.ticks() + lasts)


def _refusal(answer: Answer) -> FetchOutcome:
    """Return what an answer without a token means: 400 is how RFC 6749 refuses credentials."""
    return FetchOutcome.REFUSED if answer.status == 400 else FetchOutcome.BAD_ANSWER  # noqa: PLR2004
