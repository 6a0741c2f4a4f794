"""Whoever sends bodies slowly holds few requests open, and for a moment only."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from tests.world import Instance, World

pytestmark = pytest.mark.stack

SLOW = 245
OF_SOURCE, OF_NETWORK, OF_24 = 10, 20, 40
IN_TIME = 1.0
LATE_AFTER, GONE_AFTER = 2.5, 6.0


class Slow:
    """A request whose body comes slowly or never, on a socket of its own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self.status: int | None = None
        self.head = b""
        self.answered = asyncio.create_task(self._wait())

    @classmethod
    async def begin(cls, url: str, source: str, *, length: int = 2, path: str = "") -> "Slow":
        """Send the head of a request, and one byte of its body."""
        at = urlsplit(url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        head = (
            f"POST {path or '/v1/waybills/query'} HTTP/1.1\r\nHost: {at.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n"
            f"X-Forwarded-For: {source}\r\n\r\n"
        )
        writer.write(head.encode() + b"{")
        await writer.drain()
        return cls(reader, writer)

    async def _wait(self) -> None:
        try:
            self.head = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        self.status = int(self.head.split()[1])

    async def end(self) -> None:
        """Close the socket."""
        self.answered.cancel()
        await asyncio.gather(self.answered, return_exceptions=True)
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


@asynccontextmanager
async def slow(url: str, sources: list[str]) -> AsyncIterator[list[Slow]]:
    """Yield that many slow requests."""
    began = [await Slow.begin(url, source) for source in sources]
    try:
        yield began
    finally:
        for one in began:
            await one.end()


async def answered(held: list[Slow], least: int) -> None:
    """Wait until so many were answered, as long as no body is late: a busy machine takes longer."""
    for _ in range(int(LATE_AFTER / 0.05)):
        if sum(one.answered.done() for one in held) >= least:
            return
        await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
async def instance(world: World) -> AsyncIterator[Instance]:
    """Yield an instance with the limits that it has by default."""
    async with world.gateway("slowly") as one:
        yield one


@pytest.mark.parametrize(
    ("sources", "most"),
    [
        (["2001:db8:77:1::1"] * SLOW, OF_SOURCE),
        ([f"2001:db8:78:{n:x}::1" for n in range(SLOW)], OF_NETWORK),
        (["203.0.113.9"] * SLOW, OF_SOURCE),
        ([f"198.51.100.{n}" for n in range(SLOW)], OF_24),
    ],
    ids=["one /64", "one /48", "one IPv4 address", "one /24"],
)
async def test_245_slow_bodies_hold_few_requests_open_and_others_are_served(
    world: World, instance: Instance, sources: list[str], most: int
) -> None:
    url = str(instance.visitor.base_url)
    async with slow(url, sources) as held:
        await answered(held, len(held) - most)
        open_ = [one for one in held if not one.answered.done()]
        assert 0 < len(open_) <= most
        refused = [one for one in held if one.answered.done()]
        assert {one.status for one in refused} == {429}
        assert all(b"retry-after: " in one.head.lower() for one in refused)
        began = time.monotonic()
        for _ in range(10):
            async with world.visitor(url=url) as other:
                query = {"items": [{"number": "AGP-DELIVERED-0502"}]}
                assert (await other.post("/v1/waybills/query", json=query)).status_code == 200
        assert time.monotonic() - began < 10 * IN_TIME
        await asyncio.wait_for(asyncio.gather(*(one.answered for one in open_)), GONE_AFTER)
        assert {one.status for one in open_} == {408}


async def test_a_trickle_is_no_progress(instance: Instance) -> None:
    one = await Slow.begin(str(instance.visitor.base_url), "2001:db8:79:1::1", length=60_000)
    began = time.monotonic()
    while not one.answered.done() and time.monotonic() - began < 2 * GONE_AFTER:
        one.writer.write(b" " * 10)
        await asyncio.sleep(0.1)
    assert one.status == 408
    assert time.monotonic() - began < GONE_AFTER
    await one.end()


async def test_a_large_body_on_a_slow_line_is_taken(instance: Instance) -> None:
    """60 KB in three and a half seconds: 17 KB in each."""
    body = b'{"items": [' + b" " * 60_000 + b'{"number": "AGP-DELIVERED-0502"}]}'
    one = await Slow.begin(str(instance.visitor.base_url), "2001:db8:7a:1::1", length=len(body))
    rest = body[1:]
    for start in range(0, len(rest), 3_000):
        one.writer.write(rest[start : start + 3_000])
        await asyncio.sleep(3.5 / 21)
    await asyncio.wait_for(one.answered, GONE_AFTER)
    assert one.status == 200
    await one.end()
