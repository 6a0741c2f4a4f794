"""The stop ledger: what was stopped, so that no restore of a database can revive it.

Stopping the same again is the same entry, with the later time: however often somebody stops
something, the ledger does not grow, and it never refuses.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY, Clock
from shared.platform.records.paging import each_having
from shared.platform.records.port import Add, Delete, Document, DocumentId, Documents
from shared.platform.records.unsealed import fields_of, read
from shared.platform.records.write_batch import Writing
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.retention import due, shard_of

STOPS = Retention("stop-ledger", 30 * DAY, "the stop")
"""Longer than the oldest backup that could be restored."""
_PAGE = 300


class StopKind(StrEnum):
    """What was stopped."""

    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"
    UNSUBSCRIBE = "unsubscribe"
    RESTRICTION = "restriction"
    """Of everything, or of one purpose that somebody objects to."""
    LIFTING = "lifting"
    """A restriction, or an objection, was taken back: what stands before it is not to be stopped
    again."""

    SUSPENSION = "suspension"
    """Of everything, of who is said to be under 18, until that is decided."""
    REINSTATEMENT = "reinstatement"
    """That was called off: what stands before it is not to be stopped again."""


class Stop(Record, collection="stops", database=Database.KEYS, owner="a person"):
    """That something was stopped: carried out again after a restore.

    Named by a hash of whose, what and for what.
    """

    owner_id: Annotated[str, Operational(keep=STOPS, why="whose: a random id that leads nowhere")]
    kind: Annotated[StopKind, Operational(keep=STOPS, why="what was stopped")]
    purpose: Annotated[str, Operational(keep=STOPS, why="for what; empty: for everything")]
    at: Annotated[AwareDatetime, Operational(keep=STOPS, why="when it was stopped last")]
    ticket: Annotated[str, Operational(keep=STOPS, why="of a suspension by staff: the ticket")] = ""
    by: Annotated[str, Operational(keep=STOPS, why="of such a one: keyed hash of who it was")] = ""
    times: Annotated[int, Operational(keep=STOPS, why="how often it was stopped")] = 1
    expires: Annotated[AwareDatetime, Operational(keep=STOPS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=STOPS, why="when the nightly run deletes it")]


def stopped(person: str, kind: StopKind, purpose: str, now: datetime, *, shard: int) -> Stop:
    """Return an entry of the stop ledger."""
    ends = now + STOPS.period
    return Stop(
        owner_id=person,
        kind=kind,
        purpose=purpose,
        at=now,
        expires=ends,
        due=due(ends, shard=shard),
    )


class StopLedger:
    """The stop ledger of one region. It lies beside the keys, not with what it stops."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents, self._clock = documents, clock

    def writing(
        self,
        person: str,
        kind: StopKind,
        purpose: str = "",
        *,
        at: datetime | None = None,
        **more: str,
    ) -> Writing:
        """Return what writes an entry, to be committed with others of this database.

        Args:
            person: Whose.
            kind: What is stopped.
            purpose: For what; empty: for everything.
            at: When, as it stands in what is stopped; None: now.
            more: Of what staff stopped: ``ticket`` and ``by``.
        """
        moment = at or self._clock.now()
        name = hashlib.sha256(f"{person}|{kind}|{purpose}".encode()).hexdigest()[:32]
        entry = stopped(person, kind, purpose, moment, shard=shard_of(name))
        known = fields_of(entry.model_copy(update=more))
        fields = {name: value for name, value in known.items() if name != "times"}
        place = DocumentId(Stop.collection, name)
        return Writing(self._documents.root, (Add(place, "times", beside=fields),))

    async def note(self, person: str, kind: StopKind, purpose: str = "") -> None:
        """Write an entry, before what it tells of is done: replaying it does no harm.

        Raises:
            UnavailableError: Do not go on.
        """
        await self.note_all(person, [(kind, purpose)])

    async def note_all(
        self,
        person: str,
        stops: Sequence[tuple[StopKind, str]],
        *,
        at: datetime | None = None,
    ) -> None:
        """Write several entries, all or none, each with its purpose. Raises as ``note`` does."""
        writes = [
            write
            for kind, purpose in stops
            for write in self.writing(person, kind, purpose, at=at).writes
        ]
        if writes:
            await self._documents.commit(writes)

    async def each(self, *, after: str = "") -> AsyncIterator[tuple[str, Stop]]:
        """Yield every entry that has not ended, with its name, in the order of the names.

        Args:
            after: The name of the last entry that was seen; empty: from the first.

        Raises:
            UnavailableError: The database did not answer.
        """
        full = True
        while full:
            page = await self._documents.listed(Stop.collection, after=after, limit=_PAGE)
            for one in page:
                entry = read(Stop, one)
                if entry.expires > self._clock.now():
                    yield one.id.name, entry
            full = len(page) == _PAGE
            after = page[-1].id.name if full else ""

    async def of(self, person: str) -> list[Stop]:
        """Return a person's entries that have not ended, the newest last.

        Raises:
            UnavailableError: The database did not answer.
        """
        entries = [read(Stop, one) async for one in self._all(person)]
        open_ = [one for one in entries if one.expires > self._clock.now()]
        return sorted(open_, key=lambda one: one.at)

    async def striking(self, person: str, kind: StopKind) -> Writing:
        """Return what strikes a person's entries of a kind: what they tell of is not so.

        Raises:
            UnavailableError: The database did not answer.
        """
        found = [one async for one in self._all(person) if one.fields.get("kind") == kind]
        return Writing(self._documents.root, tuple(Delete(one.id) for one in found))

    def _all(self, person: str) -> AsyncIterator[Document]:
        return each_having(self._documents, Stop.collection, "owner_id", person)
