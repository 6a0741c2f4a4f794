"""Handing out the follows that are due, and news that was found; nothing is opened, by no key."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, UnavailableError
from shared.parcels.follows.model import Follow
from shared.parcels.follows.wheel import TICK, Ring, due_between, tick_of, wheel
from shared.parcels.refresh.model import LEASE, TICKS, Batch, RefreshTick
from shared.parcels.shipments.rings import names_of_rings
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.leased_records import Held, LeasedRecords
from shared.platform.records.port import Create, DocumentId, Documents
from shared.platform.records.unsealed import fields_of
from shared.privacy.retention import due

_PLACE = DocumentId(RefreshTick.collection, "wheel")
_AT_ONCE = 50
_LATE = 3
"""Ticks behind which somebody is to be told."""
_RINGS_AT_ONCE = 300
_MOST_RINGS = 3_000
"""Of one minute; the others wait for the next one."""


class Coordinator:
    """Turns the wheel of one region."""

    def __init__(
        self, documents: Documents, shipments: Documents, jobs: Jobs, clock: Clock
    ) -> None:
        self._documents, self._shipments = documents, shipments
        self._jobs, self._clock = jobs, clock
        self._ticks = LeasedRecords(RefreshTick, documents, LEASE, clock)

    async def turn(self) -> int:
        """Hand out all that has become due since the last time; return how many follows.

        What was handed out and not written down as such is handed out again: whoever was looked at
        by then is not looked at twice.

        Raises:
            UnavailableError: Somebody else is at it, or not all could be handed out.
        """
        now = self._clock.now()
        held, number, tick = await self._held(now), 0, tick_of(now)
        done = held.record.done
        if done > tick:  # by a clock that went ahead: nothing is known of what is due now
            done = tick - 1
        if tick - done > _LATE:
            minutes = round((tick - done) * TICK.total_seconds() / 60)
            log.write(log.Event.WHEEL_LATE, log.Severity.WARNING, minutes=minutes)
        places = [wheel(Ring.MINUTE, 0)]
        places += [place for place, _ in due_between(done, tick)]
        for start in range(0, len(places), _AT_ONCE):
            number += await self._hand_out(places[start : start + _AT_ONCE])
        ends = now + TICKS.period
        news = {"done": tick, "expires": ends, "due": due(ends, shard=0)}
        await self._ticks.write(held, until=None, **news)
        return number

    async def ring(self) -> int:
        """Hand out what news of parcels has left for who follows them; return how many rings.

        Raises:
            UnavailableError: Not all could be handed out.
        """
        names, after = [], ""
        while True:
            page = await names_of_rings(self._shipments, after=after, limit=_RINGS_AT_ONCE)
            names += page
            if len(page) < _RINGS_AT_ONCE or len(names) >= _MOST_RINGS:
                break
            after = page[-1]
        await self._publish([{"ring": name} for name in names])
        return len(names)

    async def _hand_out(self, places: Sequence[str]) -> int:
        counts = await asyncio.gather(
            *(self._documents.count(Follow.collection, "wheel", one) for one in places)
        )
        await self._publish(
            [
                {"wheel": batch.wheel, "after": batch.after, "until": batch.until}
                for place, number in zip(places, counts, strict=True)
                for batch in Batch.all_of(place, number)
            ]
        )
        return sum(counts)

    async def _publish(self, messages: Sequence[dict[str, str]]) -> None:
        """Publish messages, in their order, some at the same time."""
        for start in range(0, len(messages), _AT_ONCE):
            some = messages[start : start + _AT_ONCE]
            await asyncio.gather(*(self._jobs.publish(Topic.REFRESH_BATCH, one) for one in some))

    async def _held(self, now: datetime) -> Held[RefreshTick]:
        """Take the wheel; the first time it stands one tick back."""
        (found,) = await self._documents.get([_PLACE])
        if found is None:
            ends = now + TICKS.period
            first = RefreshTick(done=tick_of(now) - 1, expires=ends, due=due(ends, shard=0))
            try:
                await self._documents.commit([Create(_PLACE, fields_of(first))])
            except ConflictError as e:
                raise UnavailableError(retry_after=LEASE.length) from e
            (found,) = await self._documents.get([_PLACE])
        if found is None:
            raise UnavailableError
        return await self._ticks.take(found)
