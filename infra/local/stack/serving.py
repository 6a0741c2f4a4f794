"""How the stack's own HTTP parts are served: uvicorn on 127.0.0.1, errors only in the log."""

import uvicorn
from starlette.applications import Starlette


def server_of(app: Starlette, port: int) -> uvicorn.Server:
    """Return a server that is not yet running."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
