"""What is done side by side is done when the answer is there, whatever came of it."""

import asyncio

import pytest

from shared.kernel.together import together


async def test_each_is_told_in_its_place_and_none_waits_for_another() -> None:
    gate = asyncio.Event()

    async def first() -> str:
        await gate.wait()
        return "first"

    async def second() -> int:
        gate.set()
        return 2

    assert await together(first(), second()) == ("first", 2)


async def test_an_error_is_raised_when_all_have_ended() -> None:
    done: list[str] = []

    async def fails() -> None:
        raise LookupError

    async def slow() -> None:
        await asyncio.sleep(0.01)
        done.append("slow")

    with pytest.raises(LookupError):
        await together(fails(), slow())
    assert done == ["slow"]
