"""A person's devices, as their app describes them: a closed list of facts, each optional."""

import re
import secrets
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFoundError, TooManyError
from shared.people.person.model import WHILE_ACCOUNT
from shared.platform.records.sealed import SealedRecords
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import ACCOUNT

MOST = 20
"""Of one person, give or take those that are added at the same moment."""
_ID = re.compile(r"\A[0-9a-f]{32}\Z")


def _fact(holds: str) -> Personal:
    return Personal(Kind.DEVICE, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds=holds)


class Device(Record, collection="devices", database=Database.DATA, owner="a person", numbered=True):
    """A device."""

    owner_id: Annotated[str, Operational(keep=WHILE_ACCOUNT, why="whose it is: a random id")]
    model: Annotated[str | None, _fact("the model's name")] = None
    os: Annotated[str | None, _fact("the operating system")] = None
    os_version: Annotated[str | None, _fact("its version")] = None
    device_id: Annotated[str | None, _fact("the id that the app made for it")] = None
    browser: Annotated[str | None, _fact("the browser")] = None
    browser_version: Annotated[str | None, _fact("its version")] = None
    app_version: Annotated[str | None, _fact("the version of our app")] = None
    push_token: Annotated[
        str | None,
        Personal(
            Kind.DEVICE,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="where push messages go",
            unmask=False,
        ),
    ] = None
    added: Annotated[AwareDatetime, Operational(keep=WHILE_ACCOUNT, why="when it was added")]


class Devices:
    """The devices of one region's people."""

    def __init__(self, records: SealedRecords[str, Device], clock: Clock) -> None:
        self._records, self._clock = records, clock

    async def page(
        self, person: str, *, after: str, limit: int
    ) -> tuple[list[tuple[str, Device]], str | None]:
        """Return a page of a person's devices, the newest first, and behind which the next begins.

        Each with its id.
        """
        slots = await self._records.owned(person, ACCOUNT, after=after, limit=limit)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        found.sort(key=lambda one: one[1].added, reverse=True)
        return found, slots[-1].name if len(slots) == limit else None

    async def add(self, person: str, **facts: str | None) -> tuple[str, Device]:
        """Add a device and return it with its id, which we make.

        Raises:
            TooManyError: There are enough.
            UnavailableError: The database does not answer.
        """
        if await self._records.number(person) >= MOST:
            raise TooManyError
        device = Device(owner_id=person, added=self._clock.now(), **facts)
        id_ = secrets.token_hex(16)
        await self._records.create(person, id_, device)
        return id_, device

    async def remove(self, person: str, id_: str) -> None:
        """Remove a device. Raises NotFoundError if the person has none with this id."""
        (slot,) = await self._records.look([(person, id_)], ACCOUNT) if _ID.match(id_) else (None,)
        if slot is None or slot.version is None:
            raise NotFoundError
        await self._records.delete(slot)
