"""A TCP proxy that misbehaves when told to. Stands between a gateway and one of its parts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Self


class Mode(StrEnum):
    """How the proxy behaves from now on, also on connections that are open."""

    PASS = "pass"  # noqa: S105 - not a password
    REFUSE = "refuse"
    """Connections are closed at once."""
    HANG = "hang"
    """Nothing comes through any more; connections stay open."""
    CUT = "cut"
    """Requests come through; the first byte of an answer closes the connection."""


class Proxy:
    """Listens on a free port of 127.0.0.1 and passes on to another."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._mode = Mode.PASS
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._cut_in: int | None = None
        self.cuts = 0
        """How many answers were cut."""

    @property
    def address(self) -> str:
        """Return where it listens."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    def behave(self, mode: Mode) -> None:
        """Change the behaviour."""
        self._mode = mode
        if mode is Mode.HANG:
            self._flowing.clear()
        else:
            self._flowing.set()
        if mode is Mode.REFUSE:
            self._close_all()

    def cut_once(self, after: int) -> None:
        """Let so many answers pass, then cut one, and behave again.

        What is cut was done: its request came through. For what speaks HTTP/2 only, as gRPC does.
        """
        self._cut_in = after

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self._close_all()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._mode is Mode.REFUSE:
            writer.close()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.close()
            return
        self._open |= {writer, there_writer}
        async with _closing(writer), _closing(there_writer):
            await asyncio.wait(
                [
                    asyncio.create_task(self._pump(reader, there_writer, answer=False)),
                    asyncio.create_task(self._pump(there_reader, writer, answer=True)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        self._open -= {writer, there_writer}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answer: bool
    ) -> None:
        answers = _Answers()
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65_536):
                await self._flowing.wait()
                if answer and self._is_cut(answers.ended_in(chunk)):
                    self.cuts += 1
                    return
                writer.write(chunk)
                await writer.drain()

    def _is_cut(self, ended: int) -> bool:
        if self._cut_in is not None:
            self._cut_in -= ended
            if self._cut_in < 0:
                self._cut_in = None
                return True
        return self._mode is Mode.CUT

    def _close_all(self) -> None:
        for writer in self._open:
            writer.close()
        self._open.clear()


class _Answers:
    """Counts answers in what a server sends: HTTP/2 frames that end a stream (RFC 9113, 4.1)."""

    _HEAD = 9
    _END_STREAM = 0x1
    _MAY_END = frozenset({0x0, 0x1})
    """DATA and HEADERS: elsewhere the flag means something else."""

    def __init__(self) -> None:
        self._head, self._left = b"", 0

    def ended_in(self, chunk: bytes) -> int:
        """Return how many answers end in the next piece of the stream."""
        ended = 0
        while chunk:
            skipped = min(self._left, len(chunk))
            self._left -= skipped
            chunk = chunk[skipped:]
            if self._left or not chunk:
                break
            taken = self._HEAD - len(self._head)
            self._head, chunk = self._head + chunk[:taken], chunk[taken:]
            if len(self._head) == self._HEAD:
                self._left = int.from_bytes(self._head[:3])
                ended += self._head[3] in self._MAY_END and bool(self._head[4] & self._END_STREAM)
                self._head = b""
        return ended


@contextlib.asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
