"""Limits around people's accounts that hold across instances, counted in the region's database.

A counter's name is HMAC-SHA-256 under the index key and a random salt of the day
(``shared/limits/salt.py``): it says nothing about the source or the address that is counted, and
two days after neither can we.
"""

from datetime import timedelta

from shared.clock import Clock, midnight
from shared.errors import TooManyRequestsError
from shared.limits.counter import count
from shared.limits.salt import DaySalts, PeopleSalt
from shared.people.model import SIGN_IN_COUNTERS, SignInCounter
from shared.privacy.retention import shard_of
from shared.records.port import DocumentId, Documents
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

HOUR = timedelta(hours=1)
EVERYONE = "everyone"
"""Whose a limit is that the whole region shares."""


class PeopleLimits:
    """The limits of one region."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock) -> None:
        self._documents, self._keys, self._clock = documents, keys, clock
        self._salts = DaySalts(documents, PeopleSalt)

    async def count(self, kind: str, whose: str, most: int, *, span: timedelta = HOUR) -> None:
        """Count one.

        Args:
            kind: What is counted, in our words.
            whose: A source, an address, or ``EVERYONE``.
            most: How many are allowed in a span.
            span: An hour or a day (UTC).

        Raises:
            TooManyRequestsError: There were more in this span; ``retry_after`` is its end.
            UnavailableError: It could not be counted, so it must not be done.
        """
        now, key = self._clock.now(), await self._keys.index_key()
        today = midnight(now)
        salt = await self._salts.of(today)
        since = today + span * ((now - today) // span)
        name = blind_index(key, "people-limit", salt.hex(), kind, f"{since:%Y%m%d%H}", whose)
        place = DocumentId(SignInCounter.collection, name)
        ends = since + SIGN_IN_COUNTERS.period
        counter = count(place, "count", ends=ends, shard=shard_of(name))
        total = (await self._documents.commit([counter]))[0].total
        if total is None or total > most:
            raise TooManyRequestsError(retry_after=since + span - now)
