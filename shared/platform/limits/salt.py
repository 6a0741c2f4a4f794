"""A random salt of the day: with a key from KMS, it hides whose a counter is.

What is counted is named by HMAC-SHA-256 under the keyring's index key and this salt. Without the
index key, which only KMS opens, a copy of the database tells nobody whose counter it is, not even
by trying all addresses; and once the salt is deleted, neither can we. It ends after 48 hours, and
goes with the next nightly run.
"""

import secrets
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Create, DocumentId, Documents, Fields
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.retention import due

SALT = Retention("day-salt", timedelta(days=2), "the start of the day that it serves")
_BYTES = 32
_HIDES = "with a key from KMS, hides whose a counter is"
_UNREADABLE = "when it is unreadable"
_DELETED = "when the nightly run deletes it"


class DaySalt(Record, collection="salts", database=Database.SHIPMENTS, owner="the service"):
    """The random salt of one day, for what sources ask about parcels."""

    salt: Annotated[bytes, Operational(keep=SALT, why=_HIDES)]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SALT, why=_DELETED)]


class PeopleSalt(Record, collection="people_salts", database=Database.DATA, owner="the service"):
    """The random salt of one day, for what is counted around people's accounts."""

    salt: Annotated[bytes, Operational(keep=SALT, why=_HIDES)]
    expires: Annotated[AwareDatetime, Operational(keep=SALT, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=SALT, why=_DELETED)]


class DaySalts:
    """The salts of one database: the same for all instances, remembered for the day."""

    def __init__(self, documents: Documents, record: type[DaySalt | PeopleSalt]) -> None:
        self._documents, self._collection = documents, record.collection
        self._known: tuple[datetime, bytes] | None = None

    async def of(self, today: datetime) -> bytes:
        """Return the salt of the day that begins then.

        Raises:
            UnavailableError: The database does not answer.
        """
        if self._known is None or self._known[0] != today:
            self._known = today, await self._shared(today)
        return self._known[1]

    @retry_contended(tries=2)
    async def _shared(self, today: datetime) -> bytes:
        place = DocumentId(self._collection, f"{today:%Y%m%d}")
        ends = today + SALT.period
        if found := (await self._documents.get([place]))[0]:
            salt = found.fields["salt"]
            if isinstance(salt, bytes):
                return salt
        fresh = secrets.token_bytes(_BYTES)
        fields: Fields = {"v": 1, "salt": fresh, "expires": ends, "due": due(ends, shard=0)}
        await self._documents.commit([Create(place, fields)])
        return fresh
