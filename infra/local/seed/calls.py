"""What the seed calls: the public API, as each invented person's app would, and what was sent.

An answer that says when to come back is obeyed if that is soon; every other refusal is counted and
told as it is.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

_TRIES = 4
_SOON_SECONDS = 5
_SECONDS = 30.0
_TOO_MANY, _UNAVAILABLE, _CONFLICT = 429, 503, 409
_HEAL = frozenset({_TOO_MANY, _UNAVAILABLE, _CONFLICT})
Json = dict[str, Any]


class StackGoneError(Exception):
    """The stack does not answer."""


class RefusedError(Exception):
    """The API refused a call; the message says which and how, and names nobody."""


@dataclass(slots=True)
class Tally:
    """What was made, and what was refused."""

    made: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """By what the refusal says."""
    seen: int = 0
    """People whose turn is over, whatever came of it."""


class App:
    """The app of one person, at a network address of their own."""

    def __init__(self, http: httpx.AsyncClient, source: str) -> None:
        self._http = http
        self._headers = {"X-Forwarded-For": source}

    def sign_in(self, token: str) -> None:
        """Use a session from now on."""
        self._headers["Authorization"] = f"Bearer {token}"

    async def post(self, path: str, body: Json | None = None) -> Json:
        """POST JSON, with a key that makes it safe to say again."""
        return await self.call("POST", path, body, idempotency_key=secrets.token_hex(16))

    async def call(
        self, method: str, path: str, body: Json | bytes | None = None, **headers: str
    ) -> Json:
        """Return what the API answers.

        Raises:
            RefusedError: It refuses, or asks to come back later than soon.
            StackGoneError: It does not answer.
        """
        for _ in range(_TRIES - 1):
            reply = await self._once(method, path, body, headers)
            seconds = _back_in(reply)
            if seconds is None or seconds > _SOON_SECONDS:
                break
            await asyncio.sleep(seconds)
        else:
            reply = await self._once(method, path, body, headers)
        if not reply.is_success:
            raise RefusedError(_refusal(method, path, reply))
        told: Json = reply.json() if reply.content else {}
        return told

    async def _once(
        self, method: str, path: str, body: Json | bytes | None, headers: Mapping[str, str]
    ) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else None
        given = None if raw is not None else body
        try:
            return await self._http.request(
                method, path, content=raw, json=given, headers={**self._headers, **told}
            )
        except httpx.TransportError as e:
            raise StackGoneError from e


class Sink:
    """Where mail and SMS end up."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def code_for(self, address: str) -> str:
        """Return the code that was last sent to an address.

        Raises:
            RefusedError: None was.
            StackGoneError: The sink does not answer.
        """
        try:
            reply = await self._http.get("/codes", params={"to": address})
        except httpx.TransportError as e:
            raise StackGoneError from e
        if reply.is_error:
            raise RefusedError("no code arrived")
        code: str = reply.json()["code"]
        return code


def client(url: str) -> httpx.AsyncClient:
    """Return a client of an address on this machine."""
    return httpx.AsyncClient(base_url=url, timeout=_SECONDS, trust_env=False)


def _back_in(reply: httpx.Response) -> int | None:
    """Return the seconds after which the same may be asked again; None: it need not be."""
    given = reply.headers.get("retry-after", "")
    return int(given) if reply.status_code in _HEAL and given.isdigit() else None


def _refusal(method: str, path: str, reply: httpx.Response) -> str:
    """Say what was refused: paths of people's own things hold no more than our ids."""
    problem = reply.json() if "json" in reply.headers.get("content-type", "") else {}
    later = reply.headers.get("retry-after")
    told = f"{method} {path}: {reply.status_code} {problem.get('code', '')}".rstrip()
    return f"{told} (again in {_rounded(int(later))})" if later and later.isdigit() else told


def _rounded(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"  # noqa: PLR2004 - two minutes
