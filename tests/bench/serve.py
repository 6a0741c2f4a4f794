"""Serve one function alone as the local stack's gateway serves all: ours and the plain ones alike.

The framework's own loader, uvicorn, one process. ``make bench`` starts it.

    python -m tests.bench.serve --source main.py --target profile --port 8080
"""

import argparse
from typing import Any

import uvicorn
from functions_framework.aio import create_asgi_app


def serve() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="One function, served alone.")
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--port", required=True, type=int)
    given = parser.parse_args()
    create: Any = create_asgi_app  # has no types
    uvicorn.run(
        create(given.target, given.source),
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
