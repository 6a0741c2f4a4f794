"""The operator's staff as they call, with tokens that their issuer really signed."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from infra.local.emulators.oidc import staff_token
from tests.functions.people import Person, bearer
from tests.world import World

PATH = "/staff/v1/people"
LOG = "/v1/me/access-log"


async def token_for(world: World, role: str, subject: str = "") -> str:
    """Return a token of somebody of the staff whom nobody has seen yet, or of a certain one."""
    name = subject or secrets.token_hex(6)
    return await asyncio.to_thread(staff_token, world.ports.issuer_url("staff"), role, name)


@asynccontextmanager
async def member(
    world: World, role: str = "support", region: str = "eu", *, url: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Yield the client of somebody of the staff whom nobody has seen yet."""
    async with world.visitor(region, url=url) as client:
        client.headers.update(bearer(await token_for(world, role)))
        yield client


async def found(client: httpx.AsyncClient, one: Person) -> str:
    """Look a person up by their mailbox and return their id."""
    reply = await client.post(f"{PATH}/lookup", json={"email": one.email})
    assert reply.status_code == 200, reply.text
    id_: str = reply.json()["id"]
    return id_


def asking(
    group: str = "account", reason: str = "person-asked", ticket: str = "SUP-1"
) -> dict[str, str]:
    """Return the body that unmasks."""
    return {"group": group, "reason": reason, "ticket": ticket}


async def looks(one: Person, what: str = "") -> list[dict[str, Any]]:
    """Return the lines of a person's access log about staff, the oldest first."""
    reply = await one.app.get(LOG)
    assert reply.status_code == 200, reply.text
    lines = [line for line in reply.json()["items"] if line["what"] != "given"]
    return [line for line in reversed(lines) if what in {"", line["what"]}]
