"""Write the archive, say that it is ready, tell its person: each once, however often it is told.

A push may come twice, at once, or again after the worker was killed. The work is claimed first; an
archive is seen by nobody before it is whole; that it is ready is one compare-and-set, and who loses
it takes back what they wrote.
"""

from collections.abc import Callable
from contextlib import suppress

from shared.kernel import log
from shared.kernel.errors import AppError, NotFoundError
from shared.people.accounts.notices import Notices
from shared.people.accounts.profiles import Profiles
from shared.platform.objects.port import Objects
from shared.rights.exports.contents import Contents, write_contents
from shared.rights.exports.exports import Exports
from shared.rights.exports.lease import ClaimedExport, LostError
from shared.rights.exports.model import MOST_BYTES
from shared.rights.exports.zip_stream import ZipStream

MEDIA_TYPE = "application/zip"
ContentsOf = Callable[[str], Contents]


class Preparing:
    """What it takes to prepare exports."""

    def __init__(
        self,
        exports: Exports,
        archives: Objects,
        profiles: Profiles,
        notices: Notices,
        contents_of: ContentsOf,
    ) -> None:
        self._exports, self._archives = exports, archives
        self._profiles, self._notices, self._contents_of = profiles, notices, contents_of

    async def prepare(self, person: str, export: str) -> bool:
        """Bring an export to its end; tell whether there was anything to do.

        Raises:
            StillRunningError: Somebody else is at it.
            UnavailableError: Something did not answer: say it again.
        """
        work = await self._exports.claim(person, export)
        if work is None:
            return False
        try:
            if work.export.ready is None:
                await self._write(person, work)
            await self._tell(person, work)
        except LostError:
            return False
        except AppError:
            with suppress(AppError, LostError):  # else the lease ends by itself
                await work.let_go(told=False)
            raise
        return True

    async def _write(self, person: str, work: ClaimedExport) -> None:
        contents, name = self._contents_of(person), work.export.archive
        async with self._archives.creating(
            name, media_type=MEDIA_TYPE, most_bytes=MOST_BYTES
        ) as out:
            archive = ZipStream(out, at=contents.at)
            await write_contents(archive, contents, work.go_on)
            await archive.end()
            await work.hold()
        for dead in work.export.dead:
            await self._archives.delete(dead)
        try:
            await work.finish(archive.size)
        except LostError:
            await self._archives.delete(name)
            raise

    async def _tell(self, person: str, work: ClaimedExport) -> None:
        """Mail that it is ready: once, unless the worker is killed right after.

        A mailbox that takes nothing for an hour is given up: it may never take anything.
        """
        try:
            found = await self._profiles.get(person)
            await self._notices.export_ready(person, found, work.export.expires)
        except NotFoundError:  # the account is being erased
            return
        except AppError:
            if not work.told_late:
                raise
            log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        await work.let_go(told=True)
