"""How a person wants the app and the site to look."""

from typing import Annotated

from shared.people.person.model import WHILE_ACCOUNT
from shared.platform.records.contention import retry_contended
from shared.platform.records.sealed import SealedRecords, Slot
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import ACCOUNT

_TRIES = 4


class Preferences(Record, collection="preferences", database=Database.DATA, owner="a person"):
    """One document for each person, named by the person's id."""

    owner_id: Annotated[str, Operational(keep=WHILE_ACCOUNT, why="whose they are: a random id")]
    language: Annotated[
        str | None,
        Personal(Kind.BASIC, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="the language of texts"),
    ] = None
    layout: Annotated[
        str | None,
        Personal(Kind.BASIC, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds="how lists are laid out"),
    ] = None


class PreferenceRecords:
    """The preferences of one region's people."""

    def __init__(self, records: SealedRecords[str, Preferences]) -> None:
        self._records = records

    async def get(self, person: str) -> Preferences:
        """Return a person's preferences; empty ones if none were ever put."""
        return (await self._slot(person)).record or Preferences(owner_id=person)

    @retry_contended(tries=_TRIES)
    async def put(self, person: str, *, language: str | None, layout: str | None) -> Preferences:
        """Replace a person's preferences; the last one to write wins.

        Raises:
            UnavailableError: Put them again.
        """
        wanted = Preferences(owner_id=person, language=language, layout=layout)
        await self._records.put(person, await self._slot(person), wanted)
        return wanted

    async def _slot(self, person: str) -> Slot[Preferences]:
        return (await self._records.look([(person, person)], ACCOUNT))[0]
