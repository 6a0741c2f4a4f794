"""Which operation a request is for."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from shared.edge import addresses
from shared.edge.operation import Operation
from shared.kernel.errors import MethodNotAllowedError, NotFoundError


class Routes:
    """The operations of a function, by method and path."""

    def __init__(self, operations: Sequence[Operation[Any]]) -> None:
        self._routes = [
            (Route(one.path, endpoint=_unused, methods=[one.method]), one)
            for one in sorted(operations, key=lambda one: "{" in one.path)
        ]

    def match(self, request: Request) -> tuple[Operation[Any], Mapping[str, str]]:
        """Return the operation for a request, and its path's parameters.

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


async def _unused(request: Request) -> Response:  # pragma: no cover - Route wants an endpoint
    raise NotImplementedError
