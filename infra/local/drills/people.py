"""Who is in the drill, and what they do: each over HTTP, as an app would."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from infra.local.demo.client import Caller, Reply
from infra.local.stack.ports import Ports

_COUNTRIES = {"eu": "DE", "us": "US", "asia": "SG"}
_SECONDS = 60.0
_PAUSE = 0.2
_OK = 200
_Json = dict[str, Any]


class DrillError(Exception):
    """Something that the drill needs was refused; one line that says what."""


@dataclass(slots=True)
class Someone:
    """Somebody with an account and an app."""

    ports: Ports
    region: str
    name: str
    email: str = field(init=False)
    token: str = ""
    _api: Caller = field(init=False)
    _outbox: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.email = f"canary-person-{self.name}-{secrets.token_hex(6)}@example.org"
        self._api = Caller(self.ports.gateway_url(self.region))
        self._outbox = Caller(self.ports.url_of("messages"))
        self._source = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"

    _source: str = field(init=False)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()
        self._outbox.close()

    def call(self, method: str, path: str, body: object = None) -> Reply:
        """Call a path with the session's token."""
        headers = {"X-Forwarded-For": self._source}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self._api.call(method, path, body, headers)

    def does(self, method: str, path: str, body: object = None) -> _Json:
        """Call a path that must work. Raises DrillError."""
        reply = self.call(method, path, body)
        if not _OK <= reply.status < 300:  # noqa: PLR2004 - all that are successes
            message = f"{self.name}: {method} {path} was answered with {reply.status}"
            raise DrillError(message)
        found: _Json = reply.body
        return found

    def code(self) -> dict[str, str]:
        """Have a code sent and return it with its handle. Raises DrillError."""
        address = {"email": self.email, "country": _COUNTRIES[self.region]}
        handle = self.does("POST", "/v1/sign-in/codes", address)["handle"]
        sent = self._outbox.get(f"/codes?to={quote(self.email)}")
        if sent.status != _OK:
            message = f"{self.name} was sent no code"
            raise DrillError(message)
        return {"code": sent.body["code"], "handle": handle}

    def registers(self) -> None:
        """Make an account. Raises DrillError."""
        told = {"email": self.email, "country": _COUNTRIES[self.region], "nickname": self.name}
        version = {"adult": True, "policy_version": "1"}
        made = self.does("POST", "/v1/accounts", {**told, **version, **self.code()})
        self.token = made["session"]["token"]

    def signs_in(self) -> Reply:
        """Try to sign in by a code that is sent now. Raises DrillError."""
        told = {"email": self.email, "country": _COUNTRIES[self.region], **self.code()}
        return self.call("POST", "/v1/sessions", told)

    def moves_in(self) -> None:
        """Make an account and use it: a device, a parcel, consents, an event."""
        self.registers()
        self.does("POST", "/v1/me/devices", {"model": "Drillphone"})
        number = f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"
        self.does("POST", "/v1/waybills", {"number": number, "label": "Drill"})
        self.decides(analytics=True, advertising=True)
        self.tells()

    def decides(self, **grants: bool) -> None:
        """Decide under the settings. Raises DrillError."""
        notice = self.does("GET", "/v1/consents")["notice_version"]
        told = {"notice_version": notice, "language": "en", "method": "settings"}
        self.does("PUT", "/v1/consents", {"grants": grants, **told})

    def allows(self) -> dict[str, bool]:
        """Return what they allow as of now. Raises DrillError."""
        asked = self.does("GET", "/v1/consents")["purposes"]
        return {one["id"]: one["allowed"] for one in asked}

    def tells(self) -> _Json:
        """Tell of a page that was opened; return what became of it. Raises DrillError."""
        return self.does("POST", "/v1/events", {"events": [{"what": "page", "name": "drill"}]})

    def watches(self, begins: datetime) -> None:
        """Follow a parcel that moves within an hour, and wish to be told. Raises DrillError."""
        body = {
            "number": f"AGP-MOVES-60-{begins:%m%d%H%M}",
            "notify": {"email": True},
            "label": "Drill",
        }
        self.does("POST", "/v1/waybills", body)

    def news(self) -> int:
        """Return how many mails there were about parcels: those that can be stopped."""
        sent = self._outbox.get(f"/messages?to={quote(self.email)}").body
        return sum("List-Unsubscribe" in one["headers"] for one in sent)

    def leaves(self) -> str:
        """Delete the account, wait until everything is gone, return the receipt's name."""
        receipt = self.does("POST", "/v1/account-deletion", {"confirm": "DELETE"})["receipt_id"]
        deadline = time.monotonic() + _SECONDS
        while self.does("GET", f"/v1/account-deletion/{receipt}")["status"] != "finished":
            if time.monotonic() > deadline:
                message = f"{self.name} is not erased after {_SECONDS:.0f} s"
                raise DrillError(message)
            time.sleep(_PAUSE)
        return str(receipt)
