"""Who is calling. Checked before the body is read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

from shared.edge import cookies
from shared.edge.cookies import jar_of
from shared.kernel.errors import FieldFault, ForbiddenError, UnauthenticatedError, WrongRegionError
from shared.kernel.schema import ServedAs
from shared.platform.limits.source import source_of
from shared.rights.staff.roles import Member, Role

if TYPE_CHECKING:
    from shared.people.accounts.quick_login import Verifier
    from shared.people.accounts.sessions import Sessions, SignedIn

_MAX_TOKEN_CHARACTERS = 4096
_SAFE = frozenset({"GET", "HEAD"})
_MAX_CONSENT_CHARACTERS = 4096
_MAX_PREFERENCES_CHARACTERS = 96
_MAX_DEVICE_CHARACTERS = 100
_SOURCE = "agogopost.source"
"""Where a request keeps its source, once it was asked for."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anyone. The source is for limits only: it is never stored or logged."""

    source: str


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A service account of the platform."""

    account: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered person, by a session."""

    signed_in: "SignedIn"
    source: str
    """As a visitor's: for limits only."""


@dataclass(frozen=True, slots=True)
class Pusher:
    """Whoever pushes: a supplier only once its signature over the body was checked."""


Caller = Visitor | ServiceAccount | Registered | Pusher | Member
Own = Sequence[str]
"""Collections of records of whoever calls, named by their id, that are wanted as soon as it is
known who it is."""
Gate = Callable[[Request, Own], Awaitable[Caller]]
"""Tells who is calling, or raises UnauthenticatedError or ForbiddenError."""


def client_source(request: Request, *, trusted_hops: int) -> str:
    """Return the source of a request.

    Args:
        request: As it arrived.
        trusted_hops: How many trailing entries of X-Forwarded-For our own proxies wrote. The
            client is the first of these; entries before it are the client's own invention.
    """
    known: str | None = request.scope.get(_SOURCE)
    if known is None:
        known = request.scope[_SOURCE] = source_of(_address(request, trusted_hops))
    return known


def _address(request: Request, trusted_hops: int) -> str:
    if trusted_hops:
        entries = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        trusted = [entry.strip() for entry in entries if entry.strip()][-trusted_hops:]
        if len(trusted) == trusted_hops:
            return trusted[0]
    return request.client.host if request.client else ""


def visitor_gate(*, trusted_hops: int) -> Gate:
    """Return the gate that lets everyone pass."""

    async def gate(request: Request, _: Own) -> Caller:
        return Visitor(client_source(request, trusted_hops=trusted_hops))

    return gate


async def pusher_gate(_: Request, __: Own) -> Caller:
    """Let a push pass to where its signature is checked."""
    return Pusher()


def platform_gate(verifier: "Callable[[], Verifier]", accounts: tuple[str, ...]) -> Gate:
    """Return the gate for schedules and message pushes.

    Args:
        verifier: Built on first use.
        accounts: The service accounts that may pass, by email.
    """

    async def gate(request: Request, _: Own) -> Caller:
        claims = await verifier().verify(_bearer(request))
        account = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(account, str):
            raise UnauthenticatedError
        if account not in accounts:
            raise ForbiddenError
        return ServiceAccount(account)

    return gate


def staff_gate(verifier: "Callable[[], Verifier] | None", claim: str) -> Gate:
    """Return the gate for the operator's staff.

    Args:
        verifier: Of tokens of the operator's own issuer, built on first use; None: there are no
            staff here.
        claim: What of a token names the role: a word, or a list in which one word is a role.
    """

    async def gate(request: Request, _: Own) -> Caller:
        if verifier is None:
            raise UnauthenticatedError
        claims = await verifier().verify(_bearer(request))
        told = claims.get(claim)
        words = told if isinstance(told, list) else [told]
        roles = [role for role in Role if role in words]
        if len(roles) != 1:
            raise ForbiddenError
        return Member(roles[0], str(claims["sub"]))

    return gate


