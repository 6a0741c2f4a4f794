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
        by_path: dict[str, list[Operation[Any]]] = {}
        for one in operations:
            by_path.setdefault(one.path, []).append(one)
        self._plain = {path: found for path, found in by_path.items() if "{" not in path}
        self._with_parameters = [
            (Route(path, endpoint=_unused), found) for path, found in by_path.items() if "{" in path
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
        operations, params = self._at(request)
        wanted = "GET" if request.method == "HEAD" else request.method
        others: list[str] = []
        for operation in operations:
            if operation.method == wanted:
                return operation, params
            others += ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
        raise MethodNotAllowedError(tuple(others))

    def _at(self, request: Request) -> tuple[Sequence[Operation[Any]], Mapping[str, str]]:
        if (plain := self._plain.get(request.scope["path"])) is not None:
            return plain, {}
        for route, operations in self._with_parameters:
            match, scope = route.matches(request.scope)
            if match is not Match.NONE:
                found = scope["path_params"]  # the framework's own catch-all is among them
                return operations, {name: found[name] for name in route.param_convertors}
        raise NotFoundError


async def _unused(request: Request) -> Response:  # pragma: no cover - Route wants an endpoint
    raise NotImplementedError
