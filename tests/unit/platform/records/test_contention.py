"""What lost against another write is tried again: so often, with what was read anew."""

import pytest

from shared.kernel.errors import AppError, ConflictError, TooManyError, UnavailableError
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError


class Attempt:
    """Loses a number of times, then returns how often it was tried."""

    def __init__(self, loses: int, error: AppError | None = None) -> None:
        self.loses, self.error = loses, error
        self.tried = self.paused = 0

    async def pause(self) -> None:
        """Note that somebody waits before a further try."""
        self.paused += 1

    async def once(self, word: str = "", *, end: str = "") -> str:
        """Try it once."""
        self.tried += 1
        if self.tried <= self.loses:
            raise self.error or ContendedError
        return f"{word}{self.tried}{end}"


async def test_it_is_tried_again_from_its_beginning_until_it_wins() -> None:
    attempt = Attempt(loses=2)
    assert await retry_contended(tries=3)(attempt.once)("try ", end="!") == "try 3!"


@pytest.mark.parametrize("tries", [1, 2, 5])
async def test_it_is_tried_so_often_and_no_more(tries: int) -> None:
    attempt = Attempt(loses=9)
    with pytest.raises(UnavailableError) as caught:
        await retry_contended(tries=tries, pause=attempt.pause)(attempt.once)()
    assert (attempt.tried, attempt.paused) == (tries, tries - 1)
    assert isinstance(caught.value.__cause__, ContendedError)


async def test_it_ends_in_the_error_that_was_named() -> None:
    with pytest.raises(ContendedError):
        await retry_contended(tries=2, ending=ContendedError)(Attempt(loses=2).once)()


@pytest.mark.parametrize("error", [ConflictError(), TooManyError(), UnavailableError()])
async def test_no_other_error_is_tried_again(error: AppError) -> None:
    attempt = Attempt(loses=1, error=error)
    with pytest.raises(type(error)) as caught:
        await retry_contended(tries=3)(attempt.once)()
    assert (caught.value, attempt.tried) == (error, 1)


async def test_each_call_has_all_of_its_tries() -> None:
    attempt = Attempt(loses=2)
    once = retry_contended(tries=2)(attempt.once)
    with pytest.raises(UnavailableError):
        await once()
    assert await once() == "3"


def test_it_is_still_called_by_its_name() -> None:
    assert retry_contended(tries=2)(Attempt(0).once).__name__ == "once"
