"""A visitor's look-up of shipments that are in the cache: one, and as many as one may ask for."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import SANDBOX, Asked
from shared.parcels.carriers.number import normalise
from shared.parcels.shipments.model import ShipmentRef
from shared.privacy.purposes import TRACKING
from shared.setup.parcels import ParcelParts
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
    await kept_fresh(stand, numbers)
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
    """Return so many numbers of the sandbox that are delivered."""
    return [f"AGP-DELIVERED-{one:04}" for one in range(number)]


async def into_the_cache(stand: Stand, ours: Served, numbers: Sequence[str]) -> None:
    """Have each shipment asked for once, and written in clear for the plain functions.

    The sandbox is asked anew after a minute: who looks for longer has them kept fresh.
    """
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


async def kept_fresh(stand: Stand, numbers: Sequence[str]) -> None:
    """Have shipments that are in the cache be fresh for a day, as a parcel's of a carrier is."""
    parts = ParcelParts(stand.platform())
    refs = [ShipmentRef(SANDBOX, Asked(normalise(number))) for number in numbers]
    names = [await parts.shipment_keys.name(ref) for ref in refs]
    until = {"fresh_until": datetime.now(UTC) + DAY}
    slots = await parts.shipments.look(list(zip(refs, names, strict=True)), TRACKING)
    for ref, slot in zip(refs, slots, strict=True):
        assert slot.record is not None, ref.carrier
        state = slot.record.state.model_copy(update=until)
        await parts.shipments.put(ref, slot, slot.record.model_copy(update={"state": state}))


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
