"""A person's own data: seen, and changed by compare-and-set.

Every edit gives the record a new random ``rev``, by which a lost answer of the database is settled:
if what is there has the ``rev`` that we meant to write, it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.kernel.errors import (
    AddressTakenError,
    IntegrityError,
    LastWayInError,
    PreconditionFailedError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.proofs import Proof, UsedProofs
from shared.people.accounts.second_proofs import RecoveryCode
from shared.people.person.address import Address, Channel
from shared.people.person.holders import Holders, Tombstones
from shared.people.person.model import Person
from shared.platform.records.contention import YIELDING, retry_contended
from shared.platform.records.port import ContendedError, Document, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import commit_together
from shared.privacy.purposes import ACCOUNT

_TRIES = 50
Field = str | bool | None
"""What a person can change of themselves; None: nothing is there."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What is to be changed: fields of ``Person`` by name; None erases."""

    fields: Mapping[str, Field] = field(repr=False)
    proof: Proof | None = None
    """Of the new address, if there is one."""
    any_state: bool = False
    """Whether what somebody else has made of it since it was seen is changed as well."""

    def applied_to(self, person: Person) -> Person:
        """Return the person as changed."""
        return person.changed(self.fields)

    def is_there(self, person: Person) -> bool:
        """Tell whether nothing is left to change."""
        return all(getattr(person, name) == value for name, value in self.fields.items())


class Profiles:
    """The people of one region, as each sees themselves."""

    def __init__(
        self,
        people: SealedRecords[str, Person],
        used: UsedProofs,
        documents: Documents,
        tombstones: Tombstones,
    ) -> None:
        self._people, self._used, self._documents = people, used, documents
        self._holders = Holders(people, tombstones)

    async def get(self, person_id: str) -> Person:
        """Return a person's record. Raises NotFoundError if there is none."""
        return owner_of(await self.slot(person_id))

    async def with_address(self, address: Address) -> tuple[str, Person] | None:
        """Return the person who has an address now, with their id; None: nobody.

        For who has proven to have it: to others it would tell who has an account.
        """
        holder = await self._holders.of(address)
        if (person_id := holder.person) is None or holder.recallable:
            return None
        slot = (await self._people.look([(person_id, person_id)], ACCOUNT))[0]
        if slot.record is None or not slot.record.has(address):
            return None
        return person_id, slot.record

    @retry_contended(tries=_TRIES)
    async def keep_recovery(self, person_id: str, code: RecoveryCode) -> None:
        """Keep a recovery code in the place of the one before.

        Raises:
            NotFoundError: There is no such person.
            UnavailableError: Make another one.
        """
        slot = await self.slot(person_id)
        after = owner_of(slot).model_copy(update={"recovery": code.mac})
        await self._people.put(person_id, slot, after)

    @retry_contended(tries=_TRIES, pause=YIELDING)
    async def prove(self, person_id: str, proof: Proof, now: datetime) -> Person:
        """Take up again what was paused to an address that its person has just proven.

        Raises:
            UnauthenticatedError: The proof was used already, or the address is theirs no more.
            UnavailableError: The database does not answer.
        """
        slot, address = await self.slot(person_id), proof.who
        if not isinstance(address, Address) or not owner_of(slot).has(address):
            raise UnauthenticatedError
        proven = owner_of(slot).bounces(address.channel).proven(now)
        after = owner_of(slot).changed({f"{address.channel}_bounces": proven})
        await self._used.once(proof, [await self._people.writing(person_id, slot, after)])
        return after

    async def slot(self, person_id: str) -> Slot[Person]:
        """Return the place of a person's record. Raises NotFoundError if there is none."""
        return await self._people.get(person_id, person_id, ACCOUNT)

    async def change(self, person_id: str, seen: Slot[Person], change: ProfileChange) -> Person:
        """Change a person's record if it is still as it was seen.

        Args:
            person_id: Whose.
            seen: The place as it was seen.
            change: What.

        Raises:
            PreconditionFailedError: It was changed in the meantime.
            LastWayInError: Nothing would be left to sign in with.
            AddressTakenError: The new address belongs to another account.
            UnauthenticatedError: The proof was used already.
            UnavailableError: The database does not answer.
        """
        looked = [seen]

        @retry_contended(tries=_TRIES, pause=YIELDING)
        async def changed() -> Person:
            slot = looked.pop() if looked else await self.slot(person_id)
            if not change.any_state and owner_of(slot).rev != owner_of(seen).rev:
                raise PreconditionFailedError
            return await self._changed(person_id, slot, change)

        return await changed()

    async def _changed(self, person_id: str, slot: Slot[Person], change: ProfileChange) -> Person:
        """Change a record as it was seen. Raises ContendedError: it is not so any more."""
        after = change.applied_to(owner_of(slot))
        if not after.ways_in:
            raise LastWayInError
        try:
            await self._write(person_id, slot, after, change)
        except ContendedError as e:
            if await self._is_taken(person_id, change):
                raise AddressTakenError from e
            raise
        except UnavailableError:
            there = await self.get(person_id)
            if there.rev != after.rev:
                raise
            return there
        return after

    async def _write(
        self, person_id: str, slot: Slot[Person], after: Person, change: ProfileChange
    ) -> None:
        free: tuple[Document, ...] = ()
        for channel in Channel:
            if isinstance(value := change.fields.get(channel), str):
                free += (await self._holders.of(Address(channel, value))).free
        writing = await self._people.writing(person_id, slot, after, over=free)
        if change.proof is None:
            await commit_together(self._documents, [writing])
        else:
            await self._used.once(change.proof, [writing])

    async def _is_taken(self, person_id: str, change: ProfileChange) -> bool:
        """Tell whether a new address belongs to another account."""
        for channel in Channel:
            value = change.fields.get(channel)
            if isinstance(value, str):
                owner = await self._people.find(channel, value)
                if owner not in {None, person_id}:
                    return True
        return False


def owner_of(slot: Slot[Person]) -> Person:
    """Return the person whose place it is. Raises IntegrityError: nobody is there."""
    if slot.record is None:
        raise IntegrityError
    return slot.record
