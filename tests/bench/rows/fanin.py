"""Two hundred visitors ask for the same fresh number at once: the carrier is asked once."""

import asyncio

from tests.bench.load import Connection, burst, request
from tests.bench.measure import Figure, Goal, Row
from tests.bench.stand import Served, Stand
from tests.world import World, new_number, new_source

TITLE = "200 visitors ask for the same fresh number at once"
_VISITORS, _NUMBERS = 200, 3
ONCE = Goal("=", 1)


async def run(stand: Stand) -> Row:
    """Count carrier calls, of one instance and of two."""
    world, visitors = World(stand.stack), stand.size(_VISITORS, 20)
    instances = [await stand.ours("tracking"), await stand.ours("tracking")]
    figures = []
    for of in (instances[:1], instances):
        calls, waits = [], []
        for _ in range(stand.size(_NUMBERS, 1)):
            number = new_number()
            world.scenario(number, "slow")
            waits.append(await _ask(of, number, visitors))
            calls.append(world.calls()[number])
        what = f"{visitors} visitors, instances: {len(of)}"
        figures.append(Figure(f"{what}: most carrier calls", "", max(calls), goal=ONCE))
        figures.append(Figure(f"{what}: the last has waited", "ms", max(waits)))
    return Row("fanin", TITLE, figures, ["the carrier takes two seconds to answer"])


async def _ask(instances: list[Served], number: str, visitors: int) -> float:
    """Have everybody ask at once; return how long the last one waits, in ms."""
    body = {"items": [{"number": number}]}
    raw = [
        request("POST", "/v1/waybills/query", body, {"X-Forwarded-For": new_source()})
        for _ in range(visitors)
    ]

    async def ask(connection: Connection, place: int) -> None:
        answer = await connection.ask(raw[place])
        assert b'"outcome":"found"' in answer.body, answer.body

    each = visitors // len(instances)
    bursts = (burst(one.port, ask, connections=each, requests=each) for one in instances)
    return max(max(one.milliseconds) for one in await asyncio.gather(*bursts))
