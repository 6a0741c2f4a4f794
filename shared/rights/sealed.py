"""What of rights requests is sealed: what somebody wrote, and a visitor's address."""

from shared.errors import NotFoundError
from shared.people.address import Address
from shared.privacy.purposes import RIGHTS
from shared.records.sealed import SealedRecords, Slot
from shared.records.together import Writing
from shared.rights.log import Entry, Fresh
from shared.rights.model import RightsRequest, VisitorRequest
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey


class SealedRequests:
    """The sealed parts of the requests of one region."""

    def __init__(
        self,
        people: SealedRecords[str, RightsRequest],
        visitors: SealedRecords[str, VisitorRequest],
        keys: IndexKey,
    ) -> None:
        self._people, self._visitors, self._keys = people, visitors, keys

    async def of_person(self, person: str, fresh: Fresh) -> Writing:
        """Return what writes a person's request down."""
        record = RightsRequest(owner_id=person, text=fresh.text, **fresh.asked)
        return await self._people.writing(person, Slot(fresh.name, None, None), record)

    async def of_visitor(self, address: Address, fresh: Fresh) -> Writing:
        """Return what writes the request of somebody without an account down."""
        record = VisitorRequest(
            email=address.value,
            mailbox=await self.mailbox(address),
            text=fresh.text,
            **fresh.asked,
        )
        return await self._visitors.writing(fresh.name, Slot(fresh.name, None, None), record)

    async def mailbox(self, address: Address) -> str:
        """Return the keyed hash that stands for an address: by it its requests are found."""
        return blind_index(await self._keys.index_key(), "rights-mailbox", address.value)

    async def opened(self, entry: Entry) -> tuple[str | None, str | None]:
        """Return a visitor's address, if it is one's, and what somebody wrote.

        Raises:
            NotFoundError: It does not open any more: whose it is is being erased.
        """
        if entry.person is not None:
            own = await self._people.opened(entry.person, entry.document, RIGHTS)
            if own.record is None:
                raise NotFoundError
            return None, own.record.text
        slot = await self._visitors.opened(entry.id, entry.document, RIGHTS)
        if slot.record is None:
            raise NotFoundError
        return slot.record.email, slot.record.text
