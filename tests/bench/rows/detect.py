"""Whose number it is: the full ranked list with evidence, against a library's full list."""

import asyncio
import json
import random
import statistics
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.stack.process import ROOT
from shared.parcels.carriers.detect import detect
from tests.bench.load import BenchError
from tests.bench.measure import (
    Figure,
    Goal,
    Measure,
    Row,
    Sample,
    Samples,
    Side,
    alternately,
    compared,
)
from tests.bench.stand import Stand
from tests.unit.parcels.carriers.examples import CHECKED, EXAMPLES, Example

TITLE = "carrier detection: the full ranked list, against PyPI's tracking-numbers"
_SIDES = ("ours", "tracking-numbers")
_NUMBERS, _POOL = 875, 3000
_ROUNDS = 31
_STARTS = 7
_EACH = Measure("ns", "us", "CPU per number")
FIVE_TIMES, AT_START = Goal("<=", 0.2), Goal("<=", 10.0)
_PYTHON = ROOT / ".cache" / "bench" / "bin" / "python"


async def run(stand: Stand) -> Row:
    """Measure passes over numbers in two processes, and what loading takes in fresh ones."""
    if not _PYTHON.exists():
        message = "tracking-numbers has an environment of its own: make bench makes it"
        raise BenchError(message)
    pool, figures = numbers_of(_POOL), list[Figure]()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "numbers.json"
        found = {name: (await _first(name, file, pool))[1:] for name in _SIDES}
        both = [one for one, *n in zip(pool, *found.values(), strict=True) if all(n)]
        sets = {"numbers that both know": both[:_NUMBERS], "numbers of all formats": pool}
        for what, numbers in sets.items():
            goal = FIVE_TIMES if numbers is not pool else None
            samples = await _samples(stand, file, numbers[:_NUMBERS])
            figures.append(compared(f"{_NUMBERS} {what}", samples, "tracking-numbers", _EACH, goal))
        starts = [
            {name: (await _first(name, file, pool[:1]))[0] / 1e6 for name in _SIDES}
            for _ in range(stand.size(_STARTS, 1))
        ]
    ours, theirs = (statistics.median(one[name] for one in starts) for name in _SIDES)
    loading = Figure("loading at start: CPU", "ms", ours, _SIDES[1], theirs, None, AT_START)
    ours, theirs = (sum(found[name][:_NUMBERS]) for name in _SIDES)
    matches = Figure("matches of all formats' numbers", "", ours, _SIDES[1], theirs)
    return Row("detect", TITLE, [*figures, loading, matches])


async def _samples(stand: Stand, file: Path, numbers: Sequence[str]) -> Samples:
    _put(numbers, file)
    async with AsyncExitStack() as running:
        sides: dict[str, Side] = {}
        for name in _SIDES:
            process, _ = await running.enter_async_context(_process(name, file))
            sides[name] = _passing(process, len(numbers))
        return await alternately(sides, stand.size(_ROUNDS, 1))


def numbers_of(number: int) -> list[str]:
    """Return so many: the examples of all formats, then such with other digits and their check.

    As they are normalised; always the same.
    """
    chance = random.Random(875)  # noqa: S311 - the same numbers every time
    numbers = dict.fromkeys(example.number for example in EXAMPLES)
    further = _further(chance)
    while len(numbers) < number:
        numbers[next(further)] = None
    return list(numbers)


def _further(chance: random.Random) -> Iterator[str]:
    while True:
        for example in CHECKED:
            yield from _like(example, chance)


def _like(example: Example, chance: random.Random) -> Iterator[str]:
    """Yield a number of the same format with three other digits, if there is one."""
    assert example.check_at is not None
    signs, check = list(example.number), example.check_at % len(example.number)
    places = [n for n, sign in enumerate(signs) if sign.isdigit() and n != check]
    for place in chance.sample(places, min(3, len(places))):
        signs[place] = chance.choice("0123456789")
    for digit in "0123456789":
        signs[check] = digit
        number = "".join(signs)
        if any((one.format, one.evidence) == (example.format, example.evidence)
               for one in detect(number)):  # fmt: skip
            yield number
            return


def _put(numbers: Sequence[str], file: Path) -> None:
    file.write_text(json.dumps(numbers), encoding="utf-8")


async def _first(name: str, file: Path, numbers: Sequence[str]) -> list[int]:
    """Return what loading takes in a fresh process, in ns, and how much it finds of each number."""
    _put(numbers, file)
    async with _process(name, file) as (_, first):
        return first


@asynccontextmanager
async def _process(
    name: str, file: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[int]]]:
    """Run a process that goes over the numbers; yield it with the first line that it tells."""
    ours, theirs = "tests.bench.detecting", "tests.bench.baselines.numbers"
    python, module = (sys.executable, ours) if name == "ours" else (str(_PYTHON), theirs)
    process = await asyncio.create_subprocess_exec(
        python, "-m", module, str(file), cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20,
    )  # fmt: skip
    try:
        yield process, await _line(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> list[int]:
    assert process.stdout is not None
    told = await process.stdout.readline()
    if not told:
        message = "what goes over the numbers ended by itself"
        raise BenchError(message)
    return [int(one) for one in told.split()]


def _passing(process: asyncio.subprocess.Process, numbers: int) -> Side:
    """Return a side that has a process go over all numbers once."""

    async def side() -> Sample:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        (ns,) = await _line(process)
        return {"ns": ns / numbers / 1000}

    return side
