"""All sessions of a person at once, without their key."""

from shared.people.person.model import Session
from shared.platform.records.port import Delete, Documents

_AT_ONCE = 300


class EverySession:
    """The sessions of one region, by whose they are."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def number(self, person: str) -> int:
        """Return how many sessions a person has. Raises UnavailableError."""
        return await self._documents.count(Session.collection, "owner_id", person)

    async def end(self, person: str) -> None:
        """End every session of a person, at once.

        Raises:
            UnavailableError: Some may not be ended: say it again.
        """
        while page := await self._documents.having(
            Session.collection, "owner_id", person, limit=_AT_ONCE
        ):
            await self._documents.commit([Delete(one.id) for one in page])
