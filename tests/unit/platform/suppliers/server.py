"""A small HTTP server that misbehaves as told, for the client of suppliers to meet."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def reply(status: int, body: bytes = b"{}", **headers: str) -> bytes:
    """Return an answer as bytes; an underscore in a header's name is a hyphen."""
    lines = [f"HTTP/1.1 {status} Something", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Server:
    """Answers each connection once: with the next of ``replies``, the last of them for ever."""

    replies: list[bytes | None] = field(default_factory=lambda: [OK])
    """None: say nothing until the client leaves or ``release`` is set."""
    requests: list[bytes] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self.port}"

    async def until(self, number: int) -> None:
        """Wait until so many requests have come."""
        while len(self.requests) < number:
            self.arrived.clear()
            await self.arrived.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self._answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.arrived.set()
        self.most_at_once = max(self.most_at_once, self.at_once)
        answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if answer is None:
            await self.release.wait()
            answer = OK
        self.at_once -= 1
        writer.write(answer)
        await writer.drain()
        if b"Content-Length" not in answer or answer.endswith(b"cut"):
            writer.close()


@asynccontextmanager
async def running(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Run a server on a port of its own."""
    listener = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=tls)  # noqa: SLF001 - its runner
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.release.set()
        listener.close()
        await listener.wait_closed()
