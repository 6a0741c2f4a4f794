"""A person's devices, as their app describes them: a closed list of facts, each optional.

A device that is to be pushed to tells where, in the session that it has; when that session ends,
nothing goes there any more, so that whoever signs out on a shared device leaves no news behind.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    ConflictError,
    ErasedError,
    NotFoundError,
    RestrictedError,
    TooManyError,
)
from shared.kernel.together import together
from shared.people.person.disclosures import Disclosures
from shared.people.person.model import WHILE_ACCOUNT, Session
from shared.people.person.push_address import FRESH, PushAddress, PushTarget
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Document, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.privacy.describe import Database, Kind, Operational, Personal, Record
from shared.privacy.purposes import ACCOUNT

MOST = 20
"""Of one person, give or take those that are added at the same moment."""
_ID = re.compile(r"\A[0-9a-f]{32}\Z")
_TRIES = 4


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
    push: Annotated[
        PushAddress | None,
        Personal(
            Kind.DEVICE,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="where push messages go, and by what they are sealed to a browser",
            unmask=False,
        ),
    ] = None
    added: Annotated[AwareDatetime, Operational(keep=WHILE_ACCOUNT, why="when it was added")]


class Devices:
    """The devices of one region's people."""

    def __init__(
        self,
        records: SealedRecords[str, Device],
        documents: Documents,
        ledger: Disclosures,
        clock: Clock,
        *,
        restored: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """Keep devices.

        Args:
            records: Where they are.
            documents: The same database, of sessions.
            ledger: Where it is written down that a push service is given no address any more.
            clock: The clock.
            restored: Tells when the database was restored last: a push address that was told before
                may be of a session that had ended.
        """
        self._records, self._documents, self._ledger = records, documents, ledger
        self._clock, self._restored = clock, restored

    async def page(
        self, person: str, *, after: str, limit: int
    ) -> tuple[list[tuple[str, Device]], str | None]:
        """Return a page of a person's devices, the newest first, and behind which the next begins.

        Each with its id, and with where push messages go if they still do.
        """
        slots = await self._records.owned(person, ACCOUNT, after=after, limit=limit)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        found.sort(key=lambda one: one[1].added, reverse=True)
        good = {one.device for one in await self._good(person, _pushed(slots))}
        shown = [
            (name, one if name in good else one.model_copy(update={"push": None}))
            for name, one in found
        ]
        return shown, slots[-1].name if len(slots) == limit else None

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
        await self._records.delete(await self._slot(person, id_))
        await self._ledger.all_ended(person, id_)

    @retry_contended(tries=_TRIES)
    async def push_to(self, person: str, id_: str, address: PushAddress) -> Device:
        """Have push messages go to a device, and to no other one of the same address.

        Returns:
            The device.

        Raises:
            NotFoundError: The person has no such device.
            UnavailableError: Say it again.
        """
        slot = await self._slot(person, id_)
        for other in await self._records.owned(person, ACCOUNT, limit=2 * MOST):
            had = other.record.push if other.record is not None else None
            if other.name != id_ and had is not None and had.to == address.to:
                await self._put(person, other, None)
        return await self._put(person, slot, address)

    @retry_contended(tries=_TRIES)
    async def push_no_more(self, person: str, id_: str) -> None:
        """Have no push message go to a device. Raises as ``push_to``."""
        slot = await self._slot(person, id_)
        if slot.record is not None and slot.record.push is not None:
            await self._put(person, slot, None)

    async def pushed(self, person: str) -> list[PushTarget]:
        """Return the devices of a person to which push messages go now.

        What is not good any more is forgotten: the session that told it has ended, it was not told
        anew for 270 days, or a backup was restored since.

        Raises:
            RestrictedError, UnavailableError: They cannot be read, or not now.
        """
        there = _pushed(await self._records.owned(person, ACCOUNT, limit=2 * MOST))
        good = await self._good(person, there)
        for one in there:
            if one not in good:
                await self.forget(person, one)
        return good

    async def _good(self, person: str, there: list[PushTarget]) -> list[PushTarget]:
        """Return those to which push messages still go."""
        if not there:
            return []
        places = [DocumentId(Session.collection, one.address.session) for one in there]
        sessions, restored = await together(self._documents.get(places), self._restored())
        now = self._clock.now()
        oldest = max(now - FRESH, restored or now - FRESH)
        return [
            one
            for one, session in zip(there, sessions, strict=True)
            if _lives(session, person, now) and one.address.since > oldest
        ]

    async def forget(self, person: str, gone: PushTarget) -> None:
        """Forget where a device was reached, unless it has told another place meanwhile."""
        (slot,) = await self._records.look([(person, gone.device)], ACCOUNT)
        if slot.record is not None and slot.record.push == gone.address:
            with suppress(ConflictError, ErasedError, RestrictedError):
                await self._put(person, slot, None)

    async def _slot(self, person: str, id_: str) -> Slot[Device]:
        (slot,) = await self._records.look([(person, id_)], ACCOUNT) if _ID.match(id_) else (None,)
        if slot is None or slot.version is None:
            raise NotFoundError
        return slot

    async def _put(self, person: str, slot: Slot[Device], push: PushAddress | None) -> Device:
        if slot.record is None:
            raise NotFoundError
        before, device = slot.record.push, slot.record.model_copy(update={"push": push})
        await self._records.put(person, slot, device)
        if before is not None and (push is None or push.service != before.service):
            await self._ledger.all_ended(person, slot.name)
        return device


def _pushed(slots: Sequence[Slot[Device]]) -> list[PushTarget]:
    """Return the devices that have told where push messages go."""
    return [
        PushTarget(slot.name, slot.record.push)
        for slot in slots
        if slot.record is not None and slot.record.push is not None
    ]


def _lives(session: Document | None, person: str, now: datetime) -> bool:
    """Tell whether a session is a person's, and has not ended."""
    if session is None or session.fields.get("owner_id") != person:
        return False
    ends = session.fields.get("expires")
    return isinstance(ends, datetime) and now < ends
