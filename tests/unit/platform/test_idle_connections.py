"""Whatever lies between may forget an idle connection without a word: the next call comes through.

A proxy that stops forwarding stands in for it; new connections it forwards.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from shared.kernel import log
from shared.kernel.errors import UnavailableError
from shared.platform.access_tokens import AccessTokens
from shared.platform.records.firestore import FirestoreDocuments
from shared.platform.records.port import Create, DocumentId
from shared.setup.google_cloud import open_channel
from tests.unit.platform.metadata_server import Secured, metadata_server, secured_server

PLACE = DocumentId("things", "t1")
PING_AFTER = timedelta(seconds=1)


class ForgetfulProxy:
    """Forwards connections to a port, and forgets those that there are when told."""

    def __init__(self, port: int) -> None:
        self._port, self._age = port, 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.connections = 0
        self.address = ""

    def forget(self) -> None:
        """Forward nothing more of the connections that there are; they stay open."""
        self._age += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator["ForgetfulProxy"]:
        """Serve."""
        server = await asyncio.start_server(self._serve, "localhost", 0)
        self.address = f"localhost:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        out_reader, out_writer = await asyncio.open_connection("localhost", self._port)
        for one in (self._forward(reader, out_writer), self._forward(out_reader, writer)):
            task = asyncio.create_task(one)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        born = self._age
        try:
            with contextlib.suppress(ConnectionError):
                while data := await reader.read(65536):
                    if born == self._age:
                        writer.write(data)
                        await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def through(
    server: Secured, ping_after: timedelta
) -> AsyncIterator[tuple[ForgetfulProxy, FirestoreDocuments]]:
    """Yield a proxy to a server, and a database that is reached through it."""
    with metadata_server() as metadata:
        async with ForgetfulProxy(int(server.target.rsplit(":", 1)[1])).running() as proxy:
            tokens = AccessTokens(metadata.address)
            channel = open_channel(
                proxy.address, tokens, trusted=server.certificate, ping_after=ping_after
            )
            try:
                yield proxy, FirestoreDocuments(channel, project="p", database="eu-data")
            finally:
                await channel.close(None)


@pytest.mark.slow("a ping is waited for")
async def test_the_first_call_after_an_idle_hour_comes_through_a_forgotten_connection() -> None:
    log.seldom.clear()
    async with (
        secured_server() as server,
        through(server, PING_AFTER) as (proxy, documents),
    ):
        assert await documents.get([PLACE])
        await asyncio.sleep(0.2)  # what the call has left to say is said
        proxy.forget()
        await asyncio.sleep(PING_AFTER.total_seconds() + 0.3)  # idle; a ping is under way
        began = time.monotonic()
        assert await documents.get([PLACE])
        assert time.monotonic() - began < 3
        assert proxy.connections == 2


@pytest.mark.slow("several pings are waited for")
async def test_an_idle_connection_is_replaced_before_anybody_calls() -> None:
    async with (
        secured_server() as server,
        through(server, PING_AFTER) as (proxy, documents),
    ):
        await documents.get([PLACE])
        await asyncio.sleep(4 * PING_AFTER.total_seconds())  # more pings than gRPC does by itself
        assert proxy.connections == 1
        proxy.forget()
        await asyncio.sleep(PING_AFTER.total_seconds() + 2)
        began = time.monotonic()
        await documents.commit([Create(PLACE, {})])
        assert time.monotonic() - began < 0.5


@pytest.mark.slow("a call waits for its deadline")
async def test_a_read_without_an_answer_ends_in_time_and_a_commit_is_made_once() -> None:
    async with (
        secured_server() as server,
        through(server, timedelta(minutes=1)) as (proxy, documents),
    ):
        await documents.get([PLACE])
        calls = len(server.calls)
        await asyncio.sleep(0.2)
        proxy.forget()
        for call, most in (
            (documents.get([PLACE]), 5.5),
            (documents.commit([Create(PLACE, {})]), 3.5),
        ):
            began = time.monotonic()
            with pytest.raises(UnavailableError):
                await call
            assert time.monotonic() - began < most
        assert len(server.calls) == calls