def person_gate(
    sessions: "Callable[[], Sessions]",
    base_url_of: Callable[[str], str | None],
    origins: tuple[str, ...],
    *,
    trusted_hops: int,
) -> Gate:
    """Return the gate for registered people: a bearer token, or the cookie ``__Host-session``.

    A cookie is sent by the browser whoever asks for it, so with the cookie an unsafe method also
    needs ``X-Requested-With: agogopost`` and an ``Origin`` of ours (both cannot be forged by
    another site's page).

    Args:
        sessions: Built on first use.
        base_url_of: Returns another region's address, for a token that belongs there.
        origins: Of the site.
        trusted_hops: As for visitors.
    """

    async def gate(request: Request, own: Own) -> Caller:
        async def check(token: str) -> "SignedIn":
            _see_it_is_here(token, (reached := sessions()).region, base_url_of)
            return await reached.of(token, own, writes=request.method not in _SAFE)

        if "authorization" in request.headers:
            signed_in = await check(_bearer(request))
        else:
            signed_in = await _by_cookie(request, check, origins)
        return Registered(signed_in, client_source(request, trusted_hops=trusted_hops))

    return gate


def _see_it_is_here(token: str, here: str, base_url_of: Callable[[str], str | None]) -> None:
    """See that a token is not another region's. Raises WrongRegionError, UnauthenticatedError."""
    from shared.people.person.session_tokens import region_of  # noqa: PLC0415 - when a person calls

    region = region_of(token)
    if region is not None and region != here:
        address = base_url_of(region)
        if address is None:
            raise UnauthenticatedError
        raise WrongRegionError(region, address)


def anybody_gate(visitor: Gate, person: Gate) -> Gate:
    """Return the gate for people who have a session and for visitors who have none.

    The answer says as whom somebody is served. A bearer token that is no good is refused. A cookie
    that is worth nothing is taken away, and its browser is a visitor's: it holds for half a year,
    and cannot be deleted by a page. One that cannot be checked, or is of another region, is neither
    here nor there: that is an error.
    """

    async def gate(request: Request, own: Own) -> Caller:
        caller = await _anybody(request, own, visitor, person)
        request.state.served_as = served_as(caller)
        return caller

    return gate


async def _anybody(request: Request, own: Own, visitor: Gate, person: Gate) -> Caller:
    if "authorization" in request.headers:
        return await person(request, own)
    if jar_of(request).get(cookies.SESSION) is None:
        return await visitor(request, own)
    try:
        return await person(request, own)
    except UnauthenticatedError:
        return await visitor(request, own)


def served_as(caller: Caller) -> ServedAs:
    """Return as whom somebody is served who may be a visitor or a person."""
    return ServedAs.PERSON if isinstance(caller, Registered) else ServedAs.VISITOR


def consent_token(request: Request) -> str:
    """Return a visitor's consent token as it came; empty: none did."""
    given = request.headers.get("x-consent") or jar_of(request).get(cookies.CONSENT) or ""
    return given if len(given) <= _MAX_CONSENT_CHARACTERS else ""


def device_token(request: Request) -> str:
    """Return the token of a known device as it came; empty: none did."""
    given = request.headers.get("x-device") or jar_of(request).get(cookies.DEVICE) or ""
    return given if len(given) <= _MAX_DEVICE_CHARACTERS else ""


def former_session(request: Request) -> str:
    """Return the token in a browser's cookie, of whatever session; empty: it has none."""
    return jar_of(request).get(cookies.SESSION) or ""


def preferences_of(request: Request) -> str:
    """Return a visitor's preferences as their browser keeps them; empty: it keeps none."""
    given = jar_of(request).get(cookies.PREFERENCES) or ""
    return given if len(given) <= _MAX_PREFERENCES_CHARACTERS else ""


async def _by_cookie(
    request: Request,
    check: "Callable[[str], Awaitable[SignedIn]]",
    origins: tuple[str, ...],
) -> "SignedIn":
    """Return whose session a cookie is; one that is nobody's is taken away by the answer."""
    jar = jar_of(request)
    token = jar.get(cookies.SESSION)
    if token is None:
        raise UnauthenticatedError
    try:
        signed_in = await check(token)
    except UnauthenticatedError:
        jar.drop(cookies.SESSION)
        raise
    if request.method not in _SAFE:
        asked_with = request.headers.get("x-requested-with", "")
        if asked_with.lower() != "agogopost":
            raise ForbiddenError(faults=(FieldFault("X-Requested-With", "requested-with-missing"),))
        if request.headers.get("origin") not in origins:
            raise ForbiddenError(faults=(FieldFault("Origin", "origin-not-ours"),))
    return signed_in


def _bearer(request: Request) -> str:
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token or len(token) > _MAX_TOKEN_CHARACTERS:
        raise UnauthenticatedError
    return token.strip()
