"""Changing how a person's data stands: together with the entry in the stop ledger, all or nothing.

Both lie in the database of the keys. Who changes it reads the key anew at once; another instance
has it open for ``KEPT_OPEN`` at the longest, as of a deletion.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from shared.clock import Clock
from shared.erasure.model import StopKind
from shared.erasure.stops import StopLedger
from shared.errors import ConflictError, ErasedError, NotFoundError, UnavailableError
from shared.people.keys import PersonKey, PersonKeys, standing_of
from shared.privacy.purposes import Purpose
from shared.privacy.standing import Standing
from shared.records.port import DocumentId, Documents, Fields, Replace, Value
from shared.records.together import Writing, commit_together

_TRIES = 5


class Standings:
    """How the data of one region's people stands."""

    def __init__(
        self, documents: Documents, stops: StopLedger, keys: PersonKeys, clock: Clock
    ) -> None:
        self._documents, self._stops, self._keys, self._clock = documents, stops, keys, clock

    async def restrict(self, person: str, *, since: datetime | None = None) -> bool:
        """Have a person's data stored only. Again is the same.

        Args:
            person: Whose.
            since: From when it is so, of one that was lost; None: from now on.

        Returns:
            Whether it was not so yet.

        Raises:
            NotFoundError: There is no such person, or they are being erased.
            UnavailableError: It may or may not be so: say it again.
        """
        begins = since or self._clock.now()

        def news(standing: Standing) -> Mapping[str, Value]:
            return {} if standing.restricted else {"restricted": begins}

        return await self._change(person, StopKind.RESTRICTION, "", news)

    async def lift(self, person: str) -> None:
        """End a person's restriction. Again is the same. Raises as ``restrict`` does."""

        def news(standing: Standing) -> Mapping[str, Value]:
            return {"restricted": None} if standing.restricted else {}

        await self._change(person, StopKind.LIFTING, "", news)

    async def object_to(self, person: str, purpose: Purpose) -> bool:
        """Do nothing more for a purpose with a person's data. As ``restrict``."""

        def news(standing: Standing) -> Mapping[str, Value]:
            after = standing.objected | {purpose.id}
            return {} if after == standing.objected else {"objected": ",".join(sorted(after))}

        return await self._change(person, StopKind.RESTRICTION, purpose.id, news)

    async def take_back(self, person: str, purpose: Purpose) -> None:
        """End a person's objection to a purpose. Raises as ``restrict`` does."""

        def news(standing: Standing) -> Mapping[str, Value]:
            after = standing.objected - {purpose.id}
            return {} if after == standing.objected else {"objected": ",".join(sorted(after))}

        await self._change(person, StopKind.LIFTING, purpose.id, news)

    async def _change(
        self,
        person: str,
        kind: StopKind,
        purpose: str,
        news: Callable[[Standing], Mapping[str, Value]],
    ) -> bool:
        for _ in range(_TRIES):
            key = (await self._documents.get([DocumentId(PersonKey.collection, person)]))[0]
            if key is None:
                raise NotFoundError
            if key.fields.get("erasing"):
                raise ErasedError
            fresh = news(standing_of(key.fields))
            if not fresh:
                self._keys.forget(person)
                return False
            fields: Fields = {**key.fields, **fresh}
            changing = Writing(self._documents.root, (Replace(key.id, fields, key.version),))
            noting = self._stops.writing(person, kind, purpose)
            try:
                await commit_together(self._documents, [noting, changing])
            except ConflictError:  # it was wrapped anew, or erasing has begun
                continue
            finally:
                self._keys.forget(person)
            return True
        raise UnavailableError
