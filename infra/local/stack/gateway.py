"""One region's gateway: every function in one process, as the load balancer shows them.

Each function is loaded by functions-framework's own loader and called as the platform calls it;
which one a request goes to follows from the declared operations: a path without a parameter first,
as at the load balancer. ``GET /healthz`` answers when all
are loaded, ``GET /docs`` shows the API's description.

    python -m infra.local.stack.gateway --region eu --port 8080
"""

import argparse
import importlib
import os
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from functions_framework import _function_registry, aio
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Match, Route

from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from infra.local.tools import pages

App = Callable[[Any, Any, Any], Awaitable[None]]
_PLUGIN = "GATEWAY_PLUGIN"


class Gateway:
    """Sends each request to the function that declares its path; an unknown one to ``fallback``."""

    def __init__(self, apps: dict[str, App], fallback: str) -> None:
        self._apps = apps
        listed = sorted(operations(), key=lambda one: "{" in one[1].path)
        self._routes = [(Route(one.path, endpoint=_unused), name) for name, one in listed]
        self._fallback = fallback

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] == "/healthz":
            await PlainTextResponse("ok\n")(scope, receive, send)
        elif pages.serves(scope["path"]):
            await pages.answer(scope, receive, send)
        else:
            await self._apps[self._function(scope)](scope, receive, send)

    def _function(self, scope: Any) -> str:  # noqa: ANN401 - ASGI
        found = (name for route, name in self._routes if route.matches(scope)[0] is not Match.NONE)
        return next(found, self._fallback)


def load_functions() -> dict[str, App]:
    """Load ``main.py`` once and return every function as the framework serves it."""
    source = str(ROOT / "main.py")
    load: Any = _function_registry.load_function_module
    create: Any = aio.create_asgi_app_from_module
    module, spec = load(source)
    spec.loader.exec_module(module)
    return {name: create(name, source, None, module, spec) for name in module.__all__}


async def _unused(_: object) -> JSONResponse:
    raise NotImplementedError


def serve() -> None:
    """Run the gateway until it is told to stop."""
    parser = argparse.ArgumentParser(description="One region's gateway of the local stack.")
    parser.add_argument("--region", required=True, help="eu, us or asia")
    parser.add_argument("--port", required=True, type=int)
    given = parser.parse_args()
    os.environ["REGION"] = given.region
    if plugin := os.environ.get(_PLUGIN):
        importlib.import_module(plugin)
    gateway = Gateway(load_functions(), fallback="reference")
    uvicorn.run(
        gateway,
        host="127.0.0.1",
        port=given.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=2048,
    )


if __name__ == "__main__":
    serve()
