"""``GET /docs``: the API's description as pages, from Swagger UI of npm, served by ourselves.

The pages load nothing from third parties. The bundle is not committed: ``make docs`` installs it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from infra.local.stack.process import ROOT
from infra.local.tools.guide import guide
from infra.local.tools.page_frame import NAV, NAV_STYLE
from infra.local.tools.problems import page

BUNDLE = ROOT / ".cache" / "docs" / "node_modules" / "swagger-ui-dist"
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_MISSING = "The pages are not installed. Run: make docs (needs npm)\n"
_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_STYLE = """body { margin: 0 }
@media (max-width: 40rem) {
  .swagger-ui :is(.responses-table, .headers) > thead { display: none }
  .swagger-ui :is(.responses-table, .headers) > tbody > tr,
  .swagger-ui :is(.responses-table, .headers) > tbody > tr > td {
    display: block; width: auto; padding: .15rem 0 }
  .swagger-ui .response-col_status { font-weight: bold }
  .swagger-ui .headers > tbody > tr { padding: .4rem 0 }
}
"""
_PAGE = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>agogopost API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/swagger-ui.css"><style>{NAV_STYLE}{_STYLE}</style></head>
<body>{NAV}<main id="api"></main>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
"""
_START = """SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#api', validatorUrl: null, deepLinking: true
});
"""


def serves(path: str) -> bool:
    """Tell whether a path is one of these pages."""
    return path == "/docs" or path.startswith("/docs/")


async def answer(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    """Answer one request."""
    response = _response(scope["path"].removeprefix("/docs").strip("/"))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    await response(scope, receive, send)


_OURS: Mapping[str, Callable[[], Response]] = {
    "errors": lambda: HTMLResponse(page()),
    "building-an-app": lambda: HTMLResponse(guide()),
}


def _response(name: str) -> Response:
    if name in _OURS:
        return _OURS[name]()
    if not BUNDLE.is_dir():
        return PlainTextResponse(_MISSING, status_code=503)
    if name == "":
        return HTMLResponse(_PAGE)
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name in _FILES:
        return FileResponse(Path(BUNDLE / name), media_type=_FILES[name])
    return PlainTextResponse("There is nothing at this address.\n", status_code=404)
