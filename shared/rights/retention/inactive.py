"""Tell people whom nobody saw for 23 months, and have those anonymised who stayed away.

See ``shared/people/accounts/inactivity.py``. To find them needs no key; to tell them does.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel.clock import midnight_of
from shared.kernel.errors import ConflictError, NotFoundError
from shared.people.accounts.inactivity import Next, looked_at, looked_at_again, next_of, tell_on
from shared.people.accounts.inactivity_notices import InactivityNotices
from shared.people.messages.delivery import Reached
from shared.people.person.model import Person
from shared.platform.jobs.port import Jobs, Topic
from shared.platform.records.port import Document, Documents, Due, Fields, Replace, Set
from shared.platform.records.sealed import SealedRecords
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of
from shared.rights.erasure.dispatch import messages
from shared.rights.erasure.erasures import Erasures
from shared.rights.erasure.model import Why
from shared.rights.retention.shard import ShardWork

_PAGE = 100
_AT_ONCE = 8
"""People who are told or whose erasure is begun at the same time."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An erasure that has begun, and the person as they were seen just before."""

    receipt: str
    seen: Document


class Inactive:
    """The stage that looks at people whom nobody saw for long."""

    name = "inactive"

    def __init__(
        self,
        data: Documents,
        people: SealedRecords[str, Person],
        notices: InactivityNotices,
        erasures: Erasures,
        jobs: Jobs,
    ) -> None:
        self._data, self._people, self._notices = data, people, notices
        self._erasures, self._jobs = erasures, jobs

    async def run(self, work: ShardWork) -> None:
        """Look at each whose day has come."""
        async for page in work.pages(self._data, Person.collection, size=_PAGE):
            stored = await self._data.get([one.id for one in page])
            there = [(one, found) for one, found in zip(page, stored, strict=True) if found]
            await self._look_at(there, work)

    async def _look_at(self, page: Sequence[tuple[Due, Document]], work: ShardWork) -> None:
        """Do what is to be done about some people; who is to be erased is told of together."""
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def look(one: Due, found: Document) -> Begun | None:
            async with at_once:
                return await self._look(one, found, work)

        came = await asyncio.gather(*(look(*pair) for pair in page), return_exceptions=True)
        begun = [one for one in came if isinstance(one, Begun)]
        for message in messages([one.receipt for one in begun]):
            await self._jobs.publish(Topic.DELETION_WORKER, message)
        for one in begun:
            with suppress(ConflictError):  # erased meanwhile, or they came back
                fields = {**one.seen.fields, "due": None}
                await self._data.commit([Replace(one.seen.id, fields, one.seen.version)])
        for lost in came:
            if isinstance(lost, BaseException):
                raise lost

    async def _look(self, one: Due, found: Document, work: ShardWork) -> Begun | None:
        """Do what is to be done about somebody; return their erasure, if that has begun."""
        last_used = _moment(found.fields, "used") or _moment(found.fields, "created")
        if last_used is None:
            work.set_aside(Person.collection, one)
            await self._later(found, work)
            return None
        match next_of(last_used, _moment(found.fields, "told"), work.day):
            case Next.TELL:
                await self._tell(one, found, work)
            case Next.ANONYMISE:
                return await self._begun(found, work)
            case Next.WAIT:
                await self._wait(found, last_used, work)
        return None

    async def _tell(self, one: Due, found: Document, work: ShardWork) -> None:
        """Tell somebody, and then write that down: who is cut off in between is told twice."""
        if work.dry:
            work.count("told.people")
            return
        person = found.id.name
        reached = await self._reached(person, found, work.day)
        if reached is Reached.FAILED:
            work.left("notices", one)
            await self._later(found, work)
            return
        work.count("told.people" if reached is Reached.SENT else "untold.people")
        told: Fields = {"told": midnight_of(work.day), "due": looked_at_again(person, work.day)}
        await self._set(found, told, work)

    async def _reached(self, person: str, found: Document, day: date) -> Reached:
        slot = await self._people.opened(person, found, ACCOUNT)
        if slot.record is None:  # it does not open: nobody can be told
            return Reached.UNREACHABLE
        return await self._notices.tell(person, slot.record, day)

    async def _begun(self, before: Document, work: ShardWork) -> Begun | None:
        """Begin somebody's erasure; what is left undone is found by ``Erasures.running``.

        They are looked at once more: since the page was read they may have come back. Who does so
        after that is found by the worker, before anything is erased.
        """
        found = (await self._data.get([before.id]))[0]
        if found is None or found.version != before.version:
            return None  # changed this moment: looked at again in the next night
        work.count("anonymised.people")
        if work.dry:
            return None
        try:
            receipt, _ = await self._erasures.begin(
                found.id.name, Why.INACTIVE, night=midnight_of(work.day)
            )
        except NotFoundError:  # erased already
            return None
        return Begun(receipt, found)

    async def _wait(self, found: Document, last_used: datetime, work: ShardWork) -> None:
        work.count("waiting.people")
        told = _moment(found.fields, "told")
        person = found.id.name
        if told is not None and told >= tell_on(last_used):
            await self._set(found, {"due": looked_at_again(person, told.date())}, work)
        else:
            await self._set(found, {"due": looked_at(person, last_used)}, work)

    async def _later(self, found: Document, work: ShardWork) -> None:
        """Have somebody looked at again in the next night."""
        tomorrow = midnight_of(work.day)
        await self._set(found, {"due": due(tomorrow, shard=shard_of(found.id.name))}, work)

    async def _set(self, found: Document, fields: Fields, work: ShardWork) -> None:
        """Write something into a person's record, whatever else happens to it."""
        if work.dry:
            return
        with suppress(ConflictError):  # erased meanwhile
            await self._data.commit([Set(found.id, fields)])


def _moment(fields: Fields, name: str) -> datetime | None:
    value = fields.get(name)
    return value if isinstance(value, datetime) else None
