"""The edge of a function: request -> who -> body -> handler -> answer; and every error's one catch.

edge = Edge(OPERATIONS, reach=wiring.tracking, ...)

@functions_framework.aio.http
async def tracking(request: Request) -> Response:
    return await edge.answer(request)
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from shared.edge import addresses, headers
from shared.edge.authentication import client_source, consent_token, device_token, preferences_of
from shared.edge.config import EdgeTerms
from shared.edge.idempotency import HEADER, once
from shared.edge.lasting import for_who_stays, of_who_dies
from shared.edge.moment import moved
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.edge.problem import status_of
from shared.edge.rate_limits import tell_limits
from shared.edge.request import body_of, query_of
from shared.edge.response import answer_with, language_of, languages_of, refusal, settle
from shared.kernel import log
from shared.kernel.clock import begun_at, moved_to
from shared.kernel.errors import (
    AddressTooLongError,
    AppError,
    ConsentRequiredError,
    ErasedError,
    MethodNotAllowedError,
    NotFoundError,
    PreconditionRequiredError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.kernel.texts import say
from shared.people.accounts.idempotency import Told
from shared.platform.limits.standing import LimitStanding, noted
from shared.platform.vault.uses import Use, declared

_ADDRESS_BYTES = 2048
_PUSH = 0.01
"""What a push costs the limiter before its signature is checked."""
_TRACE = re.compile(r"\A([0-9a-f]{32})(?:/[0-9]{1,20})?(?:;o=[01])?\Z")


class Edge:
    """Answers requests for a function's operations."""

    def __init__(
        self,
        operations: Sequence[Operation],
        terms: EdgeTerms,
        reach: Callable[[], Any],
        *,
        keyrings: Sequence[Use] = (),
    ) -> None:
        lacking = {one.caller for one in operations} - set(terms.gates)
        if lacking:
            msg = f"nobody can be authenticated as {sorted(lacking)}"
            raise ValueError(msg)
        addresses.take_all()
        self._routes = [
            (Route(one.path, endpoint=_unused, methods=[one.method]), one)
            for one in sorted(operations, key=lambda one: "{" in one.path)
        ]
        self._terms, self._reach = terms, reach
        self.keyrings = frozenset(keyrings)
        """All that this function may open."""

    async def answer(self, request: Request) -> Response:
        """Answer a request; whatever goes wrong becomes a problem."""
        started = self._terms.clock.ticks()
        context = log.Context(secrets.token_hex(16), self._trace(request))
        token, opens = log.context.set(context), declared.set(self.keyrings)
        standings: dict[str, LimitStanding] = {}
        counts = noted.set(standings)
        operation: Operation | None = None
        try:
            try:
                operation, params = self._admit(request)
                response = await self._serve(operation, params, request, context.request_id)
            except AppError as e:
                if isinstance(e, ErasedError):
                    e = of_who_dies(operation, e)
                if isinstance(e, UnauthenticatedError) and operation is not None:
                    e = self._unsigned(operation, request, e)
                if isinstance(e, UnavailableError):
                    log.unavailable(e)
                elif status_of(type(e)) >= 500:  # noqa: PLR2004 - ours, not the caller's
                    log.crash(e)
                response = refusal(e, request, context.request_id)
            except Exception as e:  # noqa: BLE001 - the edge: nothing may get past it
                log.crash(e)
                response = refusal(AppError(), request, context.request_id)
            self._finish(response, request, context.request_id)
            if operation is None or operation.caller is not CallerKind.SUPPLIER:
                tell_limits(response, standings.values())
            self._log(operation, response.status_code, started)
            return response
        finally:
            log.context.reset(token)
            declared.reset(opens)
            noted.reset(counts)

    def _trace(self, request: Request) -> str | None:
        match = _TRACE.match(request.headers.get("x-cloud-trace-context", ""))
        return f"projects/{self._terms.project}/traces/{match[1]}" if match else None

    def _admit(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation for a request that may pass the limiter.

        A supplier pushes from few addresses and as fast as things happen: it pays only for
        signatures that are wrong.
        """
        target = request.scope.get("raw_path") or request.scope["path"].encode()
        query = request.scope.get("query_string", b"")
        if len(target) + len(query) + bool(query) > _ADDRESS_BYTES:  # the question mark counts
            raise AddressTooLongError
        try:
            operation, params = self._match(request)
        except AppError:
            self._charge(request)
            raise
        self._charge(request, _PUSH if operation.caller is CallerKind.SUPPLIER else 1.0)
        return operation, params

    def _charge(self, request: Request, cost: float = 1.0) -> None:
        if self._terms.limiter is not None:
            source = client_source(request, trusted_hops=self._terms.trusted_hops)
            self._terms.limiter.admit(source, cost)

    def _unsigned(self, operation: Operation, request: Request, error: AppError) -> AppError:
        """Let a wrong signature cost what any request costs."""
        if operation.caller is not CallerKind.SUPPLIER:
            return error
        try:
            self._charge(request)
        except TooManyRequestsError as e:
            return e
        return error

    def _match(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation for a request's method and path.

        A path without a parameter is meant before one that could be it too, as in OpenAPI.

        Raises:
            NotFoundError: No operation has this path.
            MethodNotAllowedError: None of those that have it has this method.
        """
        if not addresses.may_be_ours(request.scope):
            raise NotFoundError
        wanted = "GET" if request.method == "HEAD" else request.method
        others: list[str] = []
        path = ""
        for route, operation in self._routes:
            match, scope = route.matches(request.scope)
            if match is Match.NONE or (path and operation.path != path):
                continue
            path = operation.path
            if operation.method == wanted:
                found = scope["path_params"]  # the framework's own catch-all is among them
                return operation, {name: found[name] for name in route.param_convertors}
            others += ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
        if others:
            raise MethodNotAllowedError(tuple(others))
        raise NotFoundError

    async def _serve(
        self, operation: Operation, params: Mapping[str, str], request: Request, request_id: str
    ) -> Response:
        moment = moved(request) if self._terms.local_clock else None
        with moved_to(moment), begun_at(self._terms.clock.ticks()):
            return await self._serve_at(moment, operation, params, request, request_id)

    async def _serve_at(
        self,
        moment: datetime | None,
        operation: Operation,
        params: Mapping[str, str],
        request: Request,
        request_id: str,
    ) -> Response:
        caller = await self._terms.gates[operation.caller](request)
        operation.admit(caller)
        if operation.guarded and not request.headers.get("if-match"):
            raise PreconditionRequiredError
        call: Call[Any] = Call(
            caller=caller,
            query=query_of(operation, request),
            body=await self._body(operation, request),
            now=moment or self._terms.clock.now(),
            request_id=request_id,
            language=language_of(request),
            languages=languages_of(request),
            params=params,
            signature=request.headers.get(operation.signature or "", ""),
            if_match=request.headers.get("if-match", ""),
            signal=request.headers.get("sec-gpc", "").strip() == "1",
            consent=consent_token(request),
            preferences=preferences_of(request),
            device=device_token(request),
        )
        if operation.extra_cost is not None:
            self._charge(request, operation.extra_cost(call.body))
        await self._permit(operation, call)
        answered = await self._once(operation, call, request.headers.get(HEADER))
        return answer_with(operation, answered, request)

    async def _body(self, operation: Operation, request: Request) -> object:
        """Wait for the body; of a supplier, who pushes from few addresses, for any number."""
        if self._terms.bodies is None or operation.caller is CallerKind.SUPPLIER:
            return await body_of(operation, request)
        source = client_source(request, trusted_hops=self._terms.trusted_hops)
        with self._terms.bodies.one(source):
            return await body_of(operation, request)

    async def _permit(self, operation: Operation, call: Call[Any]) -> None:
        """Let a call pass if what it is done for is allowed now, by who it concerns.

        Raises:
            ConsentRequiredError: It is not.
        """
        purpose = operation.purpose_of(call)
        if operation.partial or not purpose.is_asked:
            return
        if self._terms.allowed is None or not await self._terms.allowed(call, purpose):
            still_works = say(operation.still_works, call.language)
            raise ConsentRequiredError(purpose.id, still_works)

    async def _once(self, operation: Operation, call: Call[Any], key: str | None) -> Answered:
        """Carry a call out, and only once if it comes with an idempotency key."""
        idempotent = operation.idempotent
        scope = "" if idempotent is None else idempotent.scope(call)

        async def carry_out() -> Answered:
            story = self._run(operation, operation.handler(call, self._reach()))
            if self._terms.stays is None:
                return await story
            return await for_who_stays(operation, call, self._terms.stays, story)

        if idempotent is None or key is None or self._terms.replies is None or not scope:
            return await carry_out()

        async def repeat(told: Told) -> Answered:
            if idempotent.again is not None:
                return await self._run(operation, idempotent.again(call, self._reach(), told))
            return Answered(operation.reply.model_validate_json(told.view), etag=told.etag)

        return await once(
            self._terms.replies(),
            key=key,
            scope=scope,
            operation=operation.id,
            body=b"" if call.body is None else call.body.model_dump_json().encode(),
            run=carry_out,
            repeat=repeat,
        )

    async def _run(self, operation: Operation, story: Awaitable[BaseModel | Answered]) -> Answered:
        try:
            async with asyncio.timeout(operation.within.total_seconds()):
                answered = await story
        except TimeoutError as e:
            raise UnavailableError from e
        return answered if isinstance(answered, Answered) else Answered(answered)

    def _finish(self, response: Response, request: Request, request_id: str) -> None:
        origin = request.headers.get("origin")
        preflight = request.method == "OPTIONS" and "access-control-request-method" in (
            request.headers
        )
        if preflight and response.status_code == 405:  # noqa: PLR2004 - the path is known
            allowed = tuple(response.headers["Allow"].split(", "))
            response.status_code, response.body = 204, b""
            for name in ("content-type", "content-length"):
                del response.headers[name]
            if origin in self._terms.cors_origins:
                response.headers.update(headers.preflight(allowed))
        response.headers.update(headers.SECURITY)
        response.headers.update(headers.cors(origin, self._terms.cors_origins))
        response.headers["X-Request-Id"] = request_id
        response.headers.setdefault("Cache-Control", "no-store")
        settle(response, request)

    def _log(self, operation: Operation | None, status: int, started: float) -> None:
        log.write(
            log.Event.REQUEST,
            operation=log.Word(operation.id if operation else "none"),
            status=status,
            ms=round((self._terms.clock.ticks() - started) * 1000),
        )


async def _unused(request: Request) -> Response:  # pragma: no cover - Route wants an endpoint
    raise NotImplementedError
