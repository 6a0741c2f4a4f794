"""Push messages to browsers: RFC 8030, sealed by RFC 8291, with our name by RFC 8292 (VAPID).

The push service sees whom we are, an address, how long the message is and until when it is worth
keeping. What it says is sealed to the browser, and filled up so that its length tells little. Its
topic is the message's id: one that comes again takes the place of the first.
"""

import json
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from shared.kernel import log
from shared.kernel.clock import Clock, Deadline
from shared.people.messages.port import AddressGoneError, Message
from shared.people.person.push_address import PushAddress
from shared.people.person.push_keys import private_key, public_key, unwritten
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import KEY_REFUSED, Request

_WITHIN = timedelta(seconds=5)
_TAKEN = frozenset({200, 201, 202, 204})
_GONE = frozenset({404, 410})
_STEP = 256
"""Bytes: a message is filled up to the next step. Services take 4,096, sealing included."""
_LASTS, _RENEWED = timedelta(hours=12), timedelta(hours=1)
"""Of a token that names us: at most 24 hours (RFC 8292, section 2); renewed so long before."""
_SERVICES = 32
"""Hosts to which connections are kept."""
_TEXT_CHARACTERS = 500
_FOLLOWS = 20
"""Of so many parcels the ids go with it."""

Clients = Callable[[str, str], SupplierClient]
"""Returns the client of a service on the register, at an origin."""


@dataclass(frozen=True, slots=True)
class _Named:
    """By what a service knows who we are."""

    token: str
    until: datetime


class WebPushSender:
    """Sends to browsers."""

    def __init__(self, clients: Clients, keys: Iterable[str], contact: str, clock: Clock) -> None:
        """Send to browsers.

        Args:
            clients: To the push services.
            keys: Our private keys, base64url: by each of them some browsers have subscribed.
            contact: An address of ours, for the services' operators.
            clock: The clock.

        Raises:
            NotAKeyError: One is none.
        """
        self._make, self._contact, self._clock = clients, contact, clock
        self._keys = {public_key(one): private_key(one) for one in keys}
        self._clients: OrderedDict[str, SupplierClient] = OrderedDict()
        self._used: Counter[str] = Counter()
        self._named: OrderedDict[tuple[str, str], _Named] = OrderedDict()

    async def send(self, to: PushAddress, message: Message) -> None:
        """Send a message to a browser.

        Raises:
            AddressGoneError: It has no such subscription any more.
            SupplierError: It was not taken, or nobody knows; or we have not got the key with which
                it subscribed, which may be a mistake of ours.
        """
        if to.ours not in self._keys:
            _say_refused(to)
            raise SupplierError(outcome=FetchOutcome.REFUSED)
        request = Request(
            "POST",
            to.to.removeprefix(to.origin),
            headers={
                "Authorization": f"vapid t={self._token(to)}, k={to.ours}",
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(max(0, round(message.keep.total_seconds()))),
                "Topic": message.id,
                "Urgency": "normal",
            },
            sealed=sealed(to, said(message)),
            refusals=frozenset(),  # one account can cause them: that is no reason to stop all
            read=False,
        )
        deadline = Deadline.after(self._clock, _WITHIN)
        async with self._client(to) as client:
            answer = await client.send(request, asker=Asker.VISITOR, deadline=deadline)
        if answer.status in _GONE:
            raise AddressGoneError
        if answer.status in KEY_REFUSED:
            _say_refused(to)
            raise SupplierError(outcome=FetchOutcome.REFUSED)
        if answer.status not in _TAKEN:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)

    @asynccontextmanager
    async def _client(self, to: PushAddress) -> AsyncIterator[SupplierClient]:
        """Use the client of a service; of too many those are closed that nobody uses."""
        client = self._clients.pop(to.origin, None) or self._make(to.service, to.origin)
        self._clients[to.origin] = client
        self._used[to.origin] += 1
        try:
            yield client
        finally:
            self._used[to.origin] -= 1
            idle = [one for one in self._clients if not self._used[one]]
            for one in idle[: max(0, len(self._clients) - _SERVICES)]:
                del self._used[one]
                await self._clients.pop(one).close()

    def _token(self, to: PushAddress) -> str:
        """Return what names us to a service (RFC 8292, section 2)."""
        now, at = self._clock.now(), (to.origin, to.ours)
        known = self._named.get(at)
        if known is None or now + _RENEWED > known.until:
            until = now + _LASTS
            token = _signed(
                self._keys[to.ours],
                {"aud": to.origin, "exp": int(until.timestamp()), "sub": self._contact},
            )
            known = self._named[at] = _Named(token, until)
            if len(self._named) > _SERVICES:
                self._named.popitem(last=False)
        return known.token


def _say_refused(to: PushAddress) -> None:
    log.write(log.Event.PUSH_REFUSED, log.Severity.WARNING, supplier=log.Word(to.service))


def said(message: Message) -> bytes:
    """Return what a browser is told: JSON for the site's service worker, filled up with blanks."""
    told = {
        "title": message.subject,
        "body": message.text[:_TEXT_CHARACTERS],
        "tag": message.id,
        "follows": list(message.about[:_FOLLOWS]),
        "stop": message.unsubscribe,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // _STEP) * _STEP)


def sealed(to: PushAddress, text: bytes) -> bytes:
    """Return a text as only the browser can read it (RFC 8291, RFC 8188)."""
    import http_ece  # noqa: PLC0415 - most instances never seal to a browser

    whole: bytes = http_ece.encrypt(
        text,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=unwritten(to.key),
        auth_secret=unwritten(to.secret),
        version="aes128gcm",
    )
    return whole


def _signed(key: ec.EllipticCurvePrivateKey, claims: Mapping[str, object]) -> str:
    from joserfc import jwt  # noqa: PLC0415 - as above
    from joserfc.jwk import ECKey  # noqa: PLC0415

    return jwt.encode({"typ": "JWT", "alg": "ES256"}, dict(claims), ECKey.import_key(key))
