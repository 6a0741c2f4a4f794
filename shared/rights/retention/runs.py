"""Beginning a run, taking its parts on, and ending it."""

import secrets
from datetime import date

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.records.contention import retry_contended
from shared.platform.records.leased_records import Held, LeasedRecords
from shared.platform.records.port import (
    Create,
    Document,
    DocumentId,
    Documents,
    Replace,
    Write,
)
from shared.platform.records.unsealed import fields_of, read
from shared.rights.retention.model import (
    LEASE,
    NightlyPart,
    NightlyRun,
    RunProgress,
    RunState,
    names,
)

_RUN = DocumentId(NightlyRun.collection, "last")
_TRIES = 5

HeldPart = Held[NightlyPart]
"""A part that somebody works on, as they have last seen it."""


class NightlyRuns(LeasedRecords[NightlyPart]):
    """The runs of one region, of whose parts each is worked on by one worker at a time."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        super().__init__(NightlyPart, documents, LEASE, clock)

    @retry_contended(tries=_TRIES)  # somebody else has begun one, or a late worker wrote
    async def begin(self, day: date, *, dry: bool) -> RunProgress:
        """Return a run of a day that has just begun, or the one that goes on already.

        One of another day that never came to its end is given up: what it left is due today too.

        Raises:
            ConflictError: It would only count, and a run that does not is under way.
            UnavailableError: Say it again.
        """
        found = await self._documents.get([_RUN, *_places()])
        last = found[0]
        if last is not None and _goes_on(read(NightlyRun, last), day, dry=dry):
            return await self.progress()
        if dry and last is not None and _deletes(read(NightlyRun, last)):
            raise ConflictError
        run = NightlyRun(
            run=secrets.token_hex(16),
            day=day.isoformat(),
            dry=dry,
            state=RunState.RUNNING,
            begun=self._clock.now(),
        )
        part = NightlyPart(run=run.run, state=RunState.RUNNING, counts={})
        writes = [_written(_RUN, last, run)]
        writes += [
            _written(place, before, part)
            for place, before in zip(_places(), found[1:], strict=True)
        ]
        await self._documents.commit(writes)
        return RunProgress(run, (part,) * len(names()))

    async def progress(self) -> RunProgress:
        """Return how far the last run has come.

        Raises:
            UnavailableError: The database does not answer, or there never was one.
        """
        run, *parts = await self._documents.get([_RUN, *_places()])
        known = [read(NightlyPart, one) for one in parts if one is not None]
        if run is None or len(known) != len(parts):
            raise UnavailableError
        return RunProgress(read(NightlyRun, run), tuple(known))

    async def claim(self, run: str, name: str) -> HeldPart | None:
        """Take a part on; None: it is finished, or of a run that is over.

        Raises:
            UnavailableError: Somebody else is at work.
        """
        found = (await self._documents.get([_place(name)]))[0] if name in names() else None
        if found is None:
            return None
        part = read(NightlyPart, found)
        if part.run != run or part.state is RunState.FINISHED:
            return None
        return await self.take(found)

    async def end(self, run: str) -> RunProgress | None:
        """End a run whose parts are all finished; None: they are not, or somebody else has.

        So of all who see that it is over, one reports it.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = (await self._documents.get([_RUN]))[0]
        progress = await self.progress()
        if found is None or progress.open or progress.run.run != run:
            return None
        if read(NightlyRun, found).state is RunState.FINISHED:
            return None
        ended = progress.run.model_copy(update={"state": RunState.FINISHED})
        try:
            await self._documents.commit([Replace(_RUN, fields_of(ended), found.version)])
        except ConflictError:
            return None
        return RunProgress(ended, progress.parts)


def _goes_on(run: NightlyRun, day: date, *, dry: bool) -> bool:
    return (run.state, run.day, run.dry) == (RunState.RUNNING, day.isoformat(), dry)


def _deletes(run: NightlyRun) -> bool:
    return run.state is RunState.RUNNING and not run.dry


def _place(name: str) -> DocumentId:
    return DocumentId(NightlyPart.collection, name)


def _places() -> list[DocumentId]:
    return [_place(name) for name in names()]


def _written(place: DocumentId, before: Document | None, after: NightlyRun | NightlyPart) -> Write:
    if before is None:
        return Create(place, fields_of(after))
    return Replace(place, fields_of(after), before.version)
