"""Who is calling. Checked before the body is read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

from shared.errors import ForbiddenError, UnauthenticatedError
from shared.limits.source import source_of

if TYPE_CHECKING:
    from shared.web.oidc import TokenVerifier

_MAX_TOKEN_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anyone. The source is for limits only: it is never stored or logged."""

    source: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A service account of the platform."""

    account: str


@dataclass(frozen=True, slots=True)
class Pusher:
    """Whoever pushes: a supplier only once its signature over the body was checked."""


Caller = Visitor | Platform | Pusher
Gate = Callable[[Request], Awaitable[Caller]]
"""Tells who is calling, or raises UnauthenticatedError or ForbiddenError."""


def client_source(request: Request, *, trusted_hops: int) -> str:
    """Return the source of a request.

    Args:
        request: As it arrived.
        trusted_hops: How many trailing entries of X-Forwarded-For our own proxies wrote. The
            client is the first of these; entries before it are the client's own invention.
    """
    peer = request.client.host if request.client else ""
    if trusted_hops:
        entries = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        trusted = [entry.strip() for entry in entries if entry.strip()][-trusted_hops:]
        if len(trusted) == trusted_hops:
            return source_of(trusted[0])
    return source_of(peer)


def visitor_gate(*, trusted_hops: int) -> Gate:
    """Return the gate that lets everyone pass."""

    async def gate(request: Request) -> Caller:
        return Visitor(client_source(request, trusted_hops=trusted_hops))

    return gate


async def pusher_gate(_: Request) -> Caller:
    """Let a push pass to where its signature is checked."""
    return Pusher()


def platform_gate(verifier: "Callable[[], TokenVerifier]", accounts: tuple[str, ...]) -> Gate:
    """Return the gate for schedules and message pushes.

    Args:
        verifier: Built on first use.
        accounts: The service accounts that may pass, by email.
    """

    async def gate(request: Request) -> Caller:
        claims = await verifier().verify(_bearer(request))
        account = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(account, str):
            raise UnauthenticatedError
        if account not in accounts:
            raise ForbiddenError
        return Platform(account)

    return gate


def _bearer(request: Request) -> str:
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token or len(token) > _MAX_TOKEN_CHARACTERS:
        raise UnauthenticatedError
    return token.strip()
