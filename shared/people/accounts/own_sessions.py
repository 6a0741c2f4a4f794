"""A person's sessions, as the person sees and ends them. There are not many: one too many ends."""

from datetime import UTC, datetime

from shared.kernel.errors import NotFoundError
from shared.people.accounts.known_devices import KnownDevice, forgotten
from shared.people.person.model import By, Session
from shared.people.person.session_tokens import is_public_id, public_id
from shared.platform.records.port import Delete, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords
from shared.privacy.purposes import ACCOUNT

MOST = 30
"""Of one person."""
_AT_ONCE = 100
_BEHIND = "g"
"""Behind every hexadecimal digit: a public id with it comes after the name that it begins."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class OwnSessions:
    """The sessions of one region, by whose they are."""

    def __init__(self, records: SealedRecords[str, Session], documents: Documents) -> None:
        self._records, self._documents = records, documents

    async def page(
        self, person: str, *, after: str, limit: int
    ) -> tuple[list[tuple[str, Session]], str | None]:
        """Return a page of a person's sessions, the last used first, each with its name.

        Args:
            person: Whose.
            after: Behind the one of this public id; empty: from the first.
            limit: How many.

        Returns:
            With it, behind which one the next page begins; None: there is none.
        """
        behind = after + _BEHIND if after else ""
        slots = await self._records.owned(person, ACCOUNT, after=behind, limit=limit)
        found = [(slot.name, slot.record) for slot in slots if slot.record is not None]
        found.sort(key=lambda one: one[1].used, reverse=True)
        return found, public_id(slots[-1].name) if len(slots) == limit else None

    async def end(self, person: str, session_id: str) -> None:
        """End one of a person's sessions, at once; the device on which it began is known no more.

        Raises:
            NotFoundError: The person has no such session.
            UnavailableError: Say it again.
        """
        if not is_public_id(session_id):
            raise NotFoundError
        found = await self._documents.having(
            Session.collection, "owner_id", person, after=session_id, limit=1
        )
        if not found or public_id(found[0].id.name) != session_id:
            raise NotFoundError
        device = found[0].fields.get("device")
        known = [forgotten(device)] if isinstance(device, str) and device else []
        await self._documents.commit([Delete(found[0].id), *known])

    async def end_opened_by(self, person: str, by: By, *, but: str) -> None:
        """End every session of a person that was opened in one way, but for one, at once.

        No other device of theirs is known any more, also of sessions that have ended. A session
        that does not open ends too: nobody can tell how it began.

        Args:
            person: Whose.
            by: How they, or somebody, proved who they are.
            but: The name of the one that goes on, on a device that stays known.

        Raises:
            UnavailableError: Some may not be ended: say it again.
        """
        slots = [slot async for slot in self._records.each(person, ACCOUNT)]
        others = [one for one in slots if one.name != but]
        ended = [one for one in others if one.record is None or one.record.by is by]
        stays = {one.record.device for one in slots if one.record is not None and one.name == but}
        known = await self._documents.having(
            KnownDevice.collection, "owner_id", person, limit=_AT_ONCE
        )
        devices = {one.id.name for one in known} - stays
        writes = [Delete(DocumentId(Session.collection, one.name)) for one in ended]
        writes += [forgotten(device) for device in sorted(devices)]
        for first in range(0, len(writes), _AT_ONCE):
            await self._documents.commit(writes[first : first + _AT_ONCE])

    async def room(self, person: str) -> list[Delete]:
        """Return what ends the sessions that were not used for longest, so that one more has room.

        If several begin at once, one too many may stay: it ends with the next one.

        Raises:
            UnavailableError: The database does not answer.
        """
        number = await self._records.number(person)
        if number < MOST:
            return []
        found = await self._documents.having(Session.collection, "owner_id", person, limit=_AT_ONCE)
        found.sort(key=lambda one: _moment(one.fields.get("used")))
        return [Delete(one.id) for one in found[: number - MOST + 1]]


def _moment(used: object) -> datetime:
    return used if isinstance(used, datetime) else _LONG_AGO
