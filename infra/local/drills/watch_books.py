"""``python -m infra.local.drills.watch_books``: what a region keeps of followed parcels.

For ``watch``, which gives it a gateway's environment and one line of JSON at a time, and is
answered with one: it has people follow parcels, and looks at what is kept of them, by the product's
own classes. Nothing that it reads is on the gateway's bill.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import cycle
from typing import Any, TypeVar

from infra.local.drills.registered import registered
from shared.kernel.clock import moved_to
from shared.kernel.errors import UnavailableError
from shared.parcels.carriers.model import Asked
from shared.parcels.follows.model import Followed, Notify, Wishes
from shared.parcels.shipments.model import ShipmentRef, ShipmentState
from shared.setup.follows import FollowParts
from shared.setup.google_cloud import google_cloud

Json = dict[str, Any]
_T = TypeVar("_T")
_AT_ONCE = 12
_TRIES, _PAUSE_SECONDS = 5, 1.0
"""A busy machine's emulators may not answer in time."""
_MOST_OF_ONE = 3
"""Parcels that one person follows."""
_MOST_FANS = 5
"""People who follow one parcel, none of them twice."""


class Books:
    """A region's people, what they follow, and what is kept of it."""

    def __init__(self, parts: FollowParts) -> None:
        self._parts = parts
        self._refs: list[ShipmentRef] = []
        self._whose: list[tuple[str, str]] = []
        """Of each follow the person and its id."""
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def follow(self, told: Json) -> Json:
        """Have further parcels followed; tell at which place of the wheel each follow stands."""
        parcels = told["parcels"]
        refs = [ShipmentRef(one["carrier"], Asked(one["number"])) for one in parcels]
        fans = [(place, since) for place, one in enumerate(parcels) for since in one["followed"]]
        people = await self._whom([parcels[place]["zone"] for place, _ in fans])
        made = await self._all(
            partial(self._made, person, refs[place], parcels[place]["zone"], since)
            for person, (place, since) in zip(people, fans, strict=True)
        )
        self._refs += refs
        self._whose += [(who, one.id) for who, one in zip(people, made, strict=True)]
        return {"follows": [_follow(one) for one in made]}

    async def look(self, told: Json) -> Json:
        """Tell what is kept of some follows and of some parcels, as of a moment."""
        with moved_to(datetime.fromisoformat(told["at"])):
            refs = [self._refs[one] for one in told["parcels"]]
            (seen,) = await self._all([partial(self._parts.shipment_lookup.seen, refs)])
            follows = await self._all(
                partial(self._parts.follows.get, *self._whose[one]) for one in told["follows"]
            )
        states = [None if one.record is None else _state(one.record.state) for one in seen]
        return {"parcels": states, "follows": [_follow(one) for one in follows]}

    async def _whom(self, zones: Sequence[str]) -> list[str]:
        """Return whose each follow is, by the zones they are in; one parcel is no one's twice."""
        people: dict[str, list[str]] = {}
        for zone in dict.fromkeys(zones):
            many = zones.count(zone)
            enough = max(-(-many // _MOST_OF_ONE), min(_MOST_FANS, many))
            register = partial(registered, self._parts, "watch")
            people[zone] = await self._all([register] * enough)
        turns = {zone: cycle(some) for zone, some in people.items()}
        return [next(turns[zone]) for zone in zones]

    async def _made(self, person: str, ref: ShipmentRef, zone: str, since: str) -> Followed:
        with moved_to(datetime.fromisoformat(since)):
            wishes = Wishes(notify=Notify(email=True), zone=zone)
            return await self._parts.follows.follow(person, ref, wishes)

    async def _all(self, doing: Iterable[Callable[[], Awaitable[_T]]]) -> list[_T]:
        async def one(does: Callable[[], Awaitable[_T]]) -> _T:
            async with self._turns:
                for _ in range(_TRIES):
                    with suppress(UnavailableError):
                        return await does()
                    await asyncio.sleep(_PAUSE_SECONDS)
                return await does()

        return await asyncio.gather(*map(one, doing))


def _follow(one: Followed) -> Json:
    over = one.follow.over
    return {"wheel": one.follow.wheel, "over": over.why if over is not None else None}


def _state(state: ShipmentState) -> Json:
    scans = state.report.scans if state.report is not None else ()
    moments = [(one.at.moment, one.status) for one in scans]
    events = [(at.isoformat(), status) for at, status in moments if at is not None]
    asked_at = state.asked_at.isoformat() if state.asked_at is not None else None
    return {"asked_at": asked_at, "events": events, "outcome": state.outcome}


async def _answer() -> None:
    """Answer line by line; what the product logs goes elsewhere."""
    answers, sys.stdout = sys.stdout, sys.stderr
    books = Books(FollowParts(google_cloud()))
    does: Mapping[str, Callable[[Json], Awaitable[Json]]] = {
        "follow": books.follow,
        "look": books.look,
    }
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = json.loads(line)
        print(json.dumps(await does[told["what"]](told)), file=answers, flush=True)


if __name__ == "__main__":
    asyncio.run(_answer())
