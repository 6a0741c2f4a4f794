"""Equality queries that many ask at the same time, as few.

Whoever erases people asks the same of each collection for each of them. Who asks while the same is
being asked waits, and then all who wait are asked for together: thirty values in one query (the
most that Firestore takes). Who is alone asks as ever.
"""

import asyncio
from collections.abc import Sequence

from shared.platform.records.port import MOST_VALUES, Document, Documents

_LIMIT = 500
"""Documents that one query for several values may return; if it does, each value is asked alone."""
_AT_ONCE = 6
"""Queries at the same time."""

_Waiting = tuple[str, "asyncio.Future[list[Document] | None]"]


class BatchedQueries:
    """Queries of one database."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._waiting: dict[tuple[str, str], list[_Waiting]] = {}
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._asking: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def having(self, collection: str, field: str, value: str, limit: int) -> list[Document]:
        """Return documents whose clear, indexed field has this value, at most so many.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = await self._together(collection, field, value)
        if found is None or len(found) > limit:
            return await self._documents.having(collection, field, value, limit=limit)
        return found

    async def count(self, collection: str, field: str, value: str) -> int:
        """Return how many documents have this value. Raises as ``having`` does."""
        found = await self._together(collection, field, value)
        if found is None:
            return await self._documents.count(collection, field, value)
        return len(found)

    async def _together(self, collection: str, field: str, value: str) -> list[Document] | None:
        """Return all documents with a value, if others asked too; None: ask for it alone."""
        key = (collection, field)
        answer: asyncio.Future[list[Document] | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append((value, answer))
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._ask(key))
        return await answer

    async def _ask(self, key: tuple[str, str]) -> None:
        """Answer all who wait for a field of a collection, and who comes meanwhile."""
        await asyncio.sleep(0)  # who begins at the same time is heard
        while key in self._waiting:
            async with self._at_once:  # and who comes while there is none free
                some = self._take(key)
                try:
                    found = await self._found(*key, [value for value, _ in some])
                except Exception as e:  # noqa: BLE001 - each who waits is told, and nobody else
                    _tell(some, e)
                    continue
            for value, answer in some:
                if not answer.done():  # who waited may be gone
                    answer.set_result(None if found is None else found.get(value, []))
        del self._asking[key]

    def _take(self, key: tuple[str, str]) -> list[_Waiting]:
        """Return as many who wait as one query takes."""
        waiting = self._waiting.pop(key)
        if rest := waiting[MOST_VALUES:]:
            self._waiting[key] = rest
        return waiting[:MOST_VALUES]

    async def _found(
        self, collection: str, field: str, values: Sequence[str]
    ) -> dict[str, list[Document]] | None:
        """Return the documents of several values; None: of one, or they are too many."""
        distinct = sorted(set(values))
        if len(distinct) == 1:
            return None
        found = await self._documents.having_any(collection, field, distinct, limit=_LIMIT)
        if len(found) == _LIMIT:
            return None
        by_value: dict[str, list[Document]] = {}
        for one in found:
            by_value.setdefault(str(one.fields[field]), []).append(one)
        return by_value


def _tell(waiting: Sequence[_Waiting], error: Exception) -> None:
    for _, answer in waiting:
        if not answer.done():
            answer.set_exception(error)
