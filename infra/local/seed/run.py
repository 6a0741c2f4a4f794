"""``python -m infra.local.seed.run --people 1000``: fill a running stack with invented people.

Everything goes through the public API, as apps would call it; codes are read where the stack keeps
what it sent. Exit status 0 if nothing was refused, 1 if something was or the stack does not answer,
2 when what was asked for makes no sense, 130 after Ctrl-C. Reads PORT_BASE.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from infra.local.seed.calls import Sink, StackGoneError, Tally, client
from infra.local.seed.people import MOST_PEOPLE, MOST_SEED, Invented, invented
from infra.local.seed.story import Stage, live
from infra.local.seed.told import progress_line, summary
from infra.local.stack.ports import REGIONS, Ports

_AT_ONCE = 8
_EVERY_SECONDS = 0.5
_INTERRUPTED = 130
_DIGITS = 9
Say = Callable[[int, float], None]
"""Told how many people are done, and the seconds since the start."""


class AskedWronglyError(Exception):
    """What was asked for makes no sense; one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A population, and where it is to live."""

    people: int
    region: str
    seed: int
    ports: Ports


def asked_for(arguments: Sequence[str], environ: Mapping[str, str]) -> Plan:
    """Read what is asked for.

    Raises:
        AskedWronglyError: A number is out of bounds, the region unknown, or PORT_BASE is none.
    """
    parser = argparse.ArgumentParser(prog="seed", description="Fill a running stack with people.")
    parser.add_argument("--people", default="", help=f"1 to {MOST_PEOPLE}")
    parser.add_argument("--region", default="eu", help=", ".join(REGIONS))
    parser.add_argument("--seed", default="1", help=f"which population: 0 to {MOST_SEED}")
    given = parser.parse_args(arguments)
    people = _number("PEOPLE", given.people, 1, MOST_PEOPLE)
    seed = _number("SEED", given.seed, 0, MOST_SEED)
    if given.region not in REGIONS:
        message = f"REGION is one of {', '.join(REGIONS)}, not {given.region!r}"
        raise AskedWronglyError(message)
    try:
        return Plan(people, given.region, seed, Ports.of(environ))
    except ValueError as e:
        raise AskedWronglyError(str(e)) from e


async def seed(plan: Plan, tally: Tally, say: Say) -> None:
    """Let everybody of a plan live, eight at a time.

    Raises:
        StackGoneError: The stack does not answer, or stopped to; what was done is counted.
    """
    began = time.monotonic()
    ports = plan.ports
    async with (
        client(ports.gateway_url(plan.region)) as api,
        client(ports.url_of("messages")) as sent,
    ):
        await _check(api, sent)
        stage = Stage(ports, api, Sink(sent), tally, datetime.now(UTC))
        people = (invented(one, seed=plan.seed, region=plan.region) for one in range(plan.people))
        tasks = [asyncio.create_task(_work(people, stage)) for _ in range(_AT_ONCE)]
        try:
            while not all(task.done() for task in tasks):
                await asyncio.wait(tasks, timeout=_EVERY_SECONDS, return_when="FIRST_EXCEPTION")
                say(tally.seen, time.monotonic() - began)
                if any(task.done() and task.exception() for task in tasks):
                    break
        finally:
            await _end(tasks)


def main() -> int:
    """Seed, tell what came of it, and return the exit status."""
    try:
        plan = asked_for(sys.argv[1:], os.environ)
    except AskedWronglyError as e:
        print(e, file=sys.stderr)
        return 2
    tally, began = Tally(), time.monotonic()
    try:
        asyncio.run(seed(plan, tally, progress_line(sys.stdout, plan.people)))
        status = 1 if tally.refused else 0
    except StackGoneError:
        print(_not_running(plan, tally), file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = _INTERRUPTED
    if tally.seen:
        print("\n".join(summary(tally, plan.region, time.monotonic() - began)))
    return status


async def _check(*parts: httpx.AsyncClient) -> None:
    """Find out at once whether the stack runs."""
    try:
        for part, path in zip(parts, ("/healthz", "/messages?to=nobody"), strict=True):
            (await part.get(path)).raise_for_status()
    except httpx.HTTPError as e:
        raise StackGoneError from e


async def _work(people: Iterator[Invented], stage: Stage) -> None:
    for person in people:
        await live(person, stage)
        stage.tally.seen += 1


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Stop whoever is still at work, and raise what stopped the others."""
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            raise one


def _number(name: str, given: str, least: int, most: int) -> int:
    if not given:
        message = f"{name} is missing: make seed {name}=1000"
        raise AskedWronglyError(message)
    is_number = given.isascii() and given.isdigit() and len(given) <= _DIGITS
    if not (is_number and least <= int(given) <= most):
        message = f"{name} is a number from {least} to {most}, not {given[:20]!r}"
        raise AskedWronglyError(message)
    return int(given)


def _not_running(plan: Plan, tally: Tally) -> str:
    base = "" if plan.ports == Ports() else f"PORT_BASE={plan.ports.base} "
    regions = "" if plan.region in {"eu", "us"} else f"REGIONS=eu,us,{plan.region} "
    does = "stopped answering" if tally.seen else "does not answer"
    where = plan.ports.gateway_url(plan.region)
    return f"the stack {does} at {where}: start it with `{base}{regions}make run` first"


if __name__ == "__main__":
    sys.exit(main())
