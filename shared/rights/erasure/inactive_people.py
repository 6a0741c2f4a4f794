"""Whoever is erased because they stayed away: what survives of them, and whether they are back."""

from datetime import datetime

from shared.people.person.model import WHILE_ACCOUNT, Person
from shared.platform.records.port import DocumentId, Documents
from shared.rights.statistics.contributions import Leaving


class InactivePeople:
    """People of one region who stayed away until their erasure was begun for it."""

    def __init__(self, data: Documents, leaving: Leaving) -> None:
        self._data, self._leaving = data, leaving

    async def is_back(self, person: str, asked: datetime) -> bool:
        """Tell whether somebody who had stayed away used their account since they were told.

        Args:
            person: Whom.
            asked: When their erasure was begun for it.

        Raises:
            UnavailableError: Nobody knows.
        """
        found = (await self._data.get([DocumentId(Person.collection, person)]))[0]
        used = found.fields.get("used") if found is not None else None
        return isinstance(used, datetime) and used > asked - WHILE_ACCOUNT.period

    async def leave(self, person: str, receipt: str, asked: datetime) -> None:
        """Keep what may survive of somebody who stayed away. Raises UnavailableError."""
        await self._leaving.leave(person, receipt, asked.date())

    async def stay(self, receipt: str, asked: datetime) -> None:
        """Take back what ``leave`` kept: its person is not gone. Raises UnavailableError."""
        await self._leaving.take_back(receipt, asked.date())
