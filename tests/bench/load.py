"""A client that costs little: HTTP/1.1 on kept connections, requests as ready bytes.

It runs beside what it measures, so it does as little as can be: no redirects, no cookies, no
chunks. An answer that is not the expected one ends the run.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self, cast

_SECONDS = 30.0


class BenchError(Exception):
    """Something cannot be measured; one line that says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read to its end."""

    status: int
    head: bytes
    body: bytes

    @property
    def etag(self) -> str:
        """Which state this is; empty: not told."""
        _, found, rest = self.head.partition(b"\r\netag: ")
        return rest.split(b"\r\n", 1)[0].decode() if found else ""


def request(
    method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return a request as it goes over the wire. A body goes as JSON."""
    content = b"" if body is None else json.dumps(body).encode()
    told = {"Host": "127.0.0.1", **(headers or {})}
    if body is not None:
        told = {"Content-Type": "application/json", **told, "Content-Length": str(len(content))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content


class Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = b""
        self._waiting: asyncio.Future[Answer] | None = None

    @classmethod
    async def to(cls, port: int) -> Self:
        """Connect to a port of this machine."""
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(cls, "127.0.0.1", port)
        return made

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is none

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BenchError(f"the connection was lost: {exc}"))

    def data_received(self, data: bytes) -> None:
        """Take what comes, until the answer is whole."""
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        _, told, length = head.lower().partition(b"\r\ncontent-length: ")
        if not told:
            self._settle(BenchError("an answer does not tell its length"))
        elif len(rest) >= int(length.split(b"\r\n", 1)[0]):
            self._buffer = b""
            self._settle(Answer(int(head[9:12]), head.lower(), rest))

    def _settle(self, came: Answer | BenchError) -> None:
        if self._waiting is None or self._waiting.done():
            return
        if isinstance(came, Answer):
            self._waiting.set_result(came)
        else:
            self._waiting.set_exception(came)

    async def ask(self, raw: bytes, expected: int = 200) -> Answer:
        """Send a request and return its answer.

        Raises:
            BenchError: It has another status than the expected one, or there is none.
        """
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        answer = await self._waiting
        if answer.status != expected:
            what = raw.split(b"\r\n", 1)[0].decode()
            message = f"{what} was answered {answer.status}: {answer.body[:300]!r}"
            raise BenchError(message)
        return answer

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()


Story = Callable[[Connection, int], Awaitable[object]]
"""Asks once over a connection; the number tells which request of the burst it is."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What a burst of requests took."""

    milliseconds: tuple[float, ...]
    """Of each request."""
    seconds: float
    """Of all."""

    @property
    def p50(self) -> float:
        """The middle request's milliseconds."""
        return statistics.median(self.milliseconds)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.milliseconds) / self.seconds


async def burst(port: int, story: Story, *, connections: int, requests: int) -> Burst:
    """Ask so many times over so many connections, each as fast as it is answered."""
    made = [await Connection.to(port) for _ in range(connections)]
    numbers, took = iter(range(requests)), list[float]()

    async def work(connection: Connection) -> None:
        for number in numbers:
            began = time.perf_counter()
            await story(connection, number)
            took.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    try:
        await asyncio.wait_for(asyncio.gather(*map(work, made)), _SECONDS * 2)
    finally:
        for one in made:
            one.close()
    return Burst(tuple(took), time.perf_counter() - began)
