"""Carriers that want a token first: OAuth client credentials, each asked for in its own way."""

import base64
import binascii
import json
import secrets
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.carrier import Carrier
from infra.local.carriers.stories import Json

Credentials = tuple[str, str]
"""A client's id and its secret."""


class OAuthCarrier(Carrier):
    """A carrier that issues tokens. They hold until the mode ``token_expired`` is set once."""

    modes = (*Carrier.modes, "token_expired")

    def __init__(
        self, client_id: str, secret: str, today: datetime, *, slow_seconds: float = 2.0
    ) -> None:
        super().__init__(today, slow_seconds=slow_seconds)
        self.client_id = client_id
        self._secret = secret
        self._issued: set[str] = set()

    @abstractmethod
    async def credentials(self, request: Request) -> Credentials | None:
        """Return who asks for a token, or None where it is not asked for as published."""

    @abstractmethod
    def token_reply(self, token: str) -> Json:
        """Return the answer that brings a token."""

    @abstractmethod
    def token_refusal(self) -> Response:
        """Return the answer to a stranger."""

    def set_mode(self, mode: str) -> None:
        """Begin a mode. ``token_expired`` ends all tokens issued so far, and is ``ok`` then."""
        if mode == "token_expired":
            self._issued.clear()
        super().set_mode("ok" if mode == "token_expired" else mode)

    async def token(self, request: Request) -> Response:
        """Answer a request for a token."""
        self.token_requests += 1
        if self.mode == "down":
            return self.fault(Fault.DOWN)
        told = await self.credentials(request)
        if told is None:
            return self.fault(Fault.BAD_REQUEST)
        if self.mode == "unauthorised" or told != (self.client_id, self._secret):
            return self.token_refusal()
        token = secrets.token_urlsafe(32)
        self._issued.add(token)
        return JSONResponse(self.token_reply(token))

    def refusal(self, request: Request) -> Response | None:
        """Return the answer to a call that comes without a good token."""
        if self.mode == "down":
            return self.fault(Fault.DOWN)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        good = kind == "Bearer" and token in self._issued
        return None if good and self.mode != "unauthorised" else self.fault(Fault.UNAUTHORISED)


async def form(request: Request) -> Mapping[str, str]:
    """Return the fields of an URL-encoded form; none if it is something else."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl((await request.body()).decode()))


async def form_or_json(request: Request) -> Mapping[str, str]:
    """Return the fields of an URL-encoded form or of a JSON object."""
    if request.headers.get("content-type", "").startswith("application/json"):
        told = json.loads(await request.body())
        return told if isinstance(told, dict) else {}
    return await form(request)


def from_fields(fields: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of a form that asks for client credentials."""
    if fields.get("grant_type") != "client_credentials":
        return None
    return fields.get("client_id", ""), fields.get("client_secret", "")


def from_basic(request: Request) -> Credentials:
    """Return the credentials of an ``Authorization: Basic`` header; empty ones without it."""
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    try:
        client_id, _, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (client_id, secret) if kind == "Basic" else ("", "")
