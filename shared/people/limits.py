"""How often a person may do something in a day, counted for all instances of the region.

Whose counter it is cannot be told without the region's index key: it is stored under the HMAC of
the person's id, the kind of thing and the day.
"""

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.clock import DAY, Clock, midnight
from shared.errors import TooManyRequestsError
from shared.limits.counter import count
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import shard_of
from shared.records.port import DocumentId, Documents
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

PERSON_COUNTERS = Retention("person-counter", 2 * DAY, "the start of the time that is counted")


class PersonCounter(Record, collection="person_counters", database=Database.DATA, owner="a person"):
    """How often a person did something in an hour or a day."""

    count: Annotated[
        int,
        Personal(
            Kind.CONNECTION,
            purpose=PROTECTION,
            keep=PERSON_COUNTERS,
            holds="a count under a keyed hash of the person's random id",
            clear="a counter must be added to without being read",
        ),
    ]
    expires: Annotated[
        AwareDatetime, Operational(keep=PERSON_COUNTERS, why="when it is unreadable")
    ]
    due: Annotated[str, Operational(keep=PERSON_COUNTERS, why="when the nightly run deletes it")]


class PeopleLimits:
    """The limits of one region's people."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock

    async def count(self, kind: str, whose: str, most: int, *, span: timedelta = DAY) -> None:
        """Count one more, before it is done.

        Args:
            kind: What is done: a word of ours.
            whose: The person's id.
            most: How often it may be done in the span.
            span: An hour or a day (UTC).

        Raises:
            TooManyRequestsError: It was done that often; ``retry_after`` is the end of the span.
            UnavailableError: It could not be counted.
        """
        now, key = self._clock.now(), await self._keys.index_key()
        since = midnight(now)
        since += span * ((now - since) // span)
        name = blind_index(key, "person-limit", kind, f"{since:%Y%m%d%H}", whose)
        place = DocumentId(PersonCounter.collection, name)
        ends = since + PERSON_COUNTERS.period
        one_more = count(place, "count", ends=ends, shard=shard_of(name))
        total = (await self._documents.commit([one_more]))[0].total
        if total is None or total > most:
            raise TooManyRequestsError(retry_after=since + span - now)
