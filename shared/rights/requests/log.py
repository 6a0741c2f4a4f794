"""The log of rights requests of one region: added to, found, changed by compare-and-set.

What changes after a request has come is in clear, so whoever works on it needs no key of anyone.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.platform.records.paging import each_having
from shared.platform.records.port import Document, DocumentId, Documents, Replace, Set
from shared.platform.records.write_batch import Writing
from shared.privacy.describe import Record
from shared.rights.requests.model import (
    STANDING,
    WAITING,
    AskedRight,
    ClaimedRequest,
    Right,
    RightsOutcome,
    RightsRequest,
    RightsState,
    VisitorRequest,
)
from shared.rights.requests.transitions import as_proven, as_unproven, asked, ended

MOST = 3000
"""Requests of one sort that are looked through: if there are more, that is an alert."""
MOST_OWN = 90
"""Requests of one person. A restriction, an objection and an erasure are taken beyond: who has one
already gets that one, and at the limit none is taken back, so that there are few."""
_LOOKED_AT = 180
_FROM_MAILBOX = 40
"""Requests from an address on a page: proven and bound in one commit, and looked for in two
places."""
_CLASSES = (RightsRequest, VisitorRequest, ClaimedRequest)


@dataclass(frozen=True, slots=True)
class Entry:
    """A request as it stands in the log: what is asked, and nothing of who asks."""

    id: str
    asked: AskedRight
    person: str | None
    """Whose it is; None: a visitor's."""
    document: Document

    @property
    def is_claimed(self) -> bool:
        """Whether it came from an address of that account, in its person's name."""
        return self.document.id.collection == ClaimedRequest.collection

    @property
    def acknowledged(self) -> bool:
        """Whether its sender was told that it came."""
        return self.document.fields.get("acknowledged") is True


@dataclass(frozen=True, slots=True)
class Fresh:
    """A request that comes in."""

    name: str
    asked: dict[str, Any]
    """As ``asked`` made it."""
    text: str | None
    """What somebody wrote."""


