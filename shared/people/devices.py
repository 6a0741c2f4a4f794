"""A person's devices, as their app describes them: a closed list of facts, each optional."""

import secrets
from typing import Annotated

from pydantic import AwareDatetime

from shared.clock import Clock
from shared.errors import NotFoundError, TooManyError
from shared.people.model import WHILE_ACCOUNT
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import ACCOUNT
from shared.records.sealed import SealedRecords, Slot

MOST = 20
"""Of one person, give or take those that are added at the same moment."""


def _fact(holds: str) -> Personal:
    return Personal(Kind.DEVICE, purpose=ACCOUNT, keep=WHILE_ACCOUNT, holds=holds)


class Device(Record, collection="devices", database=Database.DATA, owner="a person"):
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

    async def listed(self, person: str) -> list[tuple[str, Device]]:
        """Return a person's devices, the newest first, each with its id."""
        slots = await self._slots(person)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        return sorted(found, key=lambda one: one[1].added, reverse=True)

    async def add(self, person: str, **facts: str | None) -> tuple[str, Device]:
        """Add a device and return it with its id, which we make.

        Raises:
            TooManyError: There are enough.
            UnavailableError: It may or may not be added.
        """
        if len(await self._slots(person)) >= MOST:
            raise TooManyError
        device = Device(owner_id=person, added=self._clock.now(), **facts)
        id_ = secrets.token_hex(16)
        await self._records.create(person, id_, device)
        return id_, device

    async def remove(self, person: str, id_: str) -> None:
        """Remove a device. Raises NotFoundError if the person has none with this id."""
        for slot in await self._slots(person):
            if slot.name == id_:
                await self._records.delete(slot)
                return
        raise NotFoundError

    async def _slots(self, person: str) -> list[Slot[Device]]:
        return await self._records.owned(person, ACCOUNT, limit=5 * MOST)
