"""Writes that lost against another one: tried again, a bounded number of times."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from shared.kernel.errors import AppError, UnavailableError
from shared.platform.records.port import ContendedError

P = ParamSpec("P")
R = TypeVar("R")

Pause = Callable[[], Awaitable[None]]
YIELDING: Pause = partial(asyncio.sleep, 0)
"""Lets whoever else is at work in this process go first."""


async def _none() -> None:
    """Try again at once."""


def retry_contended(
    *, tries: int, pause: Pause = _none, ending: Callable[[], AppError] = UnavailableError
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Run an attempt again, from its beginning, as long as its write loses against another one.

    An attempt reads what it decides on, decides, and writes as it was seen: what is read inside is
    read anew for each try. Any other error ends it, also a ConflictError of the attempt's own.

    Args:
        tries: How often it runs at most.
        pause: What is waited for before each further try.
        ending: Makes what is raised when the last try has lost too.
    """

    def decorated(attempt: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(attempt)
        async def tried(*args: P.args, **kwargs: P.kwargs) -> R:
            lost = 0
            while True:
                try:
                    return await attempt(*args, **kwargs)
                except ContendedError as e:
                    lost += 1
                    if lost == tries:
                        raise ending() from e
                await pause()

        return tried

    return decorated
