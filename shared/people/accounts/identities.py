"""Identities at other services that are linked to accounts: found, linked, unlinked.

What is kept of one is which provider, issuer, subject and when it was linked, sealed under the
person's own key; it is found by a blind index of issuer and subject. A linked provider also stands
on the person's own record, so that whether it is the last way in is decided by one
compare-and-set there.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    ConflictError,
    IntegrityError,
    LastWayInError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.notices import Notices
from shared.people.accounts.proofs import Proof, UsedProofs
from shared.people.accounts.providers import PROVIDERS
from shared.people.person.holders import Holder, Tombstones, holder
from shared.people.person.identity import Identity
from shared.people.person.model import WHILE_ACCOUNT, Person
from shared.platform.records.contention import retry_contended
from shared.platform.records.indexes import ref_of
from shared.platform.records.port import ContendedError, Document, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.platform.vault.derive import blind_index
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import ACCOUNT

_CONTENTION = 20


class LinkedIdentity(Record, collection="identities", database=Database.DATA, owner="a person"):
    """A quick login that a person has linked. Its name is a keyed hash of person and provider."""

    owner_id: Annotated[str, Operational(keep=WHILE_ACCOUNT, why="whose it is: a random id")]
    provider: Annotated[
        str,
        Personal(Kind.CONNECTION, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="which provider"),
    ]
    account: Annotated[
        str,
        Personal(
            Kind.CONNECTION,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="issuer and subject: the provider's own name for the person",
            lookup=True,
            unmask=False,
        ),
    ]
    linked: Annotated[
        AwareDatetime,
        Personal(Kind.CONNECTION, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="when it was linked"),
    ]


class Identities:
    """The linked identities of one region."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        records: SealedRecords[str, LinkedIdentity],
        people: SealedRecords[str, Person],
        used: UsedProofs,
        keys: Tombstones,
        notices: Notices,
        documents: Documents,
        clock: Clock,
    ) -> None:
        self._records, self._people, self._used = records, people, used
        self._keys, self._notices = keys, notices
        self._documents, self._clock = documents, clock

    async def list(self, person: str) -> Sequence[LinkedIdentity]:
        """Return what a person has linked, the first linked first."""
        names = [(person, await self._name(person, row.id)) for row in PROVIDERS]
        slots = await self._records.look(names, ACCOUNT)
        found = [slot.record for slot in slots if slot.record is not None]
        return sorted(found, key=lambda one: one.linked)

    @retry_contended(tries=_CONTENTION)
    async def link(self, person: str, proof: Proof) -> LinkedIdentity:
        """Link an identity to a person. The same one again is the same, however often.

        Args:
            person: Whose.
            proof: Of an identity. It is used up, unless the identity was linked already.

        Raises:
            NotFoundError: There is no such person.
            ConflictError: It is linked to another account, or another one of this provider is
                linked to this account.
            UnauthenticatedError: The proof was used already.
            UnavailableError: The same proof, if unused, goes on.
        """
        identity = proof.who
        if not isinstance(identity, Identity):
            msg = "an address is no identity"
            raise TypeError(msg)
        has = await self.holder_of(identity)
        known = await self._linked(has, person, identity)
        if known is not None:
            return known
        return await self._link(person, identity, proof, has.free)

    async def unlink(self, person: str, provider: str) -> None:
        """Unlink a provider's identity from a person, at once.

        Raises:
            NotFoundError: The person has linked none of this provider.
            LastWayInError: Without it the person could not sign in any more.
            UnavailableError: Say it again.
        """
        lost = False

        @retry_contended(tries=_CONTENTION)
        async def unlink() -> None:
            nonlocal lost
            slot = await self._people.get(person, person, ACCOUNT)
            record = _there(slot)
            if provider not in record.quick_logins:
                if lost:
                    return  # the answer was lost, the commit was not
                raise NotFoundError
            if record.ways_in == {provider}:
                raise LastWayInError
            try:
                await self._unlink(slot, provider)
            except UnavailableError as e:
                if lost:
                    raise
                lost = True
                raise ContendedError from e  # or it was written: look again

        await unlink()

    async def holder_of(self, identity: Identity) -> Holder:
        """Return who has an identity.

        What the index says is believed only if the record opens under this person's own key.

        Raises:
            IntegrityError: The record does not open.
            UnavailableError: Nobody can tell.
        """
        entry = await self._records.entry("account", identity.account)
        name = ref_of(entry)
        if entry is None or name is None:
            return Holder()
        found = (await self._documents.get([DocumentId(LinkedIdentity.collection, name)]))[0]
        owner = found.fields.get("owner_id") if found is not None else None
        if found is None or not isinstance(owner, str):
            return Holder()
        has = await holder(owner, entry, self._keys)
        if has.person is None or has.recallable:
            return has
        slot = await self._records.opened(owner, found, ACCOUNT)
        if slot.damaged:
            raise IntegrityError
        linked = slot.record is not None and slot.record.account == identity.account
        return has if linked else Holder()

    async def writing(
        self, person: str, identity: Identity, *, over: Sequence[Document] = ()
    ) -> Writing:
        """Return what links an identity, to be committed with the person's own record.

        Args:
            person: Whose.
            identity: Which.
            over: The blind index of somebody who is being erased, to be taken over.
        """
        return await self._writing(self._new(person, identity), over)

    def _new(self, person: str, identity: Identity) -> LinkedIdentity:
        return LinkedIdentity(
            owner_id=person,
            provider=identity.provider,
            account=identity.account,
            linked=self._clock.now(),
        )

    async def _writing(self, record: LinkedIdentity, over: Sequence[Document]) -> Writing:
        name = await self._name(record.owner_id, record.provider)
        slot: Slot[LinkedIdentity] = Slot(name, None, None)
        return await self._records.writing(record.owner_id, slot, record, over=over)

    async def _linked(self, has: Holder, person: str, identity: Identity) -> LinkedIdentity | None:
        """Return the link if it is there. Raises ConflictError if it is another account's."""
        if has.person is None:
            return None
        if has.person != person:
            raise ConflictError
        name = await self._name(person, identity.provider)
        return (await self._records.look([(person, name)], ACCOUNT))[0].record

    async def _link(
        self, person: str, identity: Identity, proof: Proof, free: Sequence[Document]
    ) -> LinkedIdentity:
        """Return the new link. Raises ContendedError: something changed meanwhile, look again."""
        slot = await self._people.get(person, person, ACCOUNT)
        before = _there(slot)
        if identity.provider in before.quick_logins:
            raise ConflictError
        linked = (*before.quick_logins, identity.provider)
        after = before.model_copy(update={"quick_logins": linked})
        record = self._new(person, identity)
        linking = await self._writing(record, free)
        told = await self._notices.linked(person)
        writings = [await self._people.writing(person, slot, after), linking, told.writing]
        try:
            await self._used.once(proof, writings)
        except UnauthenticatedError:
            has = await self.holder_of(identity)  # the same request, sent twice at once
            known = await self._linked(has, person, identity)
            if known is None:
                raise
            return known
        await self._notices.hand_over(told)
        return record

    async def _unlink(self, slot: Slot[Person], provider: str) -> None:
        before, person = _there(slot), slot.name
        left = tuple(one for one in before.quick_logins if one != provider)
        after = before.model_copy(update={"quick_logins": left})
        writings = [await self._people.writing(person, slot, after)]
        name = await self._name(person, provider)
        link = (await self._records.look([(person, name)], ACCOUNT))[0]
        if link.version is not None:
            writings.append(await self._records.deleting(link))
        await commit_together(self._documents, writings)

    async def _name(self, person: str, provider: str) -> str:
        return blind_index(await self._keys.index_key(), "identity", person, provider)


def _there(slot: Slot[Person]) -> Person:
    """Return the record of a slot that ``get`` returned."""
    if slot.record is None:
        raise NotFoundError
    return slot.record
