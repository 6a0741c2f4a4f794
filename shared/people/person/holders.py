"""Who has an address or a quick login. Whose account is being erased has none any more.

Their blind index still lies there, until the erasure deletes it: whoever proves to have the address
takes it over by compare-and-set, and an erasure deletes an index only as long as it is its
person's. So the new account is found from its first moment on, and stays found.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from shared.people.person.address import Address
from shared.people.person.model import Person
from shared.platform.records.indexes import ref_of
from shared.platform.records.port import Document
from shared.platform.records.sealed import SealedRecords
from shared.platform.vault.port import IndexKey


class Ending(Enum):
    """Whether a person is being erased."""

    NO = "no"
    RECALLABLE = "recallable"
    """Unless they come back now."""
    YES = "yes"


class Tombstones(IndexKey, Protocol):
    """The index key, and who is being erased."""

    def expect(self, person: str, *, since: float) -> None:
        """Begin to read a person's key, unless it was read since then: it will be asked for."""
        ...

    async def ending(self, person: str, *, now: bool = False) -> Ending:
        """Return whether a person is being erased, as it stands since the request began.

        Args:
            person: Whom.
            now: As it stands now: for who has just written something.

        Raises:
            UnavailableError: Nobody can tell.
        """
        ...


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has something by which accounts are found."""

    person: str | None = None
    """None: nobody."""
    free: tuple[Document, ...] = ()
    """The blind index of somebody who is being erased: to be taken over."""
    recallable: bool = False
    """Whether the person is being erased, but keeps the account by coming back."""


async def holder(person: str, entry: Document, tombstones: Tombstones) -> Holder:
    """Return who has what an index entry says that a person has. Raises UnavailableError."""
    ending = await tombstones.ending(person)
    if ending is Ending.YES:
        return Holder(free=(entry,))
    return Holder(person, recallable=ending is Ending.RECALLABLE)


class Holders:
    """Who has which address in one region."""

    def __init__(self, people: SealedRecords[str, Person], tombstones: Tombstones) -> None:
        self._people, self._tombstones = people, tombstones

    async def of(self, address: Address) -> Holder:
        """Return who has an address. Raises UnavailableError."""
        entry = await self._people.entry(address.channel, address.value)
        person = ref_of(entry)
        if entry is None or person is None:
            return Holder()
        return await holder(person, entry, self._tombstones)
