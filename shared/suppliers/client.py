"""The one way out: HTTPS calls to a supplier of the register.

Every call is checked against the register, counted against the budget, bounded in time, size and
number of tries, and made over verified TLS. Only connect errors, 429 and 502 to 504 are tried
again; ``Retry-After`` is honoured where the deadline leaves room. Redirects are not followed.
"""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared import log
from shared.clock import Clock, Deadline
from shared.suppliers.breaker import Circuit
from shared.suppliers.model import Supplier
from shared.suppliers.port import Asker, Budget, Outcome, SupplierError

if TYPE_CHECKING:
    import httpx

_TRIES = 3
_AT_ONCE = 8
_MAX_ANSWER_BYTES = 1024 * 1024
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_RETRY_AFTER = timedelta(hours=1)
_TOO_BUSY = frozenset({429, 502, 503, 504})
_UNWELL = frozenset({Outcome.UNAVAILABLE, Outcome.REFUSED})
_KEY_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Answer:
    """A supplier's answer that can be read."""

    status: int
    """2xx or 4xx; the client has dealt with all others."""
    json: Any
    """The parsed body; None if it was empty."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a supplier is called."""

    base_url: str
    region: str
    daily: int
    """Calls a day, for all instances of the region."""
    loopback: bool = False
    """Whether ``base_url`` may be a part of the local stack instead of a registered host."""
    try_within: timedelta = timedelta(seconds=3)
    """How long one try may take."""


class _TryAgainError(Exception):
    def __init__(self, after: timedelta | None) -> None:
        super().__init__()
        self.after = after


class SupplierClient:
    """Calls one supplier."""

    def __init__(self, supplier: Supplier, terms: Terms, *, budget: Budget, clock: Clock) -> None:
        url = urlsplit(terms.base_url)
        host = url.hostname or ""
        registered = url.scheme == "https" and host in supplier.hosts
        if not (registered or (terms.loopback and _is_loopback(host))):
            msg = f"the register does not name the host of {supplier.id}, or it is not https"
            raise ValueError(msg)
        self._supplier, self._terms, self._budget, self._clock = supplier, terms, budget, clock
        self._circuit = Circuit()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._http: httpx.AsyncClient | None = None

    async def get(
        self,
        path: str,
        *,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        asker: Asker,
        deadline: Deadline,
    ) -> Answer:
        """GET JSON from the supplier.

        Raises:
            SupplierRefusedError: The register does not allow it.
            SupplierError: No usable answer; ``outcome`` says why. A refused key (401, 403), a
                body that is not JSON or larger than 1 MiB, and a redirect are among them.
            UnavailableError: The call could not be counted, so it was not made.
        """
        self._supplier.check(region=self._terms.region, today=self._clock.now().date())
        self._pass_circuit()
        started = self._clock.ticks()
        try:
            async with asyncio.timeout(deadline.left()), self._slots:
                answer = await self._try(path, params, headers, asker, deadline)
        except TimeoutError as e:
            self._settle(Outcome.UNAVAILABLE, started)
            raise SupplierError from e
        except SupplierError as e:
            self._settle(e.outcome, started)
            raise
        self._settle(Outcome.ANSWERED, started)
        return answer

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _pass_circuit(self) -> None:
        now = self._clock.ticks()
        if wait := self._circuit.wait(now):
            raise SupplierError(retry_after=timedelta(seconds=wait + 1))
        self._circuit = self._circuit.trying(now)

    def _settle(self, outcome: Outcome, started: float) -> None:
        now = self._clock.ticks()
        if outcome is Outcome.ANSWERED:
            self._circuit = self._circuit.succeeded()
        elif outcome in _UNWELL:  # one bad answer says something of one number, not of the rest
            self._circuit = self._circuit.failed(now)
        log.write(
            log.Event.CARRIER_ASKED,
            log.Severity.INFO if outcome is Outcome.ANSWERED else log.Severity.WARNING,
            supplier=log.Word(self._supplier.id),
            outcome=outcome,
            ms=round((now - started) * 1000),
            circuit_open=self._circuit.opened is not None,
        )

    async def _try(
        self,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        asker: Asker,
        deadline: Deadline,
    ) -> Answer:
        for number in range(_TRIES):
            await self._budget.spend(self._supplier.id, asker=asker, daily=self._terms.daily)
            try:
                async with asyncio.timeout(self._terms.try_within.total_seconds()):
                    return await self._once(path, params, headers)
            except TimeoutError as e:
                raise SupplierError from e
            except _TryAgainError as e:
                pause = _pause(number, e.after)
                if number == _TRIES - 1 or pause > deadline.left():
                    raise SupplierError(retry_after=e.after) from e
                await asyncio.sleep(pause)
        raise SupplierError

    async def _once(
        self, path: str, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        import httpx  # noqa: PLC0415 - 0.3 s of start-up that most instances need late or never

        http = self._client()
        try:
            async with http.stream("GET", path, params=params, headers=headers) as reply:
                if reply.status_code in _TOO_BUSY:
                    raise _TryAgainError(_retry_after(reply.headers, self._clock.now()))
                if reply.status_code in _KEY_REFUSED:
                    raise SupplierError(outcome=Outcome.REFUSED)
                if reply.status_code >= 500:  # noqa: PLR2004 - the class of server errors
                    raise SupplierError
                if reply.is_redirect:
                    raise SupplierError(outcome=Outcome.BAD_ANSWER)
                return Answer(reply.status_code, _parsed(await _body(reply)))
        except (httpx.ConnectError, httpx.ConnectTimeout) as e:
            raise _TryAgainError(None) from e
        except httpx.HTTPError as e:
            raise SupplierError from e

    def _client(self) -> "httpx.AsyncClient":
        if self._http is None:
            import httpx  # noqa: PLC0415 - as above

            self._http = httpx.AsyncClient(
                base_url=self._terms.base_url,
                timeout=self._terms.try_within.total_seconds(),
                trust_env=False,
                follow_redirects=False,
                headers={"Accept": "application/json", "User-Agent": "agogopost/1"},
                limits=httpx.Limits(max_connections=_AT_ONCE),
            )
        return self._http


async def _body(reply: "httpx.Response") -> bytes:
    body = bytearray()
    async for chunk in reply.aiter_bytes():
        body += chunk
        if len(body) > _MAX_ANSWER_BYTES:
            raise SupplierError(outcome=Outcome.BAD_ANSWER)
    return bytes(body)


def _parsed(body: bytes) -> object:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as e:
        raise SupplierError(outcome=Outcome.BAD_ANSWER) from e


def _pause(number: int, after: timedelta | None) -> float:
    if after is not None:
        return after.total_seconds()
    return float(_FIRST_PAUSE_SECONDS * 2**number * (1 + random.random()))  # noqa: S311 - jitter


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110, section 10.2.3): seconds or a date; at most an hour."""
    given = headers.get("Retry-After", "").strip()
    if not given:
        return None
    if given.isascii() and given.isdigit():
        return min(timedelta(seconds=int(given[:6])), _LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta(0)), _LONGEST_RETRY_AFTER)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
