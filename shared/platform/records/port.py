"""What records need from a document database, in our words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, NewType, Protocol

from shared.kernel.errors import ConflictError

Value = str | int | bool | bytes | datetime | None | Mapping[str, "Value"]
Fields = Mapping[str, Value]
Version = NewType("Version", tuple[int, int])
"""When a document was last changed (seconds, nanoseconds): compare, never compute.

A write that changes nothing leaves the version as it was, so compare-and-set needs something that
differs: a random token, or a sealed blob with its random nonce.
"""

MOST_VALUES = 30
"""In one query for several values: Firestore's own limit."""
MAX_WRITES = 500
"""In one commit. Firestore's own limit is higher today; its indexes and bills like less."""


@dataclass(frozen=True, slots=True)
class DocumentId:
    """A document of the database at hand. Neither part may hold personal data."""

    collection: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document."""

    id: DocumentId
    fields: Fields
    version: Version


class Due(NamedTuple):
    """A document whose time is over, by its ``due``."""

    id: DocumentId
    version: Version
    value: str


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not exist."""

    id: DocumentId
    fields: Fields


@dataclass(frozen=True, slots=True)
class Replace:
    """Write a whole document that must be as it was read."""

    id: DocumentId
    fields: Fields
    version: Version


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a document; with a version, only as it was read."""

    id: DocumentId
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """Add to a whole number, creating the document if need be."""

    id: DocumentId
    number: str
    """The field's name."""
    by: int = 1
    beside: Fields = field(default_factory=dict)
    """Further fields to set."""


@dataclass(frozen=True, slots=True)
class Set:
    """Set some fields of a document that must exist, whatever the others are."""

    id: DocumentId
    fields: Fields


Write = Create | Replace | Delete | Add | Set


@dataclass(frozen=True, slots=True)
class Committed:
    """What one write of a commit did."""

    version: Version
    total: int | None = None
    """The new number, of an ``Add``."""


class ContendedError(ConflictError):
    """A document exists, is gone, or was changed since it was read: nothing was written."""


class Documents(Protocol):
    """One database.

    Its documents are named by collection and name only, so that a write can never name a document
    of another database.

    Every method raises UnavailableError when the database does not answer within 3 s.
    """

    @property
    def root(self) -> str:
        """The database's full name, which includes its region: part of what seals are bound to."""
        ...

    async def get(self, ids: Sequence[DocumentId]) -> list[Document | None]:
        """Return the documents in the order asked, None for an absent one. At most 100."""
        ...

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Apply all writes or none, at most 500.

        An UnavailableError leaves open whether they were applied: read before writing again.

        Raises:
            ContendedError: A document exists, is gone, or was changed since it was read. Never
                for a commit that only adds.
        """
        ...

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        """Return documents whose clear field has this value, in the order of their names.

        Args:
            collection: Where.
            field: An indexed one, such as ``owner_id``.
            value: An opaque id.
            after: The name of the last document that was seen; empty: from the first.
            limit: At most 500.
        """
        ...

    async def having_any(
        self, collection: str, field: str, values: Sequence[str], *, limit: int
    ) -> list[Document]:
        """Return documents whose clear field has one of these values, in the order of their names.

        Args:
            collection: Where.
            field: An indexed one.
            values: Opaque ids, at most 30.
            limit: At most 500.
        """
        ...

    async def listed(self, collection: str, *, after: str = "", limit: int) -> list[Document]:
        """Return a collection's documents in the order of their names: for jobs that see all.

        Args:
            collection: Where.
            after: The name of the last document that was seen; empty: from the first.
            limit: At most 500.
        """
        ...

    async def count(self, collection: str, field: str, value: str) -> int:
        """Return how many documents have this value in a clear, indexed field."""
        ...

    async def due(  # noqa: PLR0913 - a range, and a page of it
        self,
        collection: str,
        first: str,
        last: str,
        *,
        after: Due | None = None,
        limit: int,
        field: str = "due",
    ) -> list[Due]:
        """Return documents whose ``due`` lies between the two, both included, in its order.

        Args:
            collection: Where.
            first: The first value.
            last: The last one.
            after: The last document that was seen; None: from the first.
            limit: At most 500.
            field: Another indexed field that says when, of the same form.
        """
        ...
