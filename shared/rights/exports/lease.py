"""One worker's hold on one export: renewed while it works, lost when somebody else takes over."""

import secrets
from datetime import timedelta

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError
from shared.platform.records.sealed import SealedRecords, Slot
from shared.privacy.retention import SHARDS
from shared.rights.exports.model import TELL_WITHIN, Export, finished, held, settled

_RENEWED_AFTER = timedelta(seconds=20)


class LostError(Exception):
    """The export is somebody else's by now, or nobody's: stop, and leave nothing behind."""


class ClaimedExport:
    """An export that this worker has claimed."""

    def __init__(
        self, records: SealedRecords[str, Export], clock: Clock, person: str, slot: Slot[Export]
    ) -> None:
        self._records, self._clock, self._person, self._slot = records, clock, person, slot
        self._renewed = clock.ticks()

    @property
    def export(self) -> Export:
        """The export as this worker last wrote it."""
        if self._slot.record is None:
            raise LostError
        return self._slot.record

    @property
    def told_late(self) -> bool:
        """Whether it was ready so long ago that its person need not be told any more."""
        ready = self.export.ready
        return ready is not None and self._clock.now() - ready >= TELL_WITHIN

    async def go_on(self) -> None:
        """Say that it is still being worked on, if that was not said just now.

        Raises:
            LostError: Stop.
            UnavailableError: The database does not answer.
        """
        if self._clock.ticks() - self._renewed >= _RENEWED_AFTER.total_seconds():
            await self.hold()

    async def hold(self) -> None:
        """Make sure that it is still this worker's. Raises as ``go_on`` does."""
        await self._write(held(self.export, self._clock.now()))
        self._renewed = self._clock.ticks()

    async def finish(self, size: int) -> None:
        """Say that the archive is there, and none before it. Raises as ``go_on`` does."""
        now, shard = self._clock.now(), secrets.randbelow(SHARDS)
        await self._write(finished(self.export, size, now, shard))

    async def let_go(self, *, told: bool) -> None:
        """Say that nobody works on it any more. Raises as ``go_on`` does.

        Args:
            told: Whether its person was told that it is ready, if they can be.
        """
        await self._write(settled(self.export, told=told))

    async def _write(self, export: Export) -> None:
        try:
            self._slot = await self._records.put(self._person, self._slot, export)
        except ConflictError as e:
            raise LostError from e
