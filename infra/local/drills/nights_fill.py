"""``python -m infra.local.drills.nights_fill --people N``: people by the product's own classes.

For ``nights``, which gives it a gateway's environment; over HTTP it would take ten times as long.
Six in ten agree to anonymous statistics, and each follows none to three parcels.
"""

import argparse
import asyncio
import random
import secrets
from collections.abc import Iterator
from datetime import datetime

from infra.local.drills.registered import registered
from shared.parcels.follows.model import Commodity, Follow
from shared.setup.google_cloud import google_cloud
from shared.setup.people import PeopleParts

_AT_ONCE = 24
_AGREE = 0.6
_PARCELS = (0, 1, 1, 2, 3)
_CARRIERS, _WEIGHTS = ("dhl", "ups", "fedex", "usps"), (5, 4, 3, 2)


async def fill(people: int) -> None:
    """Register so many people, who follow their parcels from then on."""
    parts = PeopleParts(google_cloud())
    numbers = iter(range(people))
    await asyncio.gather(*(_work(numbers, parts) for _ in range(_AT_ONCE)))


async def _work(numbers: Iterator[int], parts: PeopleParts) -> None:
    for number in numbers:
        chosen = random.Random(number)  # noqa: S311 - the same people every time
        person = await registered(parts, f"night-{number}", agrees=chosen.random() < _AGREE)
        for _ in range(chosen.choice(_PARCELS)):
            parcel = _parcel(person, chosen, parts.clock.now())
            await parts.of_people(Follow).create(person, secrets.token_hex(16), parcel)


def _parcel(person: str, chosen: random.Random, now: datetime) -> Follow:
    return Follow(
        owner_id=person,
        rev=secrets.token_hex(8),
        created=now,
        updated=now,
        number=f"{chosen.getrandbits(40):012d}",
        carrier=chosen.choices(_CARRIERS, _WEIGHTS)[0],
        commodity=chosen.choice(list(Commodity)),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fill a region's databases with people.")
    parser.add_argument("--people", type=int, required=True)
    asyncio.run(fill(parser.parse_args().people))
