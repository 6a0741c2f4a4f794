"""Everything that one region's databases hold about a person, found by the data map.

A class of records belongs to people if its ``owner`` says so. A record of theirs says whose it is
in the clear field ``owner_id``, or is named by the person's id. Who walks them needs no list of its
own, and a new class of records is walked as soon as it is described.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from shared.kernel.clock import Clock
from shared.platform.records.port import Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.sealing import OwnerKeys
from shared.privacy.describe import Database, Record
from shared.privacy.purposes import RIGHTS, Purpose

OWNER = "a person"


@dataclass(frozen=True, slots=True)
class Store:
    """The records of one class that people own."""

    record: type[Record]
    records: SealedRecords[str, Any]

    @property
    def by_owner(self) -> bool:
        """Tell whether they say whose they are; else there is one, named by the person's id."""
        return "owner_id" in self.record.described

    @property
    def purpose(self) -> Purpose:
        """For what they are walked by default: the person's rights, which no restriction stops."""
        return RIGHTS

    async def of(self, person: str, purpose: Purpose = RIGHTS) -> AsyncIterator[Slot[Any]]:
        """Yield the places of a person's records, page by page.

        A slot without a record is one that has ended, or is ``damaged``: it does not open.

        Args:
            person: Whose.
            purpose: Why, if not for the person's rights: one that the records are held for.

        Raises:
            RestrictedError: They have their data stored only, or object to the purpose.
            UnavailableError: The database or the key service did not answer.
        """
        if not self.by_owner:
            yield (await self.records.look([(person, person)], purpose))[0]
            return
        async for slot in self.records.each(person, purpose):
            yield slot


def stores(
    classes: Iterable[type[Record]], documents: Documents, keys: OwnerKeys[str], clock: Clock
) -> list[Store]:
    """Return the stores of all classes that people own in the database ``data``."""
    return [
        Store(one, SealedRecords(one, documents, keys, clock))
        for one in classes
        if one.owner == OWNER and one.database is Database.DATA
    ]
