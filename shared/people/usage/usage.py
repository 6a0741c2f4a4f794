"""Collect what people allow to be collected. Nothing reads it yet."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import NotFoundError, TooManyRequestsError
from shared.people.usage.happening import Happening
from shared.people.usage.model import (
    PLACE,
    USAGE,
    USAGE_COUNTS,
    Interests,
    Place,
    Traces,
    UsageCount,
    rounded,
)
from shared.platform.limits.counter import count
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import DocumentId, Documents
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import ANALYTICS, LOCATION, RIGHTS, Purpose
from shared.privacy.retention import SHARDS, due, shard_of

_COUNTERS = 16
"""Of one day and kind: so that no document is written to by everybody."""
_TRIES = 4
MOST = 5_000
"""Records of one person and kind, of up to 50 events each. There are so many places for them, and
each record takes one by chance: so there are never more, and nobody has to count them. Who has
nearly as many is refused now and then."""
_NAME_CHARACTERS = 32


class Usage:
    """The store of what is collected in one region."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        traces: SealedRecords[str, Traces],
        interests: SealedRecords[str, Interests],
        places: SealedRecords[str, Place],
        keys: IndexKey,
        documents: Documents,
        clock: Clock,
    ) -> None:
        self._traces, self._interests, self._places = traces, interests, places
        self._keys, self._documents, self._clock = keys, documents, clock

    @retry_contended(tries=_TRIES, ending=partial(TooManyRequestsError, retry_after=DAY))
    async def keep(self, person: str, purpose: Purpose, seen: Sequence[str]) -> None:
        """Keep what was seen of a person, who allows it now, in a place where nothing is yet.

        Raises:
            TooManyRequestsError: There is enough of it, or nearly.
            UnavailableError: The database does not answer.
        """
        now, key = self._clock.now(), await self._keys.index_key()
        ends, place = midnight(now) + USAGE.period, secrets.randbelow(MOST)
        name = blind_index(key, "usage", person, purpose.id, str(place))[:_NAME_CHARACTERS]
        fields = {
            "owner_id": person,
            "seen": tuple(seen),
            "at": now,
            "expires": ends,
            "due": due(ends, shard=shard_of(name)),
        }
        if purpose is ANALYTICS:
            await self._traces.create(person, name, Traces.model_validate(fields))
        else:
            await self._interests.create(person, name, Interests.model_validate(fields))

    async def count(self, whats: Iterable[Happening]) -> None:
        """Count what visitors did: how often, and nothing of who or what.

        Raises:
            UnavailableError: The database does not answer.
        """
        today = midnight(self._clock.now())
        ends = today + USAGE_COUNTS.period
        counts: dict[Happening, int] = {}
        for what in whats:
            counts[what] = counts.get(what, 0) + 1
        adds = []
        for what, number in sorted(counts.items()):
            shard = secrets.randbelow(_COUNTERS)
            place = DocumentId(UsageCount.collection, f"{today:%Y%m%d}-{what}-{shard:02}")
            adds.append(count(place, "count", ends=ends, shard=shard, by=number))
        if adds:
            await self._documents.commit(adds)

    async def put_place(self, person: str, latitude: float, longitude: float) -> datetime:
        """Keep where a person is, instead of where they were; return until when.

        Raises:
            UnavailableError: The database does not answer.
        """
        now = self._clock.now()
        place = Place(
            owner_id=person,
            latitude=rounded(latitude),
            longitude=rounded(longitude),
            at=now,
            expires=now + PLACE.period,
            due=due(now + PLACE.period, shard=secrets.randbelow(SHARDS)),
        )
        await self._replace(place)
        return place.expires

    @retry_contended(tries=_TRIES)
    async def _replace(self, place: Place) -> None:
        person = place.owner_id
        slot = (await self._places.look([(person, person)], LOCATION))[0]
        await self._places.put(person, slot, place)

    async def forget_place(self, person: str) -> None:
        """Delete where a person is. Raises NotFoundError if that is not known."""
        slot = (await self._places.look([(person, person)], RIGHTS))[0]
        if slot.record is None:
            raise NotFoundError
        await self._places.delete(slot)
