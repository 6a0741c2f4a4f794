"""Changing how a person's data stands: together with the entry in the stop ledger, all or nothing.

Both lie in the database of the keys. Who changes it reads the key anew at once; another instance
has it open for ``KEPT_OPEN`` at the longest, as of a deletion.
"""

from collections.abc import Callable
from datetime import datetime

from shared.kernel.clock import Clock
from shared.kernel.errors import ErasedError, NotFoundError, UnavailableError
from shared.people.person.keys import PersonKey, PersonKeys, standing_of
from shared.people.person.minor_cases import MinorCase, as_fields, case_in
from shared.people.person.stop_ledger import StopKind, StopLedger
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import Document, DocumentId, Documents, Fields, Replace
from shared.platform.records.write_batch import Writing, commit_together
from shared.privacy.purposes import Purpose

_TRIES = 5


class Standings:
    """How the data of one region's people stands."""

    def __init__(
        self, documents: Documents, stops: StopLedger, keys: PersonKeys, clock: Clock
    ) -> None:
        self._documents, self._stops, self._keys, self._clock = documents, stops, keys, clock

    async def restrict(self, person: str, *, since: datetime | None = None) -> bool:
        """Have a person's data stored only, as they ask. Again is the same.

        Args:
            person: Whose.
            since: From when it is so, of one that was lost; None: from now on.

        Returns:
            Whether it was not so yet.

        Raises:
            NotFoundError: There is no such person, or they are being erased.
            UnavailableError: Say it again.
        """
        begins = since or self._clock.now()

        def news(key: Fields) -> Fields:
            return {} if key.get("restricted") is not None else {"restricted": begins}

        return await self._change(person, news, StopKind.RESTRICTION)

    async def lift(self, person: str) -> None:
        """End the restriction that a person asked for. Again is the same. Raises as ``restrict``.

        What stands because they are said to be under 18 stays: it ends with that case.
        """

        def news(key: Fields) -> Fields:
            return {} if key.get("restricted") is None else {"restricted": None}

        await self._change(person, news, StopKind.LIFTING)

    async def object_to(self, person: str, purpose: Purpose) -> bool:
        """Do nothing more for a purpose with a person's data. As ``restrict``."""

        def news(key: Fields) -> Fields:
            objected = standing_of(key).objected
            after = objected | {purpose.id}
            return {} if after == objected else {"objected": ",".join(sorted(after))}

        return await self._change(person, news, StopKind.RESTRICTION, purpose.id)

    async def take_back(self, person: str, purpose: Purpose) -> None:
        """End a person's objection to a purpose. Raises as ``restrict`` does."""

        def news(key: Fields) -> Fields:
            objected = standing_of(key).objected
            after = objected - {purpose.id}
            return {} if after == objected else {"objected": ",".join(sorted(after))}

        await self._change(person, news, StopKind.LIFTING, purpose.id)

    async def case(self, person: str) -> MinorCase | None:
        """Return the undecided case of who is said to be under 18, never from memory.

        Raises:
            NotFoundError: There is no such person, or they are being erased.
            UnavailableError: The database does not answer.
        """
        return case_in((await self._key(person)).fields)

    async def suspend(self, person: str, case: MinorCase) -> bool:
        """Have the data of who is said to be under 18 stored only, until that is decided.

        Returns:
            Whether this case is now the one that stands: else there was one already.

        Raises:
            NotFoundError, UnavailableError: As for ``restrict``.
        """

        def news(key: Fields) -> Fields:
            return {} if case_in(key) is not None else as_fields(case, person)

        more = {"ticket": case.ticket, "by": case.by}
        try:
            begun = await self._change(person, news, StopKind.SUSPENSION, at=case.asked, **more)
        except UnavailableError:  # its answer may be lost
            if not case.is_same(await self.case(person)):
                raise
            return True
        return begun

    async def note_told(self, person: str, case: MinorCase) -> None:
        """Write that who is said to be under 18 was told; of a decided case nothing is written.

        Raises:
            NotFoundError, UnavailableError: As for ``restrict``.
        """

        def news(key: Fields) -> Fields:
            return {"suspended_told": True} if case.is_same(case_in(key)) else {}

        await self._change(person, news, None)

    async def reinstate(self, person: str, case: MinorCase) -> None:
        """Call a case off: what it restricted is free again, unless the person restricted it too.

        Again is the same.

        Raises:
            NotFoundError, UnavailableError: As for ``restrict``; ErasedError: it was confirmed.
        """

        def news(key: Fields) -> Fields:
            return as_fields(None, person) if case.is_same(case_in(key)) else {}

        try:
            await self._change(person, news, StopKind.REINSTATEMENT)
        except UnavailableError:  # its answer may be lost
            if case.is_same(await self.case(person)):
                raise

    async def _key(self, person: str) -> Document:
        key = (await self._documents.get([DocumentId(PersonKey.collection, person)]))[0]
        if key is None:
            raise NotFoundError
        if key.fields.get("erasing"):
            raise ErasedError
        return key

    @retry_contended(tries=_TRIES)  # it was wrapped anew, or erasing has begun
    async def _change(
        self,
        person: str,
        news: Callable[[Fields], Fields],
        kind: StopKind | None,
        purpose: str = "",
        *,
        at: datetime | None = None,
        **more: str,
    ) -> bool:
        """Change a person's key, with an entry in the stop ledger if there is to be one."""
        key = await self._key(person)
        fresh = news(key.fields)
        if not fresh:
            self._keys.forget(person)
            return False
        fields: Fields = {**key.fields, **fresh}
        writings = [Writing(self._documents.root, (Replace(key.id, fields, key.version),))]
        if kind is not None:
            writings.append(self._stops.writing(person, kind, purpose, at=at, **more))
        try:
            await commit_together(self._documents, writings)
        finally:
            self._keys.forget(person)
        return True
