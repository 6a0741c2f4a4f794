"""The access token by which a function calls Google's APIs: of its own account, from its instance.

Google's metadata server gives it to whatever runs on the instance
(https://cloud.google.com/run/docs/container-contract#metadata-server), and renews what it gives
five minutes before its end. Google's own library reads it the same way, and takes 0.1 s of a cold
start to load. Nobody outside has this account: there is no key and no other kind of credentials.
"""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Lock

import grpc

from shared.kernel import log

_SERVER = "metadata.google.internal"
_PATH = "/computeMetadata/v1/instance/service-accounts/default/token"
_FLAVOR = ("Metadata-Flavor", "Google")
_OK = 200
_MOST_BYTES = 64 * 1024
_SECONDS = 1.0
"""For one try: a call of ours waits for three seconds at most."""
_TRIES = 2
_BEFORE_ITS_END = 225.0
"""Seconds: less than the five minutes of the server, which gives a new one by then."""
_PAUSE = 1.0
"""Seconds after a failure in which nobody tries again."""


class TokenError(Exception):
    """There is no access token."""


class AccessTokens(grpc.AuthMetadataPlugin):
    """Gives each call the token. gRPC asks in threads of its own."""

    def __init__(
        self, server: str = _SERVER, *, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin; nothing is read yet.

        Args:
            server: The metadata server: a host, and a port if it is not 80.
            ticks: A clock that only goes forward (s).
        """
        self._server, self._ticks = server, ticks
        self._lock = Lock()
        self._token = ""
        self._ends = self._renewed = self._tried_again = float("-inf")

    def __call__(
        self, _: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback
    ) -> None:
        """Tell gRPC the token, or why there is none: the call is UNAVAILABLE then."""
        try:
            token = self.token()
        except TokenError as e:
            callback((), e)
        else:
            callback((("authorization", f"Bearer {token}"),), None)

    def token(self) -> str:
        """Return the token; of all that ask at once one reads it.

        One that can still be used is, while the server does not answer.

        Raises:
            TokenError: The server does not answer, and there is none that can be used.
        """
        with self._lock:
            now = self._ticks()
            if now >= max(self._renewed, self._tried_again):
                self._renew(now)
            if now >= self._ends:
                raise TokenError
            return self._token

    def _renew(self, now: float) -> None:
        for _ in range(_TRIES):
            try:
                token, lasts = _read(self._server)
            except (OSError, HTTPException, ValueError):
                continue
            self._token, self._ends = token, now + lasts
            self._renewed = now + max(lasts - _BEFORE_ITS_END, lasts / 2)
            return
        self._tried_again = now + _PAUSE
        log.write_seldom(log.Event.NOT_ADMITTED, log.Severity.ERROR)


def _read(server: str) -> tuple[str, float]:
    """Return a token, and for how long it is good (s). Raises ValueError for any other answer."""
    connection = HTTPConnection(server, timeout=_SECONDS)
    try:
        connection.request("GET", _PATH, headers=dict([_FLAVOR]))
        reply = connection.getresponse()
        body = reply.read(_MOST_BYTES)
    finally:
        connection.close()
    if reply.status != _OK or reply.headers.get(_FLAVOR[0]) != _FLAVOR[1]:
        msg = "not the metadata server's answer"
        raise ValueError(msg)
    match json.loads(body):
        case {"access_token": str(token), "expires_in": int(lasts), "token_type": "Bearer"}:
            return token, float(lasts)
    msg = "no token"
    raise ValueError(msg)
