"""A visitor's look-up of shipments that are in the cache: one, and as many as one may ask for."""

import json
from collections.abc import Sequence
from typing import Any

from tests.bench.baselines.database import SHIPMENTS, name_of
from tests.bench.load import Connection, Story, burst, request
from tests.bench.measure import Figure, Goal, Row
from tests.bench.rows.http import asking, measured
from tests.bench.stand import Served, Stand
from tests.world import new_source

TITLE = "POST /v1/waybills/query, cached: plain keeps fields, or one ready text"
_CONNECTIONS = 16
_MOST = 40
_SOURCES = 50
ENOUGH = {1: Goal(">=", 1.0), _MOST: Goal(">=", 1.4)}


async def run(stand: Stand) -> Row:
    """Measure one number and forty, against hello world and the same reads."""
    numbers = delivered(_MOST)
    ours = await stand.ours("tracking")
    await into_the_cache(stand, ours, numbers)
    plain, ready = await stand.theirs("plain", "query"), await stand.theirs("plain", "query_text")
    floor = await stand.theirs("floor", "query")
    figures: list[Figure] = []
    for many, requests in ((1, 320), (_MOST, 64)):
        story = looking(numbers, many)
        size = stand.size(requests, _CONNECTIONS)
        sides = {
            name: asking(served, story, size, _CONNECTIONS)
            for name, served in (
                ("ours", ours), ("plain", plain), ("ready text", ready), ("floor", floor),
            )
        }  # fmt: skip
        figures += await measured(stand, f"query of {many}, 16 at once", sides, ENOUGH[many])
    return Row("query", TITLE, figures, [f"Firestore: {stand.emulators}"])


def delivered(number: int) -> list[str]:
    """Return so many numbers of the sandbox that are delivered, and stay fresh for long."""
    return [f"AGP-DELIVERED-{one:04}" for one in range(number)]


async def into_the_cache(stand: Stand, ours: Served, numbers: Sequence[str]) -> None:
    """Have each shipment asked for once, and written in clear for the plain functions."""
    found: dict[str, Any] = {}

    async def ask(connection: Connection, place: int) -> None:
        answer = await connection.ask(_raw([numbers[place]]))
        (item,) = json.loads(answer.body)["items"]
        assert item["outcome"] == "found", item
        found[numbers[place]] = item

    await burst(ours.port, ask, connections=2, requests=len(numbers))
    database = stand.plain_database()
    batch = database.batch()
    for number, item in found.items():
        place = database.collection(SHIPMENTS).document(name_of(number))
        batch.set(place, {"found": item, "text": json.dumps(item)})
    await batch.commit()


def looking(numbers: Sequence[str], many: int) -> Story:
    """Return a story in which visitors from many addresses look some of these up."""
    raw = [
        _raw([numbers[(start + place) % len(numbers)] for place in range(many)])
        for start in range(_SOURCES)
    ]

    async def story(connection: Connection, number: int) -> None:
        await connection.ask(raw[number % len(raw)])

    return story


def _raw(numbers: Sequence[str]) -> bytes:
    body = {"items": [{"number": one} for one in numbers]}
    return request("POST", "/v1/waybills/query", body, {"X-Forwarded-For": new_source()})
