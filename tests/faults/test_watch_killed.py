"""Coordinators and workers that are killed: no change of a followed parcel is lost, none is twice.

``KILLS`` says how often, 10 unless told otherwise; ``make faults`` kills fifty times.
"""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.parcels.carriers.model import Status
from shared.parcels.news.told import ParcelNews
from shared.setup.google_cloud import GoogleCloud
from shared.setup.refresh import RefreshParts
from shared.setup.settings import Settings
from tests.functions.people import person
from tests.functions.test_follows import follow
from tests.functions.test_watching import JOB, at, event, noon, scheduler, turn, wheel_of
from tests.functions.test_watching import batch as pushed
from tests.world import Instance, World, new_number

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

KILLS = int(os.environ.get("KILLS", "10"))
PARCELS = 6
LIFE = (
    Status.IN_TRANSIT,
    Status.OUT_FOR_DELIVERY,
    Status.DELIVERY_FAILED,
    Status.AVAILABLE_FOR_PICKUP,
)
ROUND, SOON = timedelta(days=2), timedelta(minutes=3)
_WITHIN = 8.0


class Watched:
    """Somebody's follows, as they are kept."""

    def __init__(self, world: World, numbers: dict[str, str]) -> None:
        self.world, self.numbers = world, numbers
        settings = Settings.of(world.stack.environment("eu"))
        self._parts = RefreshParts(GoogleCloud(settings))
        owners = {
            one.name.rsplit("/", 1)[1]: one.fields["owner_id"]["stringValue"]
            for one in world.dump()
            if one.collection == "follows"
        }
        self.owner = owners[next(iter(numbers))]

    async def told(self) -> list[ParcelNews | None]:
        """Return what the person was told of each parcel."""
        return [
            (await self._parts.follows.get(self.owner, one)).follow.told for one in self.numbers
        ]

    async def all_told(self, status: Status, moment: datetime) -> None:
        """Turn the wheel until a status is known with each follow: each hour, as time goes on.

        A carrier may have given a killed worker's place no answer; then the next look has it.
        """
        for hours in range(4):
            await turn(self.world, moment + hours * timedelta(hours=1))
            deadline = time.monotonic() + _WITHIN
            while time.monotonic() < deadline:
                if all(one is not None and one.status is status for one in await self.told()):
                    return
                await asyncio.sleep(0.1)
        told = [None if one is None else one.status for one in await self.told()]
        raise AssertionError(told)

    def happens(self, status: Status, moment: datetime) -> None:
        """Have the newest event of each parcel be this."""
        for number in self.numbers.values():
            self.world.story(number, event(status, moment - timedelta(minutes=10)))

    async def look(self, app: httpx.AsyncClient, moment: datetime) -> None:
        """Have all places looked at where these follows stand."""
        places = {wheel_of(self.world, one) for one in self.numbers}
        some = [pushed(self.world, app, one, moment) for one in places if one is not None]
        await asyncio.gather(*some, return_exceptions=True)


async def killed_while(instance: Instance, doing: Awaitable[Any], within: float) -> None:
    at_work = asyncio.ensure_future(doing)
    await asyncio.sleep(random.uniform(0.02, within))  # noqa: S311 - a moment, no secret
    await asyncio.to_thread(instance.part.kill)
    with suppress(httpx.TransportError):
        await at_work


def _turning(world: World, moment: datetime) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    return lambda app: app.post(JOB, headers={**scheduler(world), **at(moment)})


@pytest.mark.slow("processes are killed and started again")
async def test_whatever_is_killed_no_change_is_lost_and_none_is_told_twice(world: World) -> None:
    begins = noon(10)
    async with person(world) as ada:
        ada.app.headers.update(at(begins))
        numbers = {}
        for _ in range(PARCELS):
            number = new_number()
            world.story(number, event("info_received", begins - ROUND))
            numbers[(await follow(ada.app, number, carrier="ups"))["id"]] = number
        watched = Watched(world, numbers)
        await turn(world, begins)
        for kill in range(1, KILLS + 1):
            now, status = begins + kill * ROUND, LIFE[kill % len(LIFE)]
            watched.happens(status, now)
            async with world.gateway(f"watched-{kill}") as doomed:
                doing = (
                    watched.look(doomed.visitor, now)
                    if kill % 2
                    else _turning(world, now)(doomed.visitor)
                )
                await killed_while(doomed, doing, within=1.0 if kill % 2 else 0.4)
            await watched.all_told(status, now + SOON)
        news = [0 if one is None else one.number for one in await watched.told()]
        assert news == [KILLS] * PARCELS, "none was told twice"
