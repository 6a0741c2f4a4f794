"""What a person can see of who was given their data, or looked at it, and why."""

from contextlib import suppress
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.clock import DAY, Clock, midnight
from shared.errors import ConflictError
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT, Purpose
from shared.privacy.retention import due, shard_of
from shared.records.sealed import SealedRecords, Slot
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

DISCLOSURES = Retention("disclosure", 365 * DAY, "the day of the disclosure")
_MOST = 10_000
"""Lines of one person that are looked at: more than a year of all suppliers has."""


class What(StrEnum):
    """What happened with a person's data."""

    GIVEN = "given"
    """A supplier was given some, for a task."""
    UNMASKED = "unmasked"
    """Somebody of the staff saw it in full."""


def _told(holds: str) -> Personal:
    return Personal(Kind.SERVICE, purpose=ACCOUNT, keep=DISCLOSURES, holds=holds)


class Disclosure(Record, collection="disclosures", database=Database.DATA, owner="a person"):
    """One line of a person's access log."""

    owner_id: Annotated[str, Operational(keep=DISCLOSURES, why="whose it is: a random id")]
    what: Annotated[What, _told("whether it was given or looked at")]
    whom: Annotated[str, _told("to whom: a supplier's name on the register, or a staff role")]
    data: Annotated[str, _told("which kind of data")]
    purpose: Annotated[str, _told("for what")]
    at: Annotated[AwareDatetime, _told("when")]
    expires: Annotated[AwareDatetime, Operational(keep=DISCLOSURES, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=DISCLOSURES, why="when the nightly run deletes it")]


class Disclosures:
    """The access logs of one region's people: one line for what is the same on one day (UTC)."""

    def __init__(
        self, records: SealedRecords[str, Disclosure], keys: IndexKey, clock: Clock
    ) -> None:
        self._records, self._keys, self._clock = records, keys, clock

    async def note(
        self, person: str, what: What, *, whom: str, data: str, purpose: Purpose
    ) -> None:
        """Write a line down, before what it tells of happens.

        Args:
            person: Whose data.
            what: What is about to happen.
            whom: To whom: a name on the register of suppliers, or a staff role.
            data: Which kind of data, in words of ours.
            purpose: For what.

        Raises:
            UnavailableError: It may or may not be written down: do not go on.
        """
        now = self._clock.now()
        today, index = midnight(now), await self._keys.index_key()
        ends = today + DISCLOSURES.period
        parts = (person, what, whom, data, purpose.id, today.isoformat())
        name = blind_index(index, "disclosure", *parts)[:32]
        record = Disclosure(
            owner_id=person,
            what=what,
            whom=whom,
            data=data,
            purpose=purpose.id,
            at=now,
            expires=ends,
            due=due(ends, shard=shard_of(name)),
        )
        with suppress(ConflictError):  # it was written down today already
            await self._records.put(person, Slot(name, None, None), record)

    async def listed(self, person: str) -> list[Disclosure]:
        """Return a person's lines, the newest first."""
        found: list[Disclosure] = []
        async for slot in self._records.each(person, ACCOUNT):
            if slot.record is not None:
                found.append(slot.record)
            if len(found) == _MOST:
                break
        return sorted(found, key=lambda line: line.at, reverse=True)
