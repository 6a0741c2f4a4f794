"""Where a keyring lies: one small document in the database that it serves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, IntegrityError
from shared.platform.records.port import Create, DocumentId, Documents, Fields, Replace
from shared.platform.vault.uses import DATABASE_OF, Use
from shared.privacy.describe import Database, Operational, Record, Retention

KEYRINGS = Retention("keyring", timedelta(days=3650), "the last record that is sealed under it")


class WrappedKeyring(
    Record, collection="keyrings", database=Database.SHIPMENTS, owner="the service"
):
    """A keyring of what lies in this database, encrypted by KMS."""

    wrapped: Annotated[bytes, Operational(keep=KEYRINGS, why="keys, encrypted by KMS")]
    made: Annotated[AwareDatetime, Operational(keep=KEYRINGS, why="when it was written")]


class WrappedPeopleKeyring(
    Record, collection="people_keyrings", database=Database.DATA, owner="the service"
):
    """A keyring of what is about people, encrypted by KMS."""

    wrapped: Annotated[bytes, Operational(keep=KEYRINGS, why="keys, encrypted by KMS")]
    made: Annotated[AwareDatetime, Operational(keep=KEYRINGS, why="when it was written")]


_OF_DATABASE: Mapping[Database, type[Record]] = {
    Database.SHIPMENTS: WrappedKeyring,
    Database.DATA: WrappedPeopleKeyring,
}


class KeyringDocument:
    """The keyring of one kind as a document. See ``shared.platform.vault.keyring.KeyringStore``."""

    def __init__(
        self,
        documents: Documents,
        kind: Use,
        clock: Clock,
    ) -> None:
        self._documents, self._clock = documents, clock
        self._place = DocumentId(_OF_DATABASE[DATABASE_OF[kind]].collection, kind)

    async def load(self) -> bytes | None:
        """Return the wrapped keyring, or None when none was made yet."""
        found = (await self._documents.get([self._place]))[0]
        if found is None:
            return None
        wrapped = found.fields.get("wrapped")
        if not isinstance(wrapped, bytes):
            raise IntegrityError
        return wrapped

    async def replace(self, before: bytes, after: bytes) -> None:
        """Store a keyring instead of the one that was loaded. See the port."""
        found = (await self._documents.get([self._place]))[0]
        if found is None or found.fields.get("wrapped") != before:
            raise ConflictError
        fields: Fields = {**found.fields, "wrapped": after, "made": self._clock.now()}
        await self._documents.commit([Replace(self._place, fields, found.version)])

    async def create(self, wrapped: bytes) -> None:
        """Store the first keyring. Raises ConflictError when there is one already."""
        now = self._clock.now()
        fields: Fields = {"v": WrappedKeyring.version, "wrapped": wrapped, "made": now}
        await self._documents.commit([Create(self._place, fields)])
