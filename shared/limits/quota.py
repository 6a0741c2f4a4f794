"""Limits of a source that hold across instances, counted in the region's database.

A source (a network address, or a person who follows) is stored only as HMAC-SHA-256 under the
keyring's index key and a random salt of the day (``salt.py``).
"""

from datetime import datetime
from typing import Annotated, Protocol

from pydantic import AwareDatetime

from shared.clock import DAY, Clock, midnight
from shared.errors import TooManyRequestsError
from shared.limits.counter import count
from shared.limits.salt import SALT, DaySalt, DaySalts
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import shard_of
from shared.records.port import DocumentId, Documents
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey


class SourceLookups(
    Record, collection="lookups", database=Database.SHIPMENTS, owner="a source, or who follows"
):
    """How often the look-ups of a source, or of a person who follows, asked a carrier in a day."""

    count: Annotated[
        int,
        Personal(
            Kind.CONNECTION,
            purpose=PROTECTION,
            keep=SALT,
            holds="a count under a keyed hash of the network address, or of the random id of who "
            "follows; neither of them",
            clear="a counter must be added to without being read",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SALT, why="when the nightly run deletes it")]


class Quota(Protocol):
    """Permission for a source to have a carrier asked."""

    async def spend(self, source: str, supplier: str, *, daily: int | None) -> None:
        """Count one uncached look-up.

        Args:
            source: Whose.
            supplier: Who is to be asked.
            daily: How many a source may have this supplier asked; None: the general limit.

        Raises:
            TooManyRequestsError: The source has used up its day; ``retry_after`` is midnight UTC.
            UnavailableError: It could not be counted.
        """
        ...


class UnlimitedQuota:
    """No limit: for the local stack with RATE_LIMITS=off."""

    async def spend(self, source: str, supplier: str, *, daily: int | None) -> None:
        """Count nothing."""


class SourceQuota:
    """The quota, counted in the shipments database."""

    def __init__(self, documents: Documents, keys: IndexKey, clock: Clock, *, daily: int) -> None:
        self._documents, self._keys = documents, keys
        self._clock, self._daily = clock, daily
        self._salts = DaySalts(documents, DaySalt)
        self._spent: tuple[datetime | None, set[str]] = (None, set())

    async def spend(self, source: str, supplier: str, *, daily: int | None) -> None:
        """Count one uncached look-up. See the port."""
        now = self._clock.now()
        today = midnight(now)
        salt = await self._salts.of(today)
        if self._spent[0] != today:
            self._spent = today, set()
        spent = self._spent[1]
        name = blind_index(await self._keys.index_key(), "source", salt.hex(), source, supplier)
        if name not in spent:
            place = DocumentId(SourceLookups.collection, name)
            ends = today + SALT.period
            counter = count(place, "count", ends=ends, shard=shard_of(name))
            total = (await self._documents.commit([counter]))[0].total
            if total is not None and total <= (self._daily if daily is None else daily):
                return
            spent.add(name)
        raise TooManyRequestsError(retry_after=today + DAY - now)
