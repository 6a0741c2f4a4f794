"""A zip archive that is written as it is made: nothing of it is ever in memory but the last piece.

Sizes and checksums stand behind each file's data (a data descriptor, APPNOTE.TXT 4.3.9), because
who writes to a stream cannot go back; every unpacker of today reads that.
"""

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.platform.objects.port import ObjectWriting

_PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of an archive, as the manifest lists it."""

    path: str
    size: int
    """Of its content, unpacked."""
    sha256: str


class _Sink(io.RawIOBase):
    """Takes what the zip module writes until somebody fetches it."""

    def __init__(self) -> None:
        super().__init__()
        self._pending = bytearray()
        self.total = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has a buffer
        self._pending += data
        size = memoryview(data).nbytes
        self.total += size
        return size

    def fetch(self, least: int) -> bytes:
        """Return what is pending if there is so much of it."""
        if len(self._pending) < least:
            return b""
        taken = bytes(self._pending)
        self._pending.clear()
        return taken


class ZipStream:
    """An archive while it is being written."""

    def __init__(self, out: ObjectWriting, *, at: datetime) -> None:
        self._out, self._sink = out, _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self._packed: list[Packed] = []

    @property
    def packed(self) -> Sequence[Packed]:
        """The files that are in it, in their order."""
        return self._packed

    @property
    def size(self) -> int:
        """How many bytes of the archive were written."""
        return self._sink.total

    async def add(self, path: str, pieces: AsyncIterator[bytes]) -> None:
        """Add a file, piece by piece.

        Raises:
            UnavailableError, ValueError: As ``ObjectWriting.write`` does.
        """
        info = zipfile.ZipInfo(path, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as file:
            async for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                await self._send(_PIECE_BYTES)
        await self._send(_PIECE_BYTES)
        self._packed.append(Packed(path, size, digest.hexdigest()))

    async def add_whole(self, path: str, content: bytes) -> None:
        """Add a small file."""

        async def pieces() -> AsyncIterator[bytes]:
            yield content

        await self.add(path, pieces())

    async def end(self) -> None:
        """Write the directory: without it the archive does not open."""
        self._zip.close()
        await self._send(1)

    async def _send(self, least: int) -> None:
        if pending := self._sink.fetch(least):
            await self._out.write(pending)
