"""All sessions of a person at once, without their key."""

from collections.abc import Sequence

from shared.kernel.together import together
from shared.people.person.model import Session
from shared.platform.records.port import Delete, DocumentId, Documents

_AT_ONCE = 300


class EverySession:
    """The sessions of one region, by whose they are."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def some(self, person: str) -> list[DocumentId]:
        """Return a person's sessions, at most 300: nobody has as many. Raises UnavailableError."""
        found = await self._documents.having(Session.collection, "owner_id", person, limit=_AT_ONCE)
        return [one.id for one in found]

    async def end(self, person: str, known: Sequence[DocumentId] = ()) -> None:
        """End every session of a person, at once.

        Args:
            person: Whose.
            known: Sessions of theirs that were found before: they end while it is asked for others.

        Raises:
            UnavailableError: Some may not be ended: say it again.
        """
        ending = list(known)
        while True:
            found, _ = await together(self.some(person), self._end(ending))
            ending = [one for one in found if one not in ending]
            if not ending:
                return

    async def _end(self, sessions: Sequence[DocumentId]) -> None:
        if sessions:
            await self._documents.commit([Delete(one) for one in sessions])
