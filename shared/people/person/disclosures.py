"""What a person can see of who was given their data, or looked at it, and why.

The ledger has one entry for each supplier, category and subject of a person, written before the
first handing-over; later ones find it there and write nothing. While it is open, its name is a
keyed hash of those four, so that two are never open at once. When it ends, one commit puts it under
a random name: what is begun anew gets an entry of its own. The first half of an open entry's name
is that of its subject, so that all of one subject are found by one query.

A look by the operator's staff is a line of its own each time: see ``rights/staff/access_log.py``.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.kernel.together import together
from shared.platform.records.port import Delete, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.platform.suppliers.model import Category, Supplier, SupplierRefusedError
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of

DISCLOSURES = Retention(
    "disclosure", 365 * DAY, "its end: a handing-over that goes on is kept with the account"
)
ITSELF = "account"
"""The subject of what concerns the account itself."""
MOST = 5_000
"""Lines of one person: a supplier is told nothing new beyond, which nobody could follow up."""
_HALF = 16
_PAGE = 20


class What(StrEnum):
    """What happened with a person's data."""

    GIVEN = "given"
    """A supplier was given some, for a task."""
    FOUND = "found"
    """Somebody of the staff looked the account up by something that they knew."""
    SEEN = "seen"
    """Somebody of the staff saw it masked."""
    UNMASKED = "unmasked"
    """Somebody of the staff saw it in full."""
    ASKED = "asked"
    """Somebody of the staff asked to see it in full, which a second member has to confirm."""
    CONFIRMED = "confirmed"
    """A second member of the staff confirmed that."""
    REPORTED = "reported"
    """Somebody of the staff said that the person is under 18: stored only, until decided."""
    CALLED_OFF = "called_off"
    """A second member of the staff called that off."""


@dataclass(frozen=True, slots=True)
class Giving:
    """What a supplier is given of a person."""

    supplier: str
    """Its id on the register."""
    categories: tuple[Category, ...]
    subject: str = ITSELF
    """What it is about: an opaque id, such as a follow's."""


def _told(holds: str) -> Personal:
    return Personal(Kind.SERVICE, purpose=ACCOUNT, keep=DISCLOSURES, holds=holds, unmask=False)


class Disclosure(Record, collection="disclosures", database=Database.DATA, owner="a person"):
    """One line of a person's access log."""

    owner_id: Annotated[str, Operational(keep=DISCLOSURES, why="whose it is: a random id")]
    what: Annotated[What, _told("whether it was given or looked at")]
    whom: Annotated[str, _told("to whom: a supplier's id on the register, or a staff role")]
    data: Annotated[str, _told("which kind of data")]
    subject: Annotated[
        str, _told("what it is about: the id of a follow or a device, or the account")
    ]
    purpose: Annotated[str, _told("for what")]
    at: Annotated[AwareDatetime, _told("since when")]
    until: Annotated[AwareDatetime | None, _told("until when; nothing: it goes on")] = None
    by: Annotated[str | None, _told("of a look by staff: a keyed hash of who it was")] = None
    reason: Annotated[str | None, _told("of a look by staff: the reason, by its code")] = None
    ticket: Annotated[str | None, _told("of a look by staff: the ticket")] = None
    request: Annotated[
        str | None, _told("of a look by staff: the rights request that was the reason")
    ] = None
    expires: Annotated[
        AwareDatetime | None, Operational(keep=DISCLOSURES, why="when it is unreadable")
    ] = None
    due: Annotated[
        str | None, Operational(keep=DISCLOSURES, why="when the nightly run deletes it")
    ] = None


