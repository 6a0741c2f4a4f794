"""How often the key service is called: by cold instances, and by ten thousand mixed requests."""

import asyncio

from infra.local.emulators.kms_control import KmsControl
from shared.setup.people import PeopleParts
from tests.bench import people
from tests.bench.load import Story, burst
from tests.bench.measure import Figure, Goal, Row
from tests.bench.rows.http import changing, seeing, telling
from tests.bench.rows.query import delivered, into_the_cache, looking
from tests.bench.stand import Served, Stand

TITLE = "calls of the key service"
_REQUESTS = 10_000
_PEOPLE = 50
_SHARES = {"see": 45, "look": 40, "change": 10, "tell": 5}
"""Of a hundred requests."""
NONE = Goal("=", 0)


async def run(stand: Stand) -> Row:
    """Count the calls of cold instances, and of mixed requests to the same ones."""
    known = await people.ours(PeopleParts(stand.platform()), stand.size(_PEOPLE, 3))
    host = stand.stack.ports.host_of("kms")
    names, numbers = ("profile", "tracking", "consents"), delivered(20)
    served = {name: await stand.ours(name) for name in names}
    stories: dict[str, tuple[Served, Story]] = {
        "see": (served["profile"], seeing(known)),
        "look": (served["tracking"], looking(numbers, 1)),
        "change": (served["profile"], changing(known)),
        "tell": (served["consents"], telling(known)),
    }
    figures: list[Figure] = []
    with KmsControl(host) as control:
        before = _calls(control)
        await into_the_cache(stand, served["tracking"], numbers)
        for name, what in (("tracking", "look"), ("profile", "see"), ("consents", "tell")):
            port, story = stories[what][0].port, stories[what][1]
            await burst(port, story, connections=1, requests=1)
            after = _calls(control)
            figures.append(Figure(f"a cold instance of {name}", "", after - before))
            before = after
        total = stand.size(_REQUESTS, 100)
        await asyncio.gather(
            *(
                burst(of.port, story, connections=2, requests=total * _SHARES[what] // 100)
                for what, (of, story) in stories.items()
            )
        )
        mixed = _calls(control) - before
    figures.append(Figure(f"{total:,} mixed requests, warm", "", mixed, goal=NONE))
    return Row("kms", TITLE, figures, ["a cold instance makes one call for each of its keyrings"])


def _calls(control: KmsControl) -> int:
    return sum(control.counts().values())
