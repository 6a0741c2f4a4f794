"""Sessions: opaque tokens of which only a hash is stored.

A token names its person to who has the region's key (``person/session_tokens.py``), so that one
read brings the session and what is wanted of the person. It lives for 180 days from the last day
that it was used. What is stored carries an HMAC under the region's index key over its
name and all of it by which something is decided: who can write to the database, but has not got the
key, can make nobody a session, nor lengthen one.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.kernel.clock import Clock, began, midnight
from shared.kernel.errors import ConflictError, UnauthenticatedError, UnavailableError
from shared.people.accounts.going_on import GoingOn
from shared.people.accounts.inactivity import looked_at
from shared.people.person.holders import Ending, Tombstones
from shared.people.person.keys import KEPT_OPEN
from shared.people.person.model import EXTENDED_AFTER, RECENT, SESSIONS, By, Person, Session
from shared.people.person.session_tokens import name_of, new_token, person_of, public_id
from shared.platform.records import ahead
from shared.platform.records.port import (
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Replace,
    Set,
    Value,
    Write,
)
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of

_DECIDING = ("owner_id", "proven", "used", "expires", "policy", "device")
"""Fields of a session by which something is decided."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose a session is."""

    person: str
    session: str
    """The session's name; its first 16 characters are its public id."""
    proven: datetime

    def recently(self, now: datetime) -> bool:
        """Tell whether the person has just proven who they are."""
        return now - self.proven < RECENT

    @property
    def id(self) -> str:
        """Return the session's public id."""
        return public_id(self.session)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that is about to begin."""

    token: str
    name: str
    expires: datetime
    writing: Writing


class Sessions:
    """The sessions of one region."""

    def __init__(  # noqa: PLR0913 - where they are, under which keys, when, and which policy
        self,
        records: SealedRecords[str, Session],
        documents: Documents,
        tombstones: Tombstones,
        macs: IndexKey,
        clock: Clock,
        *,
        region: str,
        policy: GoingOn,
    ) -> None:
        self._records, self._documents = records, documents
        self._tombstones, self._macs = tombstones, macs
        self._clock, self._region, self._policy = clock, region, policy

    @property
    def region(self) -> str:
        """The region whose sessions these are."""
        return self._region

    async def begin(
        self, person: str, by: By, *, proven: datetime | None = None, device: str = ""
    ) -> NewSession:
        """Return a new session, to be written together with what it rests on.

        Args:
            person: Whose.
            by: How they proved who they are.
            proven: When; None: now.
            device: The name of the known device on which it begins.
        """
        token = new_token(self._region, person, await self._macs.index_key())
        name, now = name_of(token), self._clock.now()
        session = Session(
            owner_id=person,
            by=by,
            proven=proven or now,
            used=now,
            device=device,
            mac=b"",
            expires=now + SESSIONS.period,
            due=due(now + SESSIONS.period, shard=shard_of(name)),
        )
        mac = await self._mac(name, session.model_dump())
        session = session.model_copy(update={"mac": mac})
        writing = await self._records.writing(person, Slot(name, None, None), session)
        return NewSession(token, name, session.expires, writing)

    async def renew(
        self, person: str, name: str, pointing: Callable[[str], Awaitable[Writing]]
    ) -> NewSession:
        """End a session and begin one in its place, which is proven as the first one was.

        Args:
            person: Whose.
            name: Of the one that ends.
            pointing: Returns what names the new one instead, to be written with it.

        Raises:
            UnauthenticatedError: It was ended already: no other begins.
            UnavailableError: Say it again.
        """
        slot = (await self._records.look([(person, name)], ACCOUNT))[0]
        if slot.record is None:
            raise UnauthenticatedError
        before = slot.record
        new = await self.begin(person, before.by, proven=before.proven, device=before.device)
        ended = await self._records.deleting(slot)
        try:
            await commit_together(self._documents, [ended, new.writing, await pointing(new.name)])
        except ConflictError as e:  # the same request, sent twice at once
            raise UnavailableError from e
        await self.see_it_stays(person, new)
        return new

    async def see_it_stays(self, person: str, new: NewSession) -> None:
        """See that a session that was just written is not of an account that is being erased.

        Raises:
            UnauthenticatedError: It is: it is ended again.
            UnavailableError: Nobody can tell.
        """
        if not await self.stays(person):
            await self._documents.commit([Delete(DocumentId(Session.collection, new.name))])
            raise UnauthenticatedError

    async def stays(self, person: str) -> bool:
        """Tell whether a person is not being erased, as it stands now.

        Raises:
            UnavailableError: Nobody can tell; or they were taken to stay away, and are here.
        """
        ending = await self._tombstones.ending(person, now=True)
        if ending is Ending.RECALLABLE:
            raise UnavailableError(retry_after=KEPT_OPEN)
        return ending is Ending.NO

    async def came_back(self, person: str) -> None:
        """Write down that somebody is here who was taken to stay away. Raises UnavailableError."""
        with suppress(ConflictError):  # erased meanwhile
            await self._documents.commit([used_on(person, self._clock.now())])

    async def of(self, token: str, own: Sequence[str] = (), *, writes: bool = False) -> SignedIn:
        """Return whose session a token is; at most once a day its life is lengthened.

        Args:
            token: As it came.
            own: Collections of records of the person, named by their id, that are read together
                with it.
            writes: Whether something is going to be written for them: then their key is read, too.

        Raises:
            UnauthenticatedError: None's: unknown, ended, of another form, or not made by us.
            UnavailableError: The database or, in a cold process, the key service does not answer.
        """
        name, named = name_of(token), person_of(token, await self._macs.index_key())
        place = DocumentId(Session.collection, name)
        ahead.expect(self._documents, [place, *(DocumentId(one, named) for one in own)])
        self._tombstones.expect(named, since=began() if writes else 0.0)
        found = (await ahead.get(self._documents, [place]))[0]
        if found is None or found.fields.get("owner_id") != named:
            raise UnauthenticatedError
        person, proven = found.fields.get("owner_id"), found.fields.get("proven")
        ends, mac = found.fields.get("expires"), found.fields.get("mac")
        if not isinstance(ends, datetime) or ends <= self._clock.now():
            raise UnauthenticatedError
        if not isinstance(person, str) or not isinstance(proven, datetime):
            raise UnauthenticatedError
        genuine = await self._mac(name, found.fields)
        if not isinstance(mac, bytes) or not hmac.compare_digest(mac, genuine):
            raise UnauthenticatedError
        await self._extend(found, person)
        return SignedIn(person, name, proven)

    async def end_this(self, signed_in: SignedIn) -> None:
        """End the session that somebody came with, at once.

        Raises:
            UnavailableError: Say it again.
        """
        await self._documents.commit([Delete(DocumentId(Session.collection, signed_in.session))])

    async def _extend(self, found: Document, person: str) -> None:
        """Lengthen a session's life if a day has passed, and the account's if a week has begun.

        The first use under another version of the policy is noted too. No more than a wish: another
        request does it if this one cannot.

        Raises:
            UnauthenticatedError: The account is being erased.
        """
        now, used = self._clock.now(), found.fields.get("used")
        if not isinstance(used, datetime):
            return
        try:
            before, version = found.fields.get("policy", 0), await self._policy.version()
            if now - used < EXTENDED_AFTER and before == version:
                return
            ending = await self._tombstones.ending(person)
            if ending is Ending.YES:
                raise UnauthenticatedError
            policy = before
            if before != version and ending is Ending.NO:
                policy = version if await self._policy.went_on(person, version) else before
            if now - used < EXTENDED_AFTER and policy == before:
                return
            await self._documents.commit(await self._extended(found, person, used, policy))
        except (ConflictError, UnavailableError):
            return

    async def _extended(
        self, found: Document, person: str, used: datetime, policy: Value
    ) -> list[Write]:
        now = self._clock.now()
        later = now + SESSIONS.period
        fields: Fields = {
            **found.fields,
            "policy": policy,
            "used": now,
            "expires": later,
            "due": due(later, shard=shard_of(found.id.name)),
        }
        fields = {**fields, "mac": await self._mac(found.id.name, fields)}
        writes: list[Write] = [Replace(found.id, fields, found.version)]
        if now.isocalendar()[:2] != used.isocalendar()[:2]:
            writes.append(used_on(person, now))
        return writes

    async def _mac(self, name: str, fields: Fields) -> bytes:
        """Return what shows that all of a session that decides is as we wrote it.

        Args:
            name: Its name.
            fields: As they are stored, with or without others.
        """
        key, told = await self._macs.index_key(), [fields.get(one) for one in _DECIDING]
        parts = [one.astimezone(UTC).isoformat() if isinstance(one, datetime) else str(one)
                 for one in told]  # fmt: skip
        return bytes.fromhex(blind_index(key, "session", name, *parts))


def used_on(person: str, now: datetime) -> Set:
    """Return what writes down the day on which an account was used; no other field is touched."""
    used = midnight(now)
    place, fields = DocumentId(Person.collection, person), {"used": used, "told": None}
    return Set(place, {**fields, "due": looked_at(person, used)})
