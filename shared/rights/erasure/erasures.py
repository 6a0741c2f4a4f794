"""Beginning an erasure, its receipt, taking it on and ending it."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.people.person.keys import PersonKey
from shared.people.person.minor_cases import MinorCase, case_in
from shared.people.person.stop_ledger import StopKind, StopLedger
from shared.platform.records.leased_records import Held, LeasedRecords
from shared.platform.records.paging import each_having
from shared.platform.records.port import (
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
)
from shared.platform.records.unsealed import fields_of, read
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.retention import shard_of
from shared.rights.erasure.model import (
    LEASE,
    RUNNING,
    Erasure,
    ErasureStage,
    Why,
    asked_for,
    finished,
)

HeldErasure = Held[Erasure]
"""An erasure that somebody works on, as they have last seen it."""


class Erasures(LeasedRecords[Erasure]):
    """The erasures of one region, each carried out by one worker at a time."""

    def __init__(self, documents: Documents, stops: StopLedger, clock: Clock) -> None:
        super().__init__(Erasure, documents, LEASE, clock)
        self._stops = stops

    async def begin(  # noqa: PLR0913 - what the receipt says
        self,
        person: str,
        why: Why,
        *,
        sessions: int = 0,
        ticket: str = "",
        by: str = "",
        second: str = "",
        night: datetime | None = None,
        case: MinorCase | None = None,
        key: Document | None = None,
    ) -> tuple[str, Erasure]:
        """Put a person under a tombstone; return the receipt's name and the receipt.

        Who is being erased already gets the receipt that there is. ``sessions`` are counted on it,
        and ``ticket``, ``by`` and ``second`` say who of the staff began and confirmed it (empty:
        time did). One that the nightly run began is as of that ``night``; one of a minor begins
        only as long as the ``case`` is undecided. ``key`` is the person's, if it was just read.

        Raises:
            NotFoundError: There is no such person, or not any more.
            ConflictError: The case was called off.
            UnavailableError: Say it again.
        """
        key = key or await self.key_of(person)
        if (known := await self.by_key(key)) is not None:
            return known
        if case is not None and not case.is_same(case_in(key.fields)):
            raise ConflictError
        receipt, now = secrets.token_hex(16), night or self._clock.now()
        erasure = asked_for(person, why, now, shard=shard_of(receipt), sessions=sessions)
        erasure = erasure.model_copy(update={"ticket": ticket, "by": by, "second": second})
        await self._entomb(key, receipt, erasure)
        return receipt, erasure

    async def _entomb(self, key: Document, receipt: str, erasure: Erasure) -> None:
        """Write tombstone, receipt and stop, all or none; a lost answer is settled by reading.

        From then on no request seals anything of its person, except of who erases them; another
        instance may open what there is for a minute.
        """
        stone = {**key.fields, **_tombstone(receipt, erasure.why)}
        begun = (
            Replace(key.id, stone, key.version),
            Create(_place(receipt), fields_of(erasure)),
        )
        writings = [
            Writing(self._documents.root, begun),
            self._stops.writing(erasure.person, StopKind.ERASURE, at=erasure.asked),
        ]
        try:
            await commit_together(self._documents, writings)
        except ConflictError as e:  # it was wrapped anew, or somebody else began
            raise UnavailableError from e
        except UnavailableError:  # its answer may be lost
            there = await self.of(erasure.person)
            if there is None or there[0] != receipt:
                raise

    async def call_off(self, held: HeldErasure) -> None:
        """Take an erasure back that has only begun: nothing of its person is gone yet.

        The tombstone, the receipt and the entry in the stop ledger go together, so that neither a
        worker nor a restore erases who came back.

        Raises:
            UnavailableError: Look again.
        """
        person = held.record.person
        key = (await self._documents.get([_key(person)]))[0]
        if key is None or _receipt_in(key) != held.name:
            raise UnavailableError
        writings = [
            Writing(
                self._documents.root,
                (
                    Replace(key.id, {**key.fields, **_tombstone("", None)}, key.version),
                    Delete(held.id, held.version),
                ),
            ),
            await self._stops.striking(person, StopKind.ERASURE),
        ]
        try:
            await commit_together(self._documents, writings)
        except ConflictError as e:
            raise UnavailableError from e

    async def of(self, person: str) -> tuple[str, Erasure] | None:
        """Return the receipt of who is being erased, with its name; None: this one is not.

        Never from memory: it is known as soon as it has begun. Raises UnavailableError.
        """
        key = (await self._documents.get([_key(person)]))[0]
        return await self.by_key(key) if key is not None else None

    async def key_of(self, person: str) -> Document:
        """Return a person's key as it lies there. Raises NotFoundError: there is no such person."""
        key = (await self._documents.get([_key(person)]))[0]
        if key is None:
            raise NotFoundError
        return key

    async def by_key(self, key: Document) -> tuple[str, Erasure] | None:
        """Return the receipt of who is being erased, with its name, by their key; else None."""
        known = _receipt_in(key)
        return (known, await self.get(known)) if known else None

    async def get(self, receipt: str) -> Erasure:
        """Return a receipt. Raises NotFoundError if there is none, or its time is over."""
        return read(Erasure, await self._document(receipt))

    async def running(self) -> dict[str, datetime]:
        """Return by when each erasure that is not finished should be, by its receipt's name.

        Raises:
            UnavailableError: The database does not answer.
        """
        running = each_having(self._documents, Erasure.collection, "state", RUNNING)
        return {one.id.name: read(Erasure, one).due_at async for one in running}

    async def claim(self, receipt: str) -> HeldErasure | None:
        """Take an erasure on; None: it is finished.

        Raises:
            NotFoundError: There is no such receipt.
            UnavailableError: Somebody else is at work.
        """
        found = await self._document(receipt)
        if read(Erasure, found).stage is ErasureStage.FINISHED:
            return None
        return await self.take(found)

    async def finish(self, held: HeldErasure, counts: Mapping[str, int]) -> HeldErasure:
        """Write that it is finished: the receipt names nobody from then on. Raises as ``write``."""
        done = held.record.model_copy(update={"counts": dict(counts)})
        return await self.replace(held, finished(done, self._clock.now()))

    async def _document(self, receipt: str) -> Document:
        found = (await self._documents.get([_place(receipt)]))[0]
        if found is None or read(Erasure, found).expires <= self._clock.now():
            raise NotFoundError
        return found


def _key(person: str) -> DocumentId:
    return DocumentId(PersonKey.collection, person)


def _tombstone(receipt: str, why: Why | None) -> Fields:
    """Return what a person's key says of their erasure."""
    return {"erasing": receipt, "recallable": why is Why.INACTIVE}


def _receipt_in(key: Document) -> str:
    """Return the name of the receipt in a person's key; empty: nobody erases them."""
    erasing = key.fields.get("erasing")
    return erasing if isinstance(erasing, str) else ""


def _place(receipt: str) -> DocumentId:
    return DocumentId(Erasure.collection, receipt)
