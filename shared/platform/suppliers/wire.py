"""One HTTPS call to a supplier, and what its answer means. The only module that reaches out.

Over verified TLS, without redirects, proxies or settings of the environment, with a bounded answer.
A part of the local stack is told to which moment a request has moved the clock; nobody else is.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from shared.kernel.clock import moved_now
from shared.platform.suppliers.port import FetchOutcome, SupplierError

if TYPE_CHECKING:
    import ssl

    import httpx

AT_ONCE = 8
MAX_ANSWER_BYTES = 1024 * 1024
_LONGEST_RETRY_AFTER = timedelta(hours=1)
_TOO_OFTEN = 429
_TOO_BUSY = frozenset({_TOO_OFTEN, 502, 503, 504})
_CLOSING = {"Connection": "close"}
"""Of what must not be sent twice: an idle connection may be closed while it is written to, and then
nobody knows whether it arrived."""
KEY_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to a supplier."""

    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    """A body, sent as JSON."""
    form: Mapping[str, str] | None = None
    """Or a body sent as a form."""
    sealed: bytes | None = None
    """Or a body sent as it is."""
    refusals: frozenset[int] = KEY_REFUSED
    """The statuses that say that our key is not accepted, and not that the question is."""
    read: bool = True
    """Whether the answer says anything but its status."""
    once: bool = False
    """Whether it must not be sent again if it may have arrived."""
    erases: bool = False
    """Whether it only has something deleted that the supplier has: that is never withheld."""
    most_bytes: int = MAX_ANSWER_BYTES
    """How long an answer may be."""
    paced: bool = True
    """Whether it waits for a turn; a token's request does not."""
    cost: int = 1
    """How many of the daily calls it uses up; 0: it is not one of those that are limited."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A supplier's answer that can be read."""

    status: int
    """2xx or 4xx; the wire has dealt with all others."""
    json: Any
    """The parsed body; None if it was empty, or nobody reads it."""


class TryAgainError(Exception):
    """The supplier could not be reached or is too busy: trying again may help."""

    def __init__(self, after: timedelta | None, *, arrived: bool, busy: bool = False) -> None:
        super().__init__()
        self.arrived = arrived
        """Whether the request may have got there."""
        self.busy = busy
        """Whether the supplier is well, and only called too often."""
        self.after = after
        """What the supplier asked for, if it said so."""


class Wire:
    """The connections to one supplier; a ``local`` one is a part of the local stack."""

    def __init__(self, base_url: str, try_within: timedelta, *, local: bool = False) -> None:
        self._base_url, self._seconds = base_url, try_within.total_seconds()
        self._local = local
        self._http: httpx.AsyncClient | None = None

    async def send(
        self, request: Request, *, now: datetime, sent: Callable[[], None] | None = None
    ) -> Answer:
        """Send once, and read JSON.

        Args:
            request: What is sent.
            now: The time.
            sent: Called when the connection stands and the request goes out.

        Raises:
            TryAgainError: No connection, 429, or 502 to 504.
            SupplierError: Any other answer that is of no use.
        """
        import httpx  # noqa: PLC0415 - 0.3 s of start-up that most instances need late or never

        try:
            async with self._client().stream(
                request.method,
                request.path,
                params=request.params or None,  # none: a path's own query stays
                headers={**request.headers, **self._moment(), **(_CLOSING if request.once else {})},
                json=request.json,
                data=request.form,
                content=request.sealed,
                extensions={} if sent is None else {"trace": _tracer(sent)},
            ) as reply:
                return await _answer(reply, request, now)
        except (httpx.ConnectError, httpx.ConnectTimeout) as e:
            raise TryAgainError(None, arrived=False) from e
        except httpx.HTTPError as e:
            raise SupplierError from e

    def open(self) -> None:
        """Have all that a call needs but the connection: that takes its time once."""
        self._client()

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _moment(self) -> Mapping[str, str]:
        """Return the header that tells a part of the local stack when it is, if that was moved."""
        moment = moved_now() if self._local else None
        return {} if moment is None else {"X-Local-Clock": moment.isoformat()}

    def _client(self) -> "httpx.AsyncClient":
        if self._http is None:
            import httpx  # noqa: PLC0415 - as above

            self._http = httpx.AsyncClient(
                base_url=self._base_url,
                timeout=self._seconds,
                trust_env=False,
                verify=_authorities(),
                follow_redirects=False,
                headers={"Accept": "application/json", "User-Agent": "agogopost/1"},
                limits=httpx.Limits(max_connections=AT_ONCE),
            )
        return self._http


@cache
def _authorities() -> "ssl.SSLContext":
    """Return whom the world trusts, once for all suppliers: to read the list takes 25 ms."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context(trust_env=False)


def _tracer(sent: Callable[[], None]) -> Callable[[str, object], Awaitable[None]]:
    """Return what httpcore tells each step of a call to."""

    async def trace(step: str, _: object) -> None:
        if step.endswith("send_request_headers.started"):
            sent()

    return trace


async def _answer(reply: "httpx.Response", request: Request, now: datetime) -> Answer:
    """Return what an answer says. Raises as ``Wire.send`` does."""
    if reply.status_code in _TOO_BUSY:
        after, busy = _retry_after(reply.headers, now), reply.status_code == _TOO_OFTEN
        raise TryAgainError(after, arrived=True, busy=busy)
    if reply.status_code in request.refusals:
        raise SupplierError(outcome=FetchOutcome.REFUSED, arrived=False)
    if reply.status_code >= 500:  # noqa: PLR2004 - the class of server errors
        raise SupplierError
    if reply.is_redirect:
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    body = await _body(reply, request.most_bytes)
    return Answer(reply.status_code, _parsed(body) if request.read else None)


async def _body(reply: "httpx.Response", limit: int) -> bytes:
    body = bytearray()
    async for chunk in reply.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    return bytes(body)


def _parsed(body: bytes) -> object:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as e:
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER) from e


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
