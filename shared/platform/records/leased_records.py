"""Records that one worker at a time works on.

Whoever works on a record writes into it until when nobody else does, and renews that with each
step. It is fenced by what it has last seen: who takes over changes the record, and whoever had it
before learns that at their next write.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.lease import Lease
from shared.platform.records.port import Document, DocumentId, Documents, Replace, Version
from shared.platform.records.unsealed import fields_of, read
from shared.privacy.describe import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Held(Generic[R]):
    """A record that somebody works on, as they have last seen it."""

    id: DocumentId
    record: R
    version: Version

    @property
    def name(self) -> str:
        """The record's name."""
        return self.id.name


class LeasedRecords(Generic[R]):
    """The records of one class without sealed fields, each worked on by one at a time.

    Such a record has an ``attempt``, the random mark of who works on it, and an ``until``.
    """

    def __init__(self, record: type[R], documents: Documents, lease: Lease, clock: Clock) -> None:
        self._class, self._documents, self._lease, self._clock = record, documents, lease, clock

    async def take(self, found: Document) -> Held[R]:
        """Take a record on, as it was just read.

        Raises:
            UnavailableError: Somebody else is at work, or nobody knows.
        """
        if self._lease.left(found.fields.get("until"), self._clock.now()) is not None:
            raise UnavailableError(retry_after=self._lease.length)
        held = Held(found.id, read(self._class, found), found.version)
        return await self.write(held, attempt=secrets.token_hex(16))

    async def write(self, held: Held[R], **news: Any) -> Held[R]:  # noqa: ANN401 - the record's fields
        """Write how far a record has come, and hold it on.

        Raises:
            UnavailableError: Somebody else has it by now, or nobody knows: stop.
        """
        changed = {"until": self._lease.until(self._clock.now()), **news}
        return await self.replace(held, held.record.model_copy(update=changed))

    async def let_go(self, held: Held[R]) -> Held[R]:
        """Let somebody else go on at once. Raises as ``write`` does."""
        return await self.write(held, until=None)

    async def replace(self, held: Held[R], after: R) -> Held[R]:
        """Write a whole record in the place of the one that is held. Raises as ``write`` does."""
        try:
            (done,) = await self._documents.commit(
                [Replace(held.id, fields_of(after), held.version)]
            )
        except ConflictError as e:
            raise UnavailableError(retry_after=self._lease.length) from e
        return Held(held.id, after, done.version)
