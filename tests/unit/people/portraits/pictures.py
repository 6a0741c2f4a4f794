"""Pictures as people, and others, send them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = b"GPS 48.8584N 2.2945E"


def picture(
    form: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    mode: str = "RGB",
    **how: Any,  # noqa: ANN401
) -> bytes:
    """Return a picture: red, with a blue corner at its upper left."""
    made = Image.new(mode, size, _colour(mode, (255, 0, 0)))
    corner = Image.new(mode, (size[0] // 4, size[1] // 4), _colour(mode, (0, 0, 255)))
    made.paste(corner, (0, 0))
    file = io.BytesIO()
    made.save(file, form, **how)
    return file.getvalue()


def _colour(mode: str, rgb: tuple[int, int, int]) -> Any:  # noqa: ANN401 - depends on the mode
    return Image.new("RGB", (1, 1), rgb).convert(mode).getpixel((0, 0))


def with_exif(orientation: int = 1) -> bytes:
    """Return a JPEG that says where it was taken and how it was held."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = orientation
    return picture(exif=exif.tobytes(), comment=SECRET)


def png_that_says(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose head announces a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def png_with_text() -> bytes:
    """Return a PNG with a comment that would grow to 100 MB if it were unpacked."""
    plain = picture("PNG")
    text = b"Comment\x00\x00" + zlib.compress(bytes(100_000_000), 9)
    end = plain.rindex(b"IEND") - 4
    return plain[:33] + _chunk(b"zTXt", text) + plain[33:end] + plain[end:]


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def deep_grey(size: tuple[int, int] = (64, 48), *, says_how: bytes = b"") -> bytes:
    """Return a grey PNG of 16 bits, black at its left and white at its right.

    Args:
        size: In pixels.
        says_how: Its chunk ``eXIf``.
    """
    width, height = size
    row = b"\0" + b"".join(struct.pack(">H", x * 65535 // (width - 1)) for x in range(width))
    head = struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(row * height))
    exif = _chunk(b"eXIf", says_how) if says_how else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + exif + pixels + _chunk(b"IEND", b"")
