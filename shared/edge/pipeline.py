"""The edge of a function: a request goes through the stages, and every error has one catch.

edge = Edge(OPERATIONS, terms, deps, keyrings=...)

@functions_framework.aio.http
async def tracking(request: Request) -> Response:
    return await edge.answer(request)
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.edge import addresses, headers
from shared.edge.config import EdgeTerms
from shared.edge.lasting import of_who_dies
from shared.edge.operation import CallerKind, Operation
from shared.edge.problem import status_of
from shared.edge.rate_limits import tell_limits
from shared.edge.response import answer_with, refusal, settle
from shared.edge.routing import Routes
from shared.edge.stages import admit, authenticate, carry_out, charge, clock, parse, permit
from shared.kernel import log
from shared.kernel.errors import (
    AppError,
    ErasedError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.platform.limits.standing import LimitStanding, noted
from shared.platform.records.ahead import reading_ahead
from shared.platform.vault.uses import Use, declared

_TRACE = re.compile(r"\A([0-9a-f]{32})(?:/[0-9]{1,20})?(?:;o=[01])?\Z")


@dataclass(slots=True)
class _Exchange:
    """A request, and what is needed of it whatever becomes of it."""

    request: Request
    id: str
    operation: Operation[Any] | None = None
    """None: not known yet, or it is for none."""


class Edge:
    """Answers requests for a function's operations."""

    def __init__(
        self,
        operations: Sequence[Operation[Any]],
        terms: EdgeTerms,
        deps: object,
        *,
        keyrings: Sequence[Use] = (),
    ) -> None:
        lacking = {one.caller for one in operations} - set(terms.gates)
        if lacking:
            msg = f"nobody can be authenticated as {sorted(lacking)}"
            raise ValueError(msg)
        addresses.take_all()
        self._routes, self._terms, self._deps = Routes(operations), terms, deps
        self.keyrings = frozenset(keyrings)
        """All that this function may open."""

    async def answer(self, request: Request) -> Response:
        """Answer a request; whatever goes wrong becomes a problem."""
        started = self._terms.clock.ticks()
        exchange = _Exchange(request, secrets.token_hex(16))
        context = log.Context(exchange.id, self._trace(request))
        token, opens = log.context.set(context), declared.set(self.keyrings)
        standings: dict[str, LimitStanding] = {}
        counts = noted.set(standings)
        try:
            try:
                async with reading_ahead():
                    response = await self._serve(exchange)
            except Exception as e:  # noqa: BLE001 - the edge: nothing may get past it
                response = self._refuse(e, exchange)
            self._finish(response, exchange, standings)
            self._log(exchange, response, started)
            return response
        finally:
            log.context.reset(token)
            declared.reset(opens)
            noted.reset(counts)

    async def _serve(self, exchange: _Exchange) -> Response:
        """Take a request through the stages. Their order is a promise: see ``stages.py``."""
        request, terms = exchange.request, self._terms
        exchange.operation, params = admit(request, self._routes, terms)
        operation = exchange.operation
        with clock(request, terms) as now:
            caller = await authenticate(operation, request, terms)
            call = await parse(
                operation,
                request,
                terms,
                caller=caller,
                params=params,
                now=now,
                request_id=exchange.id,
            )
            if operation.extra_cost is not None:
                charge(request, terms, operation.extra_cost(call.body))
            await permit(operation, call, terms)
            answered = await carry_out(operation, call, request, terms, self._deps)
            return answer_with(operation, answered, request)

    def _refuse(self, error: Exception, exchange: _Exchange) -> Response:
        """Return the problem that an error is; what is our fault is logged."""
        told = self._told(error, exchange) if isinstance(error, AppError) else AppError()
        if not isinstance(error, AppError):
            log.crash(error)
        elif isinstance(told, UnavailableError):
            log.unavailable(told)
        elif status_of(type(told)) >= 500:  # noqa: PLR2004 - ours, not the caller's
            log.crash(told)
        return refusal(told, exchange.request, exchange.id)

    def _told(self, error: AppError, exchange: _Exchange) -> AppError:
        """Return what a caller is told of an error."""
        operation = exchange.operation
        if isinstance(error, ErasedError):
            error = of_who_dies(operation, error)
        if operation is None or operation.caller is not CallerKind.SUPPLIER:
            return error
        if isinstance(error, UnauthenticatedError):  # a wrong signature costs what a request costs
            try:
                charge(exchange.request, self._terms)
            except TooManyRequestsError as e:
                return e
        return error

    def _trace(self, request: Request) -> str | None:
        match = _TRACE.match(request.headers.get("x-cloud-trace-context", ""))
        return f"projects/{self._terms.project}/traces/{match[1]}" if match else None

    def _finish(
        self, response: Response, exchange: _Exchange, standings: dict[str, LimitStanding]
    ) -> None:
        """Give an answer what every answer has."""
        origin, known = exchange.request.headers.get("origin"), self._terms.cors_origins
        if _is_preflight(exchange.request) and response.status_code == 405:  # noqa: PLR2004 - the path is known
            allowed = tuple(response.headers["Allow"].split(", "))
            response.status_code, response.body = 204, b""
            for name in ("content-type", "content-length"):
                del response.headers[name]
            if origin in known:
                response.headers.update(headers.preflight(allowed))
        response.raw_headers += headers.SECURITY_RAW
        response.raw_headers += headers.raw(headers.cors(origin, known))
        response.raw_headers += headers.raw({"X-Request-Id": exchange.id})
        response.headers.setdefault("Cache-Control", "no-store")
        settle(response, exchange.request)
        if exchange.operation is None or exchange.operation.caller is not CallerKind.SUPPLIER:
            tell_limits(response, standings.values())

    def _log(self, exchange: _Exchange, response: Response, started: float) -> None:
        operation = exchange.operation
        log.write(
            log.Event.REQUEST,
            operation=log.Word(operation.id if operation else "none"),
            status=response.status_code,
            ms=round((self._terms.clock.ticks() - started) * 1000),
        )


def _is_preflight(request: Request) -> bool:
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers
