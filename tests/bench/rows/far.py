"""The same where the database is far: 5 ms each way. What counts there is how often one goes."""

import itertools
from collections.abc import Sequence

from shared.setup.people import PeopleParts
from tests.bench import people
from tests.bench.load import Connection, Story, request
from tests.bench.measure import CPU, P50, Figure, Goal, Row, Side, alternately, compared
from tests.bench.people import Somebody
from tests.bench.rows.http import asking, seeing
from tests.bench.rows.query import delivered, into_the_cache, kept_fresh, looking
from tests.bench.stand import Stand

TITLE = "where Firestore is 5 ms away, each way"
_MILLISECONDS = 5.0
_ROUNDS = 9
_REQUESTS = 20
KNOWN, FIRST = Goal("<=", 0.55), Goal("<=", 1.0)


async def run(stand: Stand) -> Row:
    """Measure GET /v1/me, of who is known to the instance and of who is not, and a query."""
    rounds, each = stand.size(_ROUNDS, 1), stand.size(_REQUESTS, 2)
    strangers = (rounds + 1) * each
    parts = PeopleParts(stand.platform())
    known, new = await people.ours(parts, each), await people.ours(parts, strangers)
    database = stand.plain_database()
    plainly, newly = await people.plain(database, each), await people.plain(database, strangers)
    host = await stand.slow_link(_MILLISECONDS)
    far = {"FIRESTORE_EMULATOR_HOST": host}
    ours = await stand.ours("profile", **far)
    plain = await stand.theirs("plain", "me", **far)
    floor = await stand.theirs("floor", "me", **far)
    figures = await _measured(
        "GET /v1/me, known person",
        {
            "ours": asking(ours, seeing(known), each, 1),
            "plain": asking(plain, seeing(plainly), each, 1),
            "floor": asking(floor, seeing(plainly), each, 1),
        },
        rounds,
        KNOWN,
    )
    figures += await _measured(
        "GET /v1/me, first request",
        {
            "ours": asking(ours, _each_once(new), each, 1),
            "plain": asking(plain, _each_once(newly), each, 1),
            "floor": asking(floor, _each_once(newly), each, 1),
        },
        rounds,
        FIRST,
    )
    figures += await _query(stand, far, rounds, each)
    return Row("far", TITLE, figures, [f"Firestore: {stand.emulators}"])


async def _query(stand: Stand, far: dict[str, str], rounds: int, each: int) -> list[Figure]:
    numbers = delivered(each)
    ours = await stand.ours("tracking", **far)
    await into_the_cache(stand, ours, numbers)
    await kept_fresh(stand, numbers)
    sides = {
        "ours": asking(ours, looking(numbers, 1), each, 1),
        "plain": asking(await stand.theirs("plain", "query", **far), looking(numbers, 1), each, 1),
        "floor": asking(await stand.theirs("floor", "query", **far), looking(numbers, 1), each, 1),
    }
    return await _measured("query of 1, cached", sides, rounds)


async def _measured(
    what: str, sides: dict[str, Side], rounds: int, goal: Goal | None = None
) -> list[Figure]:
    """Return p50 and CPU against plain and against the floor."""
    for side in sides.values():
        await side()  # warm
    samples = await alternately(sides, rounds)
    return [
        compared(what, samples, "plain", P50, goal),
        compared(what, samples, "plain", CPU),
        compared(what, samples, "floor", P50),
        compared(what, samples, "floor", CPU),
    ]


def _each_once(who: Sequence[Somebody]) -> Story:
    """Return a story in which everybody sees their own data once, whatever the burst.

    Whoever comes when all have been, comes again: to the plain functions nobody is known anyway.
    """
    raw = itertools.cycle([request("GET", "/v1/me", headers=one.headers) for one in who])

    async def story(connection: Connection, _: int) -> None:
        await connection.ask(next(raw))

    return story
