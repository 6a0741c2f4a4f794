"""What happens to a request, stage by stage: each takes what is known by then, and says more.

The order in which ``pipeline.py`` runs them is a promise: who calls is known before the body is
read, and what whoever calls allows is asked at the moment of use.
"""

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from shared.edge.authentication import (
    Caller,
    client_source,
    consent_token,
    device_token,
    former_session,
    preferences_of,
)
from shared.edge.config import EdgeTerms
from shared.edge.idempotency import HEADER, once
from shared.edge.lasting import for_who_stays
from shared.edge.moment import moved
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.edge.request import body_of, query_of
from shared.edge.response import language_in, languages_of
from shared.edge.routing import Routes
from shared.kernel.clock import begun_at, moved_to
from shared.kernel.errors import (
    AddressTooLongError,
    AppError,
    ConsentRequiredError,
    PreconditionRequiredError,
    UnavailableError,
)
from shared.kernel.texts import say
from shared.people.accounts.idempotency import Told

_ADDRESS_BYTES = 2048
_PUSH = 0.01
"""What a push costs the limiter before its signature is checked."""


def admit(
    request: Request, routes: Routes, terms: EdgeTerms
) -> tuple[Operation[Any], Mapping[str, str]]:
    """Return the operation for a request that may pass the limiter, and its path's parameters.

    A supplier pushes from few addresses and as fast as things happen: it pays only for signatures
    that are wrong.

    Raises:
        AddressTooLongError, NotFoundError, MethodNotAllowedError: Nobody answers it.
        TooManyRequestsError: There were too many of its source.
    """
    target = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope.get("query_string", b"")
    if len(target) + len(query) + bool(query) > _ADDRESS_BYTES:  # the question mark counts
        raise AddressTooLongError
    try:
        operation, params = routes.match(request)
    except AppError:
        charge(request, terms)
        raise
    charge(request, terms, _PUSH if operation.caller is CallerKind.SUPPLIER else 1.0)
    return operation, params


def charge(request: Request, terms: EdgeTerms, cost: float = 1.0) -> None:
    """Have a request's source pay the limiter. Raises TooManyRequestsError: it cannot."""
    if terms.limiter is not None:
        terms.limiter.admit(client_source(request, trusted_hops=terms.trusted_hops), cost)


@contextmanager
def clock(request: Request, terms: EdgeTerms) -> Iterator[datetime]:
    """Yield when it is, for all that is done for a request: a client of the local stack moves it.

    Raises:
        InvalidInputError: It moves it to where no time is.
    """
    moment = moved(request) if terms.local_clock else None
    with moved_to(moment), begun_at(terms.clock.ticks()):
        yield moment or terms.clock.now()


async def authenticate(operation: Operation[Any], request: Request, terms: EdgeTerms) -> Caller:
    """Return who calls, if they may call this.

    Raises:
        UnauthenticatedError: Nobody knows who they are.
        ForbiddenError: It is not for them.
        WrongRegionError: They belong to another region.
        UnavailableError: Nobody can tell.
    """
    caller = await terms.gates[operation.caller](request, operation.own)
    operation.admit(caller)
    return caller


async def parse(  # noqa: PLR0913 - what a call is made of
    operation: Operation[Any],
    request: Request,
    terms: EdgeTerms,
    *,
    caller: Caller,
    params: Mapping[str, str],
    now: datetime,
    request_id: str,
) -> Call[Any]:
    """Return the call that a request makes: query and body as the operation declares them.

    Raises:
        PreconditionRequiredError: It does not say what it changes.
        MediaTypeError, BodyTooLargeError, RequestTimeoutError, InvalidInputError: It does not fit.
        TooManyRequestsError: So many bodies of its source are waited for already.
    """
    if operation.guarded and not request.headers.get("if-match"):
        raise PreconditionRequiredError
    languages = languages_of(request)
    return Call(
        caller=caller,
        query=query_of(operation, request),
        body=await _body(operation, request, terms),
        now=now,
        request_id=request_id,
        language=language_in(languages),
        languages=languages,
        params=params,
        signature=request.headers.get(operation.signature or "", ""),
        if_match=request.headers.get("if-match", ""),
        signal=request.headers.get("sec-gpc", "").strip() == "1",
        consent=consent_token(request),
        preferences=preferences_of(request),
        former=former_session(request),
        device=device_token(request),
    )


async def _body(operation: Operation[Any], request: Request, terms: EdgeTerms) -> object:
    """Wait for the body; of a supplier, who pushes from few addresses, for any number."""
    if not operation.takes_body:
        return None
    if terms.bodies is None or operation.caller is CallerKind.SUPPLIER:
        return await body_of(operation, request)
    source = client_source(request, trusted_hops=terms.trusted_hops)
    with terms.bodies.one(source):
        return await body_of(operation, request)


async def permit(operation: Operation[Any], call: Call[Any], terms: EdgeTerms) -> None:
    """Let a call pass if what it is done for is allowed now, by who it concerns.

    Raises:
        ConsentRequiredError: It is not.
        RestrictedError: The person has their data stored only.
        UnavailableError: Nobody can tell.
    """
    purpose = operation.purpose_of(call)
    if operation.partial or not purpose.is_asked:
        return
    if terms.people is None or not await terms.people.consent_gate.allowed(call, purpose):
        raise ConsentRequiredError(purpose.id, say(operation.still_works, call.language))


async def carry_out(
    operation: Operation[Any], call: Call[Any], request: Request, terms: EdgeTerms, deps: object
) -> Answered:
    """Have the handler answer a call, within its time; only once with an idempotency key.

    Raises:
        AppError: As the handler says.
        StillRunningError, IdempotencyMismatchError: The key is in use, or was for another body.
        UnauthenticatedError: Whoever calls is being erased.
        UnavailableError: Its time is over, or something does not answer.
    """
    idempotent, people = operation.idempotent, terms.people
    key = request.headers.get(HEADER)
    scope = "" if idempotent is None else idempotent.scope(call)

    async def run() -> Answered:
        story = _within(operation, operation.handler(call, deps))
        return await for_who_stays(operation, call, people, story)

    if idempotent is None or key is None or people is None or not scope:
        return await run()

    async def repeat(told: Told) -> Answered:
        if idempotent.again is not None:
            return await _within(operation, idempotent.again(call, deps, told))
        return Answered(operation.reply.model_validate_json(told.view), etag=told.etag)

    return await once(
        people.stored_replies,
        key=key,
        scope=scope,
        operation=operation.id,
        body=b"" if call.body is None else call.body.model_dump_json().encode(),
        run=run,
        repeat=repeat,
    )


async def _within(operation: Operation[Any], story: Awaitable[BaseModel | Answered]) -> Answered:
    try:
        async with asyncio.timeout(operation.within.total_seconds()):
            answered = await story
    except TimeoutError as e:
        raise UnavailableError from e
    return answered if isinstance(answered, Answered) else Answered(answered)
