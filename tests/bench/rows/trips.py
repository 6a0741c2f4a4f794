"""What each operation takes of the database, of other functions and of the key service: counted."""

import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.measure import Figure, Goal, Row
from tests.bench.stand import Stand
from tests.trips import walk
from tests.world import World

TITLE = "each operation: trips to the database, one behind another"
MOST = {
    "a person's first request at an instance": 2,
    "GET /v1/me": 1,
    "PATCH /v1/me": 2,
    "POST /v1/events": 2,
    "POST /v1/sign-in/codes": 2,
    "POST /v1/accounts": 5,
    "POST /v1/sessions": 4,
    "POST /v1/waybills, cached": 3,
    "POST /v1/waybills, of the sandbox": 5,
    "POST /v1/waybills, of a carrier": 6,
    "POST /v1/waybills, cached, idempotent": 6,
    "POST /v1/account-deletion": 4,
}
"""What was aimed at. What is so now stands in ``tests/trips.py``, and a test holds it."""


async def run(stand: Stand) -> Row:
    """Let somebody do everything."""
    with tempfile.TemporaryDirectory() as folder:
        costs = await walk(World(stand.stack), Path(folder) / "trace.jsonl")
    figures = [
        Figure(name, "", cost.trips, goal=Goal("<=", MOST[name]) if name in MOST else None)
        for name, cost in costs.items()
    ]
    counts = {
        name: {key: number for key, number in asdict(cost).items() if number and key != "trips"}
        for name, cost in costs.items()
    }
    return Row("trips", TITLE, figures, counts=counts)
