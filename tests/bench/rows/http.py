"""A person's own data over HTTP, warm: seen, changed, and events told."""

import asyncio
from collections.abc import Sequence

from shared.people.usage.model import Traces
from shared.privacy.describe import Database
from shared.setup.people import PeopleParts
from tests.bench import people
from tests.bench.load import Connection, Story, burst, request
from tests.bench.measure import (
    CPU,
    P50,
    RATE,
    Figure,
    Goal,
    Row,
    Sample,
    Side,
    alternately,
    compared,
)
from tests.bench.people import Somebody
from tests.bench.stand import REGION, Served, Stand

TITLE = "a person's own data over HTTP, warm"
_PEOPLE = 40
NO_SLOWER, NO_FEWER, MORE = Goal("<=", 1.0), Goal(">=", 1.0), Goal(">=", 1.1)
SAME = "the same calls"
_EVENT = {"events": [{"what": "page", "name": "home"}]}


async def run(stand: Stand) -> Row:
    """Measure GET over 1 and 8 connections, PATCH and events over 1."""
    parts = PeopleParts(stand.platform())
    count = stand.size(_PEOPLE, 3)
    known = await people.ours(parts, count)
    plainly = await people.plain(stand.plain_database(), count)
    others = await people.plain(stand.plain_database(), count)
    ours, plain, floor = (
        await stand.ours("profile"),
        await stand.theirs("plain", "me"),
        await stand.theirs("floor", "me"),
    )
    figures: list[Figure] = []
    for connections, requests in ((1, 200), (8, 300)):
        size = stand.size(requests, 4)
        sides = {
            "ours": asking(ours, seeing(known), size, connections),
            "plain": asking(plain, seeing(plainly), size, connections),
            "floor": asking(floor, seeing(plainly), size, connections),
        }
        what = f"GET /v1/me, {connections} at once"
        figures += await measured(stand, what, sides, NO_FEWER, NO_SLOWER)
    size = stand.size(100, 4)
    sides = {
        "ours": asking(ours, changing(known), size, 1),
        "plain": asking(plain, changing(plainly), size, 1),
        SAME: asking(await stand.theirs("same_calls", "me"), rewriting(others), size, 1),
    }
    figures += await measured(stand, "PATCH /v1/me", sides, MORE, NO_SLOWER)
    figures += await _events(stand, known, plainly)
    return Row("http", TITLE, figures, [f"Firestore: {stand.emulators}"])


async def _events(
    stand: Stand, known: Sequence[Somebody], plainly: Sequence[Somebody]
) -> list[Figure]:
    """Measure POST /v1/events. What is told is taken away between: Google's emulator reads all."""
    size = stand.size(100, 4)
    ours, plain = await stand.ours("consents"), await stand.theirs("plain", "events")
    same = await stand.theirs("same_calls", "events")
    data = stand.database(f"{REGION}-{Database.DATA}")

    async def empty() -> None:
        found = [one async for one in data.collection(Traces.collection).list_documents()]
        batch = data.batch()
        for one in found:
            batch.delete(one)
        await batch.commit()

    def emptied(side: Side) -> Side:
        async def wrapped() -> Sample:
            await empty()
            return await side()

        return wrapped

    sides = {
        "ours": emptied(asking(ours, telling(known), size, 1)),
        "plain": emptied(asking(plain, telling(plainly), size, 1)),
        SAME: emptied(asking(same, telling(plainly), size, 1)),
    }
    return await measured(stand, "POST /v1/events", sides, MORE, NO_SLOWER)


async def measured(
    stand: Stand, what: str, sides: dict[str, Side], least: Goal, slowest: Goal | None = None
) -> list[Figure]:
    """Return throughput, p50 and CPU against plain, throughput and CPU against the others."""
    for side in sides.values():
        await side()  # warm
    samples = await alternately(sides, stand.size(9, 1))
    figures = [
        compared(what, samples, "plain", RATE, least),
        compared(what, samples, "plain", P50, slowest),
        compared(what, samples, "plain", CPU),
    ]
    for other in [one for one in sides if one not in {"ours", "plain"}]:
        figures += [compared(what, samples, other, RATE), compared(what, samples, other, CPU)]
    if SAME in sides:
        floor = {"ours": samples[SAME], "plain": samples["plain"]}
        figures.append(compared(f"{what}, {SAME} on raw gRPC", floor, "plain", RATE))
    return figures


def asking(served: Served, story: Story, requests: int, connections: int) -> Side:
    """Return a side that asks a function so often, over so many connections."""

    async def side() -> Sample:
        before = served.cpu
        came = await burst(served.port, story, connections=connections, requests=requests)
        cpu = (served.cpu - before) / requests
        return {"p50": came.p50, "rate": came.rate, "cpu": cpu}

    return side


def seeing(who: Sequence[Somebody]) -> Story:
    """Return a story in which each sees their own data in turn."""
    raw = [request("GET", "/v1/me", headers=one.headers) for one in who]

    async def story(connection: Connection, number: int) -> None:
        await connection.ask(raw[number % len(raw)])

    return story


def changing(who: Sequence[Somebody]) -> Story:
    """Return a story in which each changes their nickname in turn, by the ETag that they saw.

    Whoever has seen none yet looks first, and whoever is at it finishes before their next.
    """
    tags: dict[str, str] = {}
    turn = {one.id: asyncio.Lock() for one in who}
    turns = iter(range(10**9))

    async def story(connection: Connection, number: int) -> None:
        one = who[number % len(who)]
        async with turn[one.id]:
            if one.id not in tags:
                seen = await connection.ask(request("GET", "/v1/me", headers=one.headers))
                tags[one.id] = seen.etag
            headers = {**one.headers, "If-Match": tags[one.id]}
            body = {"nickname": f"Benchmark {next(turns)}"}
            answer = await connection.ask(request("PATCH", "/v1/me", body, headers))
            tags[one.id] = answer.etag

    return story


def rewriting(who: Sequence[Somebody]) -> Story:
    """Return a story in which each changes their nickname in turn, whatever it was."""
    turns = iter(range(10**9))

    async def story(connection: Connection, number: int) -> None:
        one = who[number % len(who)]
        body = {"nickname": f"Benchmark {next(turns)}"}
        await connection.ask(request("PATCH", "/v1/me", body, {**one.headers, **_named(one)}))

    return story


def _named(one: Somebody) -> dict[str, str]:
    """Return what says whose a request is to what cannot open a token."""
    return {"X-Person": one.id}


def telling(who: Sequence[Somebody]) -> Story:
    """Return a story in which each tells of a page that was opened, in turn."""
    raw = [request("POST", "/v1/events", _EVENT, {**one.headers, **_named(one)}) for one in who]

    async def story(connection: Connection, number: int) -> None:
        await connection.ask(raw[number % len(raw)], 202)

    return story
