"""The account that signed-in requests are made with. The standard library alone.

It runs where Schemathesis runs, in an environment that knows nothing of ours.
"""

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

_SECONDS = 30.0
_COUNTRY = "DE"
_NO_ACCOUNT = 404
_Json = dict[str, Any]


class Account:
    """Somebody who has an account, and comes back when a request has ended it or their session."""

    def __init__(self, api: str, outbox: str) -> None:
        self._api, self._outbox = api, outbox
        self._email = ""
        self.token = ""
        """Of the session; empty: the next request needs another one."""

    def sign_in(self) -> None:
        """Begin a session, with a new account if there is none any more.

        Raises:
            urllib.error.HTTPError: The API refuses it.
        """
        try:
            made = self._come_back() if self._email else self._register()
        except urllib.error.HTTPError as e:
            if e.code != _NO_ACCOUNT:
                raise
            made = self._register()
        self.token = made["session"]["token"]

    def _come_back(self) -> _Json:
        return self._post("/v1/sessions", {**self._address(), **self._code()})

    def _register(self) -> _Json:
        """Make an account that allows everything that people are asked."""
        self._email = f"canary-person-{secrets.token_hex(8)}@example.org"
        asked = _ask(f"{self._api}/v1/consents")
        consents = {
            "grants": {one["id"]: True for one in asked["purposes"]},
            "notice_version": asked["notice_version"],
            "language": "en",
            "method": "registration",
        }
        told = {"adult": True, "policy_version": "1", "consents": consents}
        return self._post("/v1/accounts", {**self._address(), **told, **self._code()})

    def _address(self) -> _Json:
        return {"email": self._email, "country": _COUNTRY}

    def _code(self) -> _Json:
        """Have a code sent, and return it with its handle."""
        handle = self._post("/v1/sign-in/codes", self._address())["handle"]
        sent = _ask(f"{self._outbox}/codes?to={urllib.parse.quote(self._email)}")
        return {"code": sent["code"], "handle": handle}

    def _post(self, path: str, body: _Json) -> _Json:
        made: _Json = _ask(f"{self._api}{path}", json.dumps(body).encode())
        return made


def _ask(url: str, body: bytes | None = None) -> Any:  # noqa: ANN401 - JSON
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=_SECONDS) as reply:  # noqa: S310 - loopback
        return json.loads(reply.read())
