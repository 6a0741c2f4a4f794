"""Things that do not wait for one another, done side by side."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@overload
async def together(first: Awaitable[A], second: Awaitable[B], /) -> tuple[A, B]: ...


@overload
async def together(
    first: Awaitable[A], second: Awaitable[B], third: Awaitable[C], /
) -> tuple[A, B, C]: ...


@overload
async def together(*stories: Awaitable[A]) -> tuple[A, ...]: ...


async def together(*stories: Awaitable[Any]) -> tuple[Any, ...]:
    """Return what came of each, when all have ended: nothing goes on behind an error.

    Raises:
        BaseException: The error of the first of them that has one.
    """
    ended = await asyncio.gather(*stories, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return tuple(ended)
