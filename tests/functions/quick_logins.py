"""Quick logins as an app brings them: tokens that a provider really signed."""

import asyncio
import secrets
from collections.abc import Mapping

import httpx

from infra.local.emulators.oidc import QUICK_LOGIN_AUDIENCES, oidc_token
from tests.canaries import SUBJECT
from tests.world import World

APP, SITE = QUICK_LOGIN_AUDIENCES


def new_subject() -> str:
    """Return a name of somebody whom no provider has seen yet; a canary stands in it."""
    return f"{SUBJECT}-{secrets.token_hex(6)}"


async def nonce_of(visitor: httpx.AsyncClient) -> str:
    """Return a nonce for a quick login."""
    reply = await visitor.post("/v1/sign-in/nonces")
    assert reply.status_code == 201, reply.text
    nonce: str = reply.json()["nonce"]
    return nonce


async def token_of(  # noqa: PLR0913 - what a token can say
    world: World,
    visitor: httpx.AsyncClient,
    subject: str,
    *,
    provider: str = "google",
    audience: str = APP,
    nonce: str | None = None,
    claims: Mapping[str, object] | None = None,
) -> str:
    """Sign somebody in at a provider, with a nonce of ours, and return the ID token."""
    return await asyncio.to_thread(
        oidc_token,
        world.ports.issuer_url(provider),
        audience=audience,
        subject=subject,
        nonce=nonce or await nonce_of(visitor),
        claims=claims,
    )
