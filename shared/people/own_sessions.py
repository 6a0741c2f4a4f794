"""A person's sessions, as the person sees and ends them."""

from shared.errors import NotFoundError
from shared.people.known_devices import forgotten
from shared.people.model import Session
from shared.people.session_tokens import public_id
from shared.privacy.purposes import ACCOUNT
from shared.records.port import Delete, DocumentId, Documents
from shared.records.sealed import SealedRecords, Slot

_MOST = 5_000
"""Sessions of one person that are looked at: more than codes for one address in a month."""


class OwnSessions:
    """The sessions of one region, by whose they are."""

    def __init__(self, records: SealedRecords[str, Session], documents: Documents) -> None:
        self._records, self._documents = records, documents

    async def listed(self, person: str) -> list[tuple[str, Session]]:
        """Return a person's sessions, the last used first, each with its name."""
        slots = await self._all(person)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        return sorted(found, key=lambda one: one[1].used, reverse=True)

    async def end(self, person: str, session_id: str) -> None:
        """End one of a person's sessions, at once; the device on which it began is known no more.

        Raises:
            NotFoundError: The person has no such session.
            UnavailableError: It may or may not be ended: say it again.
        """
        for slot in await self._all(person):
            if public_id(slot.name) == session_id:
                device = slot.record.device if slot.record is not None else ""
                gone = Delete(DocumentId(Session.collection, slot.name))
                await self._documents.commit([gone, *([forgotten(device)] if device else [])])
                return
        raise NotFoundError

    async def _all(self, person: str) -> list[Slot[Session]]:
        found: list[Slot[Session]] = []
        async for slot in self._records.each(person, ACCOUNT):
            found.append(slot)
            if len(found) == _MOST:
                break
        return found
