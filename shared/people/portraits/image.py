"""Make a portrait from a picture that somebody sent: only its pixels come through.

Whatever else a file may carry (position, camera, comments, a second file behind the picture) is
left behind, because what is kept is a new JPEG of the decoded pixels. The size is read from the
head and refused before anything is decompressed.
"""

import io
from typing import TYPE_CHECKING

from shared.kernel.errors import InvalidInputError, bad_field

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
MAX_BYTES = 1024 * 1024
MAX_PIXELS = 16_000_000
EDGE_PIXELS = 512
_LEAST_PIXELS = 16
_FORMATS = ("PNG", "JPEG", "WEBP")
_QUALITY = 85
_SMOOTH = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
"""Modes whose pixels can be averaged when a picture is made smaller."""
_DEEP_GREY = "I;16"
"""The mode of a grey picture of 16 bits, little-endian: conversion would cut it, not scale it."""
_NOT_A_PICTURE = (OSError, SyntaxError, ValueError, ArithmeticError, MemoryError, EOFError)
"""What Pillow raises beside its own errors when a file is oddly made."""


def portrait_of(picture: bytes) -> bytes:
    """Return a JPEG (JFIF, sRGB, no metadata) whose longer edge has at most 512 pixels.

    Takes up to a second of CPU: run it in a thread.

    Args:
        picture: PNG, JPEG or WebP, at most 1 MiB and 16 million pixels; of an animation the first
            picture.

    Raises:
        InvalidInputError: It is none of these, damaged, too small, or has too many pixels.
    """
    from PIL import Image as pillow  # noqa: N813, PLC0415 - when a portrait is made

    try:
        with pillow.open(io.BytesIO(picture), formats=_FORMATS) as opened:
            _check_size(opened.size)
            return _made_anew(opened)
    except InvalidInputError:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as e:
        raise bad_field("", "portrait-too-large") from e
    except _NOT_A_PICTURE as e:
        raise bad_field("", "portrait-unreadable") from e


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise bad_field("", "portrait-too-large")
    if min(width, height) < _LEAST_PIXELS:
        raise bad_field("", "portrait-too-small")


def _made_anew(opened: "Image") -> bytes:
    """Return the pixels, turned upright, as a new file."""
    from PIL import Image as pillow  # noqa: N813, PLC0415 - as above
    from PIL import ImageOps  # noqa: PLC0415 - as above

    opened.draft("RGB", (EDGE_PIXELS, EDGE_PIXELS))  # a JPEG is decoded no larger than needed
    opened.load()
    small = _eight_bits(opened) if opened.mode == _DEEP_GREY else opened
    if small.mode not in _SMOOTH:
        small = small.convert("RGBA")
    small.thumbnail((EDGE_PIXELS, EDGE_PIXELS))
    shown = ImageOps.exif_transpose(small).convert("RGBA")
    plain = pillow.new("RGB", shown.size, "white")
    plain.paste(shown, mask=shown)
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()


def _eight_bits(deep: "Image") -> "Image":
    """Return a grey picture of 16 bits with the upper half of each."""
    from PIL import Image as pillow  # noqa: N813, PLC0415 - as above

    made = pillow.frombytes("L", deep.size, deep.tobytes()[1::2])
    made.info |= {name: deep.info[name] for name in ("exif",) if name in deep.info}
    return made