class RightsLog:
    """The log of one region."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents, self._clock = documents, clock

    def fresh(
        self,
        name: str,
        kind: Right,
        text: str | None,
        *,
        proven: bool = True,
        **more: Any,  # noqa: ANN401 - fields of Asked
    ) -> Fresh:
        """Return a request that comes in now, under a random name.

        What nobody has proven ends by itself 30 days after it was due.
        """
        fields = asked(kind, now=self._clock.now(), **more)
        if not proven:
            fields |= as_unproven(fields["due_at"], name=name)
        return Fresh(name, fields, text)

    async def add(self, writing: Writing) -> bool:
        """Write a request down; false: there is one of this name already.

        Raises:
            UnavailableError: Say it again.
        """
        try:
            await self._documents.commit(writing.writes)
        except ConflictError:
            return False
        return True

    async def has(self, name: str) -> bool:
        """Tell whether what came from an address has this name already, whatever its time."""
        places = [DocumentId(one.collection, name) for one in (VisitorRequest, ClaimedRequest)]
        return any(await self._documents.get(places))

    async def acknowledge(self, entry: Entry) -> None:
        """Write that a request's sender was told that it came; at worst they are told again."""
        with suppress(ConflictError):
            await self._documents.commit([Set(entry.document.id, {"acknowledged": True})])

    def proving(self, entries: Sequence[Entry]) -> Writing:
        """Return what writes down that whoever wrote some requests has proven their address."""
        return Writing(
            self._documents.root,
            tuple(
                Replace(
                    one.document.id,
                    {**one.document.fields, **as_proven(one.asked)},
                    one.document.version,
                )
                for one in entries
                if not one.asked.proven
            ),
        )

    async def find(self, name: str) -> Entry:
        """Return a request by its name, whosever it is.

        Raises:
            NotFoundError: There is none, or its time is over.
        """
        places = [DocumentId(one.collection, name) for one in _CLASSES]
        found = [self._entry(one) for one in await self._documents.get(places) if one is not None]
        if not found or self._is_over(found[0]):
            raise NotFoundError
        return found[0]

    async def own(self, person: str, name: str) -> Entry:
        """Return a person's request. Raises NotFoundError: absent, or another's."""
        entry = await self.find(name)
        if entry.person != person:
            raise NotFoundError
        return entry

    async def number(self, person: str) -> int:
        """Return how many requests a person has, answered ones too."""
        return await self._documents.count(RightsRequest.collection, "owner_id", person)

    async def page(
        self, person: str, *, after: str = "", limit: int = MOST_OWN
    ) -> tuple[list[Entry], str | None]:
        """Return a page of a person's requests, the newest first, and behind which the next begins.

        Also of what came in their name and is proven. None: there is none. At most 90 are looked
        at for a page.
        """
        found, last = await self._page(
            "owner_id", person, (RightsRequest, ClaimedRequest), after, min(limit, MOST_OWN)
        )
        return [one for one in found if one.asked.proven], last

    async def asked_by(self, person: str) -> list[Entry]:
        """Return what a person has asked for by their account, the newest first."""
        found = await self._documents.having(
            RightsRequest.collection, "owner_id", person, limit=_LOOKED_AT
        )
        return self._newest(found)

    async def from_mailbox(
        self, mailbox: str, person: str | None, *, after: str = ""
    ) -> tuple[list[Entry], str | None]:
        """Return a page of what came from an address, as ``page`` does: of nobody and one person.

        What came while it was another's is theirs.

        Args:
            mailbox: The keyed hash that stands for the address.
            person: Whose account it opens now; None: nobody's.
            after: Behind the one of this name.
        """
        places = (VisitorRequest, ClaimedRequest)
        found, last = await self._page("mailbox", mailbox, places, after, _FROM_MAILBOX)
        return [one for one in found if one.person in {None, person}], last

    async def standing(self, person: str, kind: Right, purpose: str | None) -> list[Entry]:
        """Return the requests of a person that asking for the same again would not change.

        Nothing that came in their name: that sets nothing going.
        """
        return [
            one
            for one in await self.asked_by(person)
            if one.asked.kind is kind
            and one.asked.purpose == purpose
            and one.asked.state in STANDING
        ]

    async def waiting(self) -> list[Entry]:
        """Return all that are still to be answered, of one sort at most 3000.

        The first due first, and after them those of who has proven nothing: anybody can send those,
        so they stand in no other's way.

        Raises:
            UnavailableError: The database did not answer.
        """
        found: list[Entry] = []
        for record in _CLASSES:
            for state in WAITING:
                found += await self._standing_so(record.collection, state)
        lasting = [one for one in found if not self._is_over(one)]
        return sorted(lasting, key=lambda one: (not one.asked.proven, one.asked.due_at, one.id))

    async def change(self, entry: Entry, **news: Any) -> Entry:  # noqa: ANN401 - fields of Asked
        """Change a request as it was seen.

        Raises:
            ConflictError: It is not as it was seen any more.
            UnavailableError: The database does not answer.
        """
        fields = {**entry.document.fields, **news}
        done = await self._documents.commit(
            [Replace(entry.document.id, fields, entry.document.version)]
        )
        return self._entry(Document(entry.document.id, fields, done[0].version))

    async def end(self, entry: Entry, outcome: RightsOutcome) -> Entry:
        """Write what came of a request. Raises as ``change`` does."""
        return await self.change(entry, **ended(outcome, self._clock.now(), name=entry.id))

    async def end_anyway(self, entry: Entry, outcome: RightsOutcome) -> Entry:
        """Write what came of a request that others may be writing to. Raises UnavailableError."""
        try:
            return await self.end(entry, outcome)
        except ConflictError as e:
            raise UnavailableError from e

    async def underway(self, entry: Entry) -> Entry:
        """Write that the service carries a request out by itself. Raises UnavailableError."""
        if entry.asked.state is not RightsState.OPEN:
            return entry
        try:
            return await self.change(entry, state=RightsState.UNDERWAY)
        except ConflictError as e:
            raise UnavailableError from e

    async def _page(
        self, field: str, value: str, classes: Sequence[type[Record]], after: str, limit: int
    ) -> tuple[list[Entry], str | None]:
        """Return the requests of some classes by a clear field, in one order of names."""
        found: list[Document] = []
        for one in classes:
            found += await self._documents.having(
                one.collection, field, value, after=after, limit=limit
            )
        page = sorted(found, key=lambda one: one.id.name)[:limit]
        return self._newest(page), page[-1].id.name if len(page) == limit else None

    async def _standing_so(self, collection: str, state: str) -> list[Entry]:
        found: list[Entry] = []
        async for one in each_having(self._documents, collection, "state", state):
            found.append(self._entry(one))
            if len(found) == MOST:
                break
        return found

    def _newest(self, found: Sequence[Document]) -> list[Entry]:
        entries = [one for one in map(self._entry, found) if not self._is_over(one)]
        return sorted(entries, key=lambda one: one.asked.received, reverse=True)

    def _entry(self, document: Document) -> Entry:
        known = {k: v for k, v in document.fields.items() if k in AskedRight.model_fields}
        owner = document.fields.get("owner_id")
        person = owner if isinstance(owner, str) else None
        return Entry(document.id.name, AskedRight.model_validate(known), person, document)

    def _is_over(self, entry: Entry) -> bool:
        return entry.asked.expires is not None and entry.asked.expires <= self._clock.now()


def proven(entry: Entry) -> Entry:
    """Return a request as it stands once whoever wrote it has proven their address."""
    if entry.asked.proven:
        return entry
    return replace(entry, asked=entry.asked.model_copy(update=as_proven(entry.asked)))
