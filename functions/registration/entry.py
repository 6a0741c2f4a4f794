"""The deployed function ``registration``."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.registration.contract import (
    AccountView,
    CodeRequest,
    NewAccount,
    NewSessionView,
    NonceView,
    RegionView,
    Registration,
    Sent,
    SessionView,
    SignIn,
    Transport,
    Whereabouts,
    scope_of,
)
from functions.registration.deps import Deps
from functions.registration.examples import CODE, NONCE, REGION, REGISTRATION, SIGN_IN
from functions.registration.policy import accepted_by, announced_cut, both, tell
from functions.registration.sessions import SESSIONS
from functions.registration.use_case import register, send_code, sign_in, told_to
from shared.edge.cookies import DEVICE, SESSION, cookie
from shared.edge.operation import Answered, Call, CallerKind, Idempotent, Operation
from shared.kernel import errors
from shared.people.accounts.accounts import Also
from shared.people.accounts.idempotency import Told
from shared.people.accounts.known_devices import DeviceWriting
from shared.people.accounts.sessions import NewSession
from shared.people.consents.choice import shown
from shared.people.consents.contract import taken_over
from shared.people.person.residency import check_home
from shared.platform.records.write_batch import Writing
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT
from shared.setup.edge import edge
from shared.setup.google_cloud import google_cloud
from shared.setup.people import PeopleParts


async def find_region(call: Call[None], deps: Deps) -> RegionView:
    """Tell in which region a country's people are stored.

    The answer of another region's country is 421 with that region's address; a country that is not
    served is refused with the reason.
    """
    reason = check_home(call.query.country, deps)
    return RegionView(
        region=deps.region, base_url=deps.base_url_of(deps.region) or "", reason=reason
    )


async def request_code(call: Call[CodeRequest], deps: Deps) -> Sent:
    """Have a code sent to an email address or a phone, to sign in or to prove that it is yours.

    A message carries six digits, good for ten minutes and five tries with the ``handle`` of this
    answer alone, and a long code, which needs no handle and is good for an hour; it serves once.
    Messages to one address are spaced: ten minutes, growing to an hour, until a code is used. If
    none can go now, the answer is the same, and the long code of the last one is good. Who comes
    with a session, or on a known device (``X-Device``), has messages to their own address beside
    those of strangers.
    """
    handle = await send_code(
        call.body,
        asker=call.asker,
        language=call.language,
        deps=deps,
    )
    return Sent(handle=handle)


async def create_nonce(call: Call[None], deps: Deps) -> NonceView:
    """Get a nonce for a quick login.

    Good for ten minutes and one use. Pass it to the provider as it is; for Apple and Facebook your
    library may hash it.
    """
    return NonceView.of(await deps.nonces.issue(source=call.source))


async def create_account(call: Call[Registration], deps: Deps) -> Answered:
    """Register: an email or a phone with the code that was sent there, or a quick login.

    Who has an account is signed in to it; a phone number that nobody has used here for six months
    is taken over by a new one, unless it comes with a ``recovery_code`` or on a known device. Of a
    quick login's token only issuer and subject are kept. ``adult:
    false`` is answered 403 ``age-restricted`` and stores nothing.
    """
    in_force = (await deps.policies.in_force()).policy.version
    announced = await announced_cut(deps)
    entered = await register(
        call.body,
        asker=call.asker,
        policy=str(in_force),
        also=both(await _beside(call, deps), accepted_by(in_force, announced, deps)),
        deps=deps,
    )
    if entered.made and announced is not None:
        await tell(entered, announced, deps)
    await _end_former(call, deps)
    session = SessionView.of(entered.session, Transport.COOKIE)
    view = NewAccount(
        account=AccountView.of(entered), session=session, recovery_code=entered.recovery or None
    )
    return _entered(view, entered.session, entered.person_id, call, entered.device)


async def create_session(call: Call[SignIn], deps: Deps) -> Answered:
    """Sign in: an email or a phone with the code that was sent there, or a quick login.

    Where there is no account the answer is 404 ``no-account``, and the code or token can still be
    used to register. A phone number alone that nobody has used here for six months may be somebody
    else's by now: without ``recovery_code`` or a known device it is answered 403 ``phone-idle``.
    """
    entered = await sign_in(call.body, asker=call.asker, deps=deps)
    await _end_former(call, deps)
    view = NewSessionView(session=SessionView.of(entered.session, Transport.COOKIE))
    return _entered(view, entered.session, entered.person_id, call, entered.device)


async def _end_former(call: Call[Registration] | Call[SignIn], deps: Deps) -> None:
    """End the session that a browser had whose cookie is about to be another one's.

    Else it would live on where nobody can end it by signing out, and be told news there.
    """
    if call.former and call.body.transport is Transport.COOKIE:
        with suppress(errors.UnauthenticatedError):
            await deps.sessions.end_this(await deps.sessions.of(call.former))


async def _beside(call: Call[Registration], deps: Deps) -> Also:
    """Return what writes down a new person's choices, and who was given their address.

    Raises:
        InvalidInputError: They cannot be decided so.
    """
    before = await deps.visitor_consents.decisions(call.consent) if call.consent else {}
    choice = taken_over(call.body.consents, before, language=call.language, signal=call.signal)
    if choice is not None:
        shown(choice)

    async def also(person: str) -> Sequence[Writing]:
        writings: list[Writing] = []
        if choice is not None:
            writings += await deps.consents.first(person, call.body.country, choice)
        if (giving := told_to(call.body)) is not None:
            writings += await deps.disclosures.beginning(person, giving)
        return writings

    return also


async def _account_again(call: Call[Registration], deps: Deps, told: Told) -> Answered:
    session = await deps.sessions.renew(told.owner, told.session, told.pointing)
    return _entered(NewAccount.model_validate_json(told.view), session, told.owner, call)


async def _session_again(call: Call[SignIn], deps: Deps, told: Told) -> Answered:
    session = await deps.sessions.renew(told.owner, told.session, told.pointing)
    return _entered(NewSessionView.model_validate_json(told.view), session, told.owner, call)


def _entered(
    view: NewAccount | NewSessionView,
    session: NewSession,
    owner: str,
    call: Call[Any],
    device: DeviceWriting | None = None,
) -> Answered:
    """Return an answer with a session's and a device's token, which are not kept with it."""
    transport = call.body.transport
    known = device.token if device is not None and transport is Transport.BEARER else None
    told = {"session": SessionView.of(session, transport), "device_token": known}
    shown = view.model_copy(update=told)
    kept: dict[str, object] = {"session": SessionView.of(session, Transport.COOKIE)}
    if isinstance(view, NewAccount):
        kept["recovery_code"] = None
    without = view.model_copy(update=kept)
    return Answered(
        shown,
        cookies=_cookies(session, transport, call, device),
        owner=owner,
        session=session.name,
        kept=without.model_dump_json(),
    )


def _cookies(
    session: NewSession, transport: Transport, call: Call[Any], device: DeviceWriting | None
) -> tuple[str, ...]:
    if transport is not Transport.COOKIE:
        return ()
    signed_in = cookie(SESSION, session.token, lasts=session.expires - call.now)
    if device is None or device.token is None:
        return (signed_in,)
    return signed_in, cookie(DEVICE, device.token, lasts=device.expires - call.now)


OPERATIONS = (
    Operation(
        "GET",
        "/v1/regions",
        find_region,
        caller=CallerKind.VISITOR,
        purpose=ACCOUNT,
        query=Whereabouts,
        reply=RegionView,
        cached=timedelta(hours=1),
        raises=(errors.WrongRegionError,),
        examples=REGION,
    ),
    Operation(
        "POST",
        "/v1/sign-in/codes",
        request_code,
        caller=CallerKind.ANYBODY,
        purpose=ACCOUNT,
        reads=frozenset({"X-Device"}),
        body=CodeRequest,
        reply=Sent,
        status=202,
        examples=CODE,
        raises=(errors.WrongRegionError,),
    ),
    Operation(
        "POST",
        "/v1/sign-in/nonces",
        create_nonce,
        caller=CallerKind.VISITOR,
        purpose=ACCOUNT,
        reply=NonceView,
        status=201,
        examples=NONCE,
    ),
    Operation(
        "POST",
        "/v1/accounts",
        create_account,
        caller=CallerKind.VISITOR,
        purpose=ACCOUNT,
        body=Registration,
        reply=NewAccount,
        status=201,
        idempotent=Idempotent(lambda call: scope_of(call.body), _account_again),
        reads=frozenset({"Sec-GPC", "X-Consent", "X-Device"}),
        examples=REGISTRATION,
        places="/v1/me",
        sets_cookies=True,
        raises=(
            errors.CredentialsError,
            errors.UnauthenticatedError,  # whose session a repetition would have brought back
            errors.AgeRestrictedError,
            errors.PhoneIdleError,
            errors.WrongRegionError,
        ),
    ),
    Operation(
        "POST",
        "/v1/sessions",
        create_session,
        caller=CallerKind.VISITOR,
        purpose=ACCOUNT,
        body=SignIn,
        reply=NewSessionView,
        status=201,
        idempotent=Idempotent(lambda call: scope_of(call.body), _session_again),
        reads=frozenset({"X-Device"}),
        examples=SIGN_IN,
        places="/v1/sessions",
        sets_cookies=True,
        raises=(
            errors.CredentialsError,
            errors.UnauthenticatedError,  # whose session a repetition would have brought back
            errors.NoAccountError,
            errors.PhoneIdleError,
            errors.WrongRegionError,
        ),
    ),
    *SESSIONS,
)

_parts = PeopleParts(google_cloud())
_edge = edge(
    OPERATIONS, _parts, people=_parts, keyrings=(Use.PEOPLE, Use.LOOKUPS, Use.SESSIONS, Use.LIMITS)
)


@functions_framework.aio.http
async def registration(request: Request) -> Response:
    """Answer a request to the function."""
    return await _edge.answer(request)
