"""Limits of a source that hold across instances, counted in the region's database.

A source (a network address, or a person who follows) is stored only as HMAC-SHA-256 under the
keyring's index key and a random salt of the day. Without the index key, which only KMS opens, a
copy of the database tells nobody whose counter it is, not even by trying all addresses; and once
the salt is deleted, neither can we. It ends after 48 hours, and goes with the next nightly run.
"""

import secrets
from datetime import datetime, timedelta
from typing import Annotated, Protocol

from pydantic import AwareDatetime

from shared.clock import DAY, Clock, midnight
from shared.errors import ConflictError, TooManyRequestsError, UnavailableError
from shared.limits.counter import count
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import PROTECTION
from shared.privacy.retention import due, shard_of
from shared.records.port import Create, DocumentId, Documents, Fields
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

SALT = Retention("day-salt", timedelta(days=2), "the start of the day that it serves")
_SALT_BYTES = 32


class DaySalt(Record, collection="salts", database=Database.SHIPMENTS, owner="the service"):
    """The random salt of one day."""

    salt: Annotated[
        bytes, Operational(keep=SALT, why="with a key from KMS, hides whose a counter is")
    ]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=SALT, why="when the nightly run deletes it")]


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
        self._salts: dict[str, bytes] = {}
        self._spent: set[str] = set()

    async def spend(self, source: str, supplier: str, *, daily: int | None) -> None:
        """Count one uncached look-up. See the port."""
        now = self._clock.now()
        today = midnight(now)
        salt = await self._salt(today)
        name = blind_index(await self._keys.index_key(), "source", salt.hex(), source, supplier)
        if name not in self._spent:
            place = DocumentId(SourceLookups.collection, name)
            ends = today + SALT.period
            counter = count(place, "count", ends=ends, shard=shard_of(name))
            total = (await self._documents.commit([counter]))[0].total
            if total is not None and total <= (self._daily if daily is None else daily):
                return
            self._spent.add(name)
        raise TooManyRequestsError(retry_after=today + DAY - now)

    async def _salt(self, today: datetime) -> bytes:
        day = f"{today:%Y%m%d}"
        if day not in self._salts:
            self._salts, self._spent = {day: await self._shared_salt(day, today)}, set()
        return self._salts[day]

    async def _shared_salt(self, day: str, today: datetime) -> bytes:
        place = DocumentId(DaySalt.collection, day)
        ends = today + SALT.period
        for _ in range(2):
            if found := (await self._documents.get([place]))[0]:
                salt = found.fields["salt"]
                if isinstance(salt, bytes):
                    return salt
            fresh = secrets.token_bytes(_SALT_BYTES)
            fields: Fields = {"v": 1, "salt": fresh, "expires": ends, "due": due(ends, shard=0)}
            try:
                await self._documents.commit([Create(place, fields)])
            except ConflictError:
                continue
            return fresh
        raise UnavailableError
