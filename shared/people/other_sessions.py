"""The sessions of a person that an address opened which is theirs no more."""

from shared.people.model import By, Session
from shared.privacy.purposes import ACCOUNT
from shared.records.port import Delete, DocumentId, Documents
from shared.records.sealed import SealedRecords

_AT_ONCE = 300
"""A commit takes 500 writes."""


class OtherSessions:
    """The sessions of one region, by how they were opened."""

    def __init__(self, records: SealedRecords[str, Session], documents: Documents) -> None:
        self._records, self._documents = records, documents

    async def end_opened_by(self, person: str, by: By, *, but: str) -> None:
        """End every session of a person that was opened in one way, but for one, at once.

        One that does not open ends too: nobody can tell how it began.

        Args:
            person: Whose.
            by: How they, or somebody, proved who they are.
            but: The name of the one that goes on.

        Raises:
            UnavailableError: Some may not be ended: say it again.
        """
        ended = [
            Delete(DocumentId(Session.collection, slot.name))
            async for slot in self._records.each(person, ACCOUNT)
            if slot.name != but and (slot.record is None or slot.record.by is by)
        ]
        for first in range(0, len(ended), _AT_ONCE):
            await self._documents.commit(ended[first : first + _AT_ONCE])