class Disclosures:
    """The access logs of one region's people."""

    def __init__(
        self,
        records: SealedRecords[str, Disclosure],
        documents: Documents,
        keys: IndexKey,
        clock: Clock,
        suppliers: Mapping[str, Supplier],
    ) -> None:
        self._records, self._documents = records, documents
        self._keys, self._clock, self._suppliers = keys, clock, suppliers

    async def given(self, person: str, giving: Giving) -> bool:
        """Write down that a supplier is about to be given some of a person's data.

        Returns:
            Whether some of it is the first of its kind.

        Raises:
            SupplierRefusedError: The register does not say that the supplier gets such data.
            IntegrityError, UnavailableError: It may or may not be written down, or the person has
                as many lines as one may: do not go on.
        """
        first = False
        for name, record in [pair async for pair in self._entries(person, giving)]:
            (slot,) = await self._records.look([(person, name)], ACCOUNT)
            if slot.damaged:
                raise IntegrityError
            if slot.version is None:
                if await self._records.number(person) >= MOST:
                    raise UnavailableError(retry_after=DAY)
                with suppress(ConflictError):  # another one is giving the same right now
                    await self._records.put(person, slot, record)
                first = True
        return first

    async def begin(self, person: str, giving: Giving) -> None:
        """Write down the same as ``given`` about a subject of which nobody was given anything yet.

        Raises:
            SupplierRefusedError, IntegrityError, UnavailableError: As ``given`` says.
        """
        writings = await self.beginning(person, giving)
        try:
            _, number = await together(
                commit_together(self._documents, writings), self._records.number(person)
            )
        except ConflictError:  # another request was first
            await self.given(person, giving)
            return
        if number > MOST:
            gone = [Delete(write.id) for one in writings for write in one.writes]
            await self._documents.commit(gone)
            raise UnavailableError(retry_after=DAY)

    async def beginning(self, person: str, giving: Giving) -> list[Writing]:
        """Return what writes a new person's first entries, together with their account.

        Raises:
            SupplierRefusedError: As ``given`` says.
        """
        return [
            await self._records.writing(person, Slot(name, None, None), record)
            async for name, record in self._entries(person, giving)
        ]

    async def ended(self, person: str, giving: Giving) -> None:
        """Write down that a supplier is given such data no more.

        Raises:
            UnavailableError: Say it again.
        """
        async for name, _ in self._entries(person, giving):
            (slot,) = await self._records.look([(person, name)], ACCOUNT)
            await self._close(person, slot)

    async def all_ended(self, person: str, subject: str) -> None:
        """Write down that nobody is given anything more about a subject.

        Raises:
            UnavailableError: Say it again.
        """
        half = await self._half(person, subject)
        after: str | None = half
        while after is not None:
            page = await self._records.owned(person, ACCOUNT, after=after, limit=_PAGE)
            ours = [slot for slot in page if slot.name.startswith(half)]
            for slot in ours:
                await self._close(person, slot)
            after = ours[-1].name if len(ours) == _PAGE else None

    async def page(
        self, person: str, *, after: str, limit: int
    ) -> tuple[list[Disclosure], str | None]:
        """Return a page of a person's lines, the newest first, and behind which the next begins."""
        slots = await self._records.owned(person, ACCOUNT, after=after, limit=limit)
        found = [slot.record for slot in slots if slot.record is not None]
        found.sort(key=lambda line: line.at, reverse=True)
        return found, slots[-1].name if len(slots) == limit else None

    async def _entries(self, person: str, giving: Giving) -> AsyncIterator[tuple[str, Disclosure]]:
        """Yield the name and the content of each entry, as it is while it is open."""
        supplier = self._suppliers.get(giving.supplier)
        if supplier is None or not set(giving.categories) <= set(supplier.categories):
            raise SupplierRefusedError
        key, half = await self._keys.index_key(), await self._half(person, giving.subject)
        for category in giving.categories:
            parts = (person, giving.supplier, category, giving.subject)
            yield (
                half + blind_index(key, "disclosure", *parts)[:_HALF],
                Disclosure(
                    owner_id=person,
                    what=What.GIVEN,
                    whom=giving.supplier,
                    data=category,
                    subject=giving.subject,
                    purpose=supplier.purpose,
                    at=self._clock.now(),
                ),
            )

    async def _half(self, person: str, subject: str) -> str:
        key = await self._keys.index_key()
        return blind_index(key, "disclosure-subject", person, subject)[:_HALF]

    async def _close(self, person: str, slot: Slot[Disclosure]) -> None:
        """Close an entry as it was seen; another one may have done so meanwhile."""
        if slot.record is None or slot.record.until is not None:
            return
        now, name = self._clock.now(), secrets.token_hex(16)
        ends = now + DISCLOSURES.period
        end = {"until": now, "expires": ends, "due": due(ends, shard=shard_of(name))}
        closed = slot.record.model_copy(update=end)
        writings = [
            await self._records.deleting(slot),
            await self._records.writing(person, Slot(name, None, None), closed),
        ]
        with suppress(ConflictError):
            await commit_together(self._documents, writings)
