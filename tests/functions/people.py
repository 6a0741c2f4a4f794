"""Registering and signing in as an app does it, for the tests of what people can do."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.canaries import MAILBOX
from tests.world import World


@dataclass(frozen=True, slots=True)
class Person:
    """A registered person, with an app of their own."""

    email: str
    token: str
    app: httpx.AsyncClient


_LONG = re.compile(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b")
WRONG = "0000-0000-0000-0000"
"""A long code that was never sent."""


def new_email() -> str:
    """Return a mailbox that nobody has registered; a canary stands in it."""
    return f"{MAILBOX}-{secrets.token_hex(4)}@example.org"


def bearer(token: str) -> dict[str, str]:
    """Return the header that a token goes in."""
    return {"Authorization": f"Bearer {token}"}


def code_sent_to(world: World, to: str) -> str:
    """Return the long code in the last message to an address that brought one."""
    found = (_LONG.search(message["text"]) for message in world.messages(to))
    return next(match[1] for match in found if match)


def digits_sent_to(world: World, to: str) -> str:
    """Return the six digits that were last sent to an address."""
    return world.code_sent_to(to)


async def digits_for(
    world: World, visitor: httpx.AsyncClient, country: str = "DE", **address: str
) -> dict[str, str]:
    """Have a code sent to an address and return its six digits with their handle."""
    reply = await visitor.post("/v1/sign-in/codes", json={"country": country, **address})
    assert reply.status_code == 202, reply.text
    (to,) = address.values()
    return {"code": digits_sent_to(world, to), "handle": reply.json()["handle"]}


async def code_for(
    world: World, visitor: httpx.AsyncClient, country: str = "DE", **address: str
) -> str:
    """Have a code sent to an address and return it."""
    reply = await visitor.post("/v1/sign-in/codes", json={"country": country, **address})
    assert reply.status_code == 202, reply.text
    (to,) = address.values()
    return code_sent_to(world, to)


def registration(code: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return the body that registers with a code."""
    return {"country": "DE", "code": code, "adult": True, "policy_version": "1", **more}


async def registered(world: World, visitor: httpx.AsyncClient, **more: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON
    """Register somebody new; return their mailbox and their token."""
    email = new_email()
    code = await code_for(world, visitor, more.get("country", "DE"), email=email)
    reply = await visitor.post("/v1/accounts", json=registration(code, email=email, **more))
    assert reply.status_code == 201, reply.text
    return email, reply.json()["session"]["token"]


@asynccontextmanager
async def person(world: World, region: str = "eu", **more: Any) -> AsyncIterator[Person]:  # noqa: ANN401 - JSON
    """Yield somebody who has just registered, with an app from an address of its own."""
    async with world.visitor(region) as app:
        more.setdefault("country", {"eu": "DE", "us": "US"}[region])
        email, token = await registered(world, app, **more)
        app.headers.update(bearer(token))
        yield Person(email, token, app)


def later(minutes: int = 6) -> dict[str, str]:
    """Return the header that moves the clock on, past what counts as a recent sign-in."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()}
