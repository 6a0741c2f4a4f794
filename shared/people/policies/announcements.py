"""How far each version has been made known in a region. Nothing in it is about anyone."""

from collections.abc import Callable, Iterable, Mapping

from shared.people.policies.model import Announcement
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Create, DocumentId, Documents, Replace
from shared.platform.records.unsealed import fields_of, read

_TRIES = 5


class Announcements:
    """The announcements of one region."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def of(self, versions: Iterable[int]) -> dict[int, Announcement]:
        """Return how far these versions have been made known.

        Raises:
            UnavailableError: The database did not answer.
        """
        wanted = list(versions)
        found = await self._documents.get([_place(one) for one in wanted])
        return {
            version: read(Announcement, one)
            for version, one in zip(wanted, found, strict=True)
            if one is not None
        }

    @retry_contended(tries=_TRIES)
    async def change(
        self, version: int, news: Callable[[Announcement], Mapping[str, object]]
    ) -> Announcement:
        """Change what is known of a version; whoever else changes it meanwhile is not undone.

        Args:
            version: Which.
            news: Returns what changes, given what is there: perhaps nothing. May be asked again.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = (await self._documents.get([_place(version)]))[0]
        before = read(Announcement, found) if found is not None else Announcement()
        after = before.model_copy(update=dict(news(before)))
        if after == before:
            return before
        fields = fields_of(after)
        write = (
            Replace(found.id, fields, found.version)
            if found is not None
            else Create(_place(version), fields)
        )
        await self._documents.commit([write])
        return after


def _place(version: int) -> DocumentId:
    return DocumentId(Announcement.collection, str(version))
