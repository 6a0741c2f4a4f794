"""Read a request's body: bounded, in time, and as strict JSON.

Strict is RFC 8259 without what parsers disagree about: UTF-8 only, no byte order mark, no repeated
names and no lone surrogates (RFC 7493), no NaN or Infinity, no whole number of more than 100
digits, at most 16 levels.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NoReturn

from shared.kernel.errors import (
    BodyTooLargeError,
    FieldFault,
    InvalidInputError,
    MediaTypeError,
    RequestTimeoutError,
)

MAX_DEPTH = 16
_MAX_DIGITS = 100
_BYTES_PER_SECOND = 64 * 1024
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class _RepeatedNameError(ValueError):
    pass


class _NumberError(ValueError):
    pass


def check_media_type(
    content_type: str, content_encoding: str, accepted: tuple[str, ...] = ("application/json",)
) -> None:
    """Accept these media types, in UTF-8 if one names a charset, without a content encoding.

    Raises:
        MediaTypeError: Anything else.
    """
    kind, *parameters = [part.strip().lower() for part in content_type.split(";")]
    if kind == "multipart/form-data":
        parameters = [p for p in parameters if not p.startswith("boundary=")]
    utf_8 = all(p in {"charset=utf-8", 'charset="utf-8"', ""} for p in parameters)
    if kind not in accepted or not utf_8 or content_encoding.lower() not in {"", "identity"}:
        raise MediaTypeError(accepted)


async def read(
    stream: AsyncIterator[bytes], *, announced: str, limit: int, within: timedelta
) -> bytes:
    """Return a body of at most ``limit`` bytes.

    Args:
        stream: It, as it arrives.
        announced: How long it is said to be.
        limit: In bytes.
        within: How long it may take, beside a second for each 64 KiB that have arrived.

    Raises:
        BodyTooLargeError: It is announced as, or turns out to be, larger.
        RequestTimeoutError: It did not arrive in time.
    """
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise BodyTooLargeError
    body = bytearray()
    try:
        async with asyncio.timeout(within.total_seconds()) as timer:
            first = timer.when() or 0.0
            async for chunk in stream:
                body += chunk
                if len(body) > limit:
                    raise BodyTooLargeError
                timer.reschedule(first + len(body) / _BYTES_PER_SECOND)
    except TimeoutError as e:
        raise RequestTimeoutError from e
    return bytes(body)


def parsed(body: bytes) -> object:
    """Return what a body says in strict JSON.

    Raises:
        InvalidInputError: It is not; the fault says in what way.
    """
    if _depth(body) > MAX_DEPTH:
        raise _fault("body-nesting", max_depth=str(MAX_DEPTH))
    try:
        said: object = _DECODER.decode(body.decode())
        if b"\\u" in body:
            json.dumps(said, ensure_ascii=False).encode()  # half a character is no text
    except _RepeatedNameError as e:
        raise _fault("body-repeated-name") from e
    except _NumberError as e:
        raise _fault("body-number") from e
    except (ValueError, RecursionError) as e:
        raise _fault("body-not-json") from e
    return said


def _fault(code: str, **bounds: str) -> InvalidInputError:
    return InvalidInputError(faults=(FieldFault("", code, tuple(bounds.items())),))


def _depth(body: bytes) -> int:
    """Return the deepest nesting of the brackets that are outside strings."""
    deepest = depth = 0
    for bracket in _outside_strings(body).translate(None, _NOT_BRACKETS):
        if bracket in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _outside_strings(body: bytes) -> bytes:
    """Return what of a JSON text is not inside its strings."""
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(unescaped.split(b'"')[::2])


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedNameError
    return found


def _no_constant(_: str) -> NoReturn:
    raise _NumberError


def _bounded(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise _NumberError
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise _NumberError
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_repetition,
    parse_constant=_no_constant,
    parse_float=_finite,
    parse_int=_bounded,
)
"""Made once: it takes no part of what it reads along."""
