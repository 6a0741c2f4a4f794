"""Runs one of the stack's HTTP parts on a free port for a test, in a thread of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette

from infra.local.stack.serving import server_of
from tests.ports import free_port


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve while the block runs; its value is the address."""
    port = free_port()
    server = server_of(app, port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
