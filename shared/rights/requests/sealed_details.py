"""What of rights requests is sealed: what somebody wrote, and a visitor's address."""

from shared.kernel.errors import NotFoundError
from shared.people.person.address import Address
from shared.platform.records.port import Delete
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import RIGHTS
from shared.rights.requests.log import Entry, Fresh
from shared.rights.requests.model import ClaimedRequest, FromMailbox, RightsRequest, VisitorRequest


class SealedRequests:
    """The sealed parts of the requests of one region."""

    def __init__(
        self,
        people: SealedRecords[str, RightsRequest],
        visitors: SealedRecords[str, VisitorRequest],
        claimed: SealedRecords[str, ClaimedRequest],
        keys: IndexKey,
    ) -> None:
        self._people, self._visitors, self._claimed = people, visitors, claimed
        self._keys = keys

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

    async def in_name_of(self, person: str, address: Address, fresh: Fresh) -> Writing:
        """Return what writes down what came from a person's address, in their name."""
        record = ClaimedRequest(
            owner_id=person,
            email=address.value,
            mailbox=await self.mailbox(address),
            text=fresh.text,
            **fresh.asked,
        )
        return await self._claimed.writing(person, Slot(fresh.name, None, None), record)

    async def binding(self, person: str, entry: Entry) -> Writing:
        """Return what makes a visitor's request, as it was seen, that of a person.

        For who has just proven the address, which opens their account.

        Raises:
            NotFoundError: It does not open any more.
        """
        slot = await self._visitors.opened(entry.id, entry.document, RIGHTS)
        if slot.record is None:
            raise NotFoundError
        told = slot.record.model_dump() | entry.asked.model_dump()
        record = ClaimedRequest(owner_id=person, **told)
        made = await self._claimed.writing(person, Slot(entry.id, None, None), record)
        gone = Delete(entry.document.id, entry.document.version)
        return Writing(made.root, (*made.writes, gone))

    async def mailbox(self, address: Address) -> str:
        """Return the keyed hash that stands for an address: by it its requests are found."""
        return blind_index(await self._keys.index_key(), "rights-mailbox", address.value)

    async def opened(self, entry: Entry) -> tuple[str | None, str | None]:
        """Return the address that it came from, if not from an account, and what somebody wrote.

        Raises:
            NotFoundError: It does not open any more: whose it is is being erased.
        """
        if entry.person is not None and not entry.is_claimed:
            own = await self._people.opened(entry.person, entry.document, RIGHTS)
            if own.record is None:
                raise NotFoundError
            return None, own.record.text
        found: FromMailbox | None
        if entry.person is not None:
            found = (await self._claimed.opened(entry.person, entry.document, RIGHTS)).record
        else:
            found = (await self._visitors.opened(entry.id, entry.document, RIGHTS)).record
        if found is None:
            raise NotFoundError
        return found.email, found.text
