"""Runs one of the stack's HTTP parts on a free port for a test, in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from infra.local.stack.serving import server_of
from tests.ports import free_port


class _Served(uvicorn.Server):
    """A server that ends when it is told to, and not a tenth of a second later."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = threading.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await asyncio.to_thread(self.ending.wait)


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve while the block runs; its value is the address."""
    port = free_port()
    server = _Served(server_of(app, port).config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.ending.set()
        thread.join()
