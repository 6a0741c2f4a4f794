"""Accounts: made once for an address or an identity however often it is asked for, and found by it.

Whoever proves to have an address or an identity gets in, with one exception: a phone number that
nobody has used here for half a year may have been given to somebody else. If it is the only way in,
it opens the account only together with a second proof (``second_proofs.py``). Registering with it
and none makes a new account that takes the number over; the old one is never opened, and ends.
What opens an account that is being erased opens nothing, and a new account takes it over as well.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.clock import DAY, Clock, midnight
from shared.kernel.errors import (
    AppError,
    ConflictError,
    NoAccountError,
    NotFoundError,
    PhoneIdleError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.kernel.together import together
from shared.people.accounts.identities import Identities
from shared.people.accounts.inactivity import looked_at
from shared.people.accounts.known_devices import DeviceWriting, KnownDevices
from shared.people.accounts.notices import Notices
from shared.people.accounts.origins import Origins
from shared.people.accounts.own_sessions import OwnSessions
from shared.people.accounts.proofs import Proof, UsedProofs
from shared.people.accounts.second_proofs import SecondProofs, is_idle
from shared.people.accounts.sessions import NewSession, Sessions, used_on
from shared.people.person.address import Address, Channel
from shared.people.person.holders import Holder
from shared.people.person.holders import holder as holder_by
from shared.people.person.identity import Identity
from shared.people.person.keys import KEPT_OPEN, PersonKeys
from shared.people.person.model import By, Person, new_rev
from shared.people.person.rate_limits import PeopleLimits, SourceLids
from shared.platform.limits.source import Asker
from shared.platform.records.contention import retry_contended
from shared.platform.records.indexes import ref_of
from shared.platform.records.port import Delete
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, handed_over
from shared.privacy.purposes import ACCOUNT

ACCOUNTS = SourceLids(source=100, v4_source=1000, v6_network=300, v4_network=3000)
"""New accounts of one source in a day: each has proven an address or an identity of its own."""
_TRIES = 3


Also = Callable[[str], Awaitable[Sequence[Writing]]]
"""Returns what is to be written together with a new account, given its person's id."""


async def nothing_else(_: str) -> Sequence[Writing]:
    """Write nothing beside the account."""
    return ()


@dataclass(frozen=True, slots=True)
class Details:
    """What a new account begins with."""

    country: str
    policy_version: str
    locale: str | None = None
    nickname: str | None = None
    gender: str | None = None
    birthday: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """An account, and a session that has just begun in it."""

    person_id: str
    person: Person
    session: NewSession
    device: DeviceWriting
    made: bool
    """Whether the account is new."""
    recovery: str = ""
    """The recovery code of a new account that a phone number alone opens."""


class Accounts:
    """The accounts of one region."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        people: SealedRecords[str, Person],
        keys: PersonKeys,
        identities: Identities,
        sessions: Sessions,
        own_sessions: OwnSessions,
        devices: KnownDevices,
        second: SecondProofs,
        origins: Origins,
        used: UsedProofs,
        limits: PeopleLimits,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._people, self._keys, self._identities = people, keys, identities
        self._sessions, self._own_sessions, self._used = sessions, own_sessions, used
        self._devices, self._second = devices, second
        self._origins = origins
        self._limits, self._notices, self._clock = limits, notices, clock

    async def register(
        self,
        proof: Proof,
        details: Details,
        *,
        asker: Asker,
        also: Also = nothing_else,
        recovery: str | None = None,
    ) -> Entered:
        """Return a new account with a session; the one that there is, if there is one.

        Args:
            proof: Of an address or an identity.
            details: Of the new account; another one's are left as they are.
            asker: Who asks, as the limits see it.
            also: Returns what is to be written together with a new account.
            recovery: A recovery code, for a phone number that was idle.

        Raises:
            UnauthenticatedError: The proof was used already, or the account is erased this moment.
            TooManyRequestsError: This source has made many accounts today.
            UnavailableError: The same proof, if unused, goes on.
        """
        async with self._counting(proof):
            found = await self._known_or_made(proof, details, asker, also, recovery)
            if isinstance(found, Entered):
                return found
            return await self._enter(found, proof, asker)

    async def sign_in(self, proof: Proof, asker: Asker, recovery: str | None = None) -> Entered:
        """Return the account that an address or an identity has, with a new session.

        Args:
            proof: Of an address or an identity.
            asker: Who asks, as the limits see it.
            recovery: A recovery code, for a phone number that was idle.

        Raises:
            NoAccountError: It has none; the proof can still be used to register.
            PhoneIdleError: It is a phone number that may be somebody else's by now, and there is no
                second proof; the same.
            UnauthenticatedError: The proof was used already, or the account is erased this moment.
            UnavailableError: The same proof, if unused, goes on.
        """
        async with self._counting(proof):
            holder, room = await self._holder(proof.who, asker)
            known = await self._known(holder, proof.who, room)
            if known is None:
                raise NoAccountError
            if not await self._opens(known, asker, recovery):
                raise PhoneIdleError
            return await self._enter(known, proof, asker)

    @retry_contended(tries=_TRIES)  # registered by somebody else meanwhile, or used
    async def _known_or_made(
        self, proof: Proof, details: Details, asker: Asker, also: Also, recovery: str | None
    ) -> "_Known | Entered":
        holder, room = await self._holder(proof.who, asker)
        known = await self._known(holder, proof.who, room)
        if known is not None and await self._opens(known, asker, recovery):
            return known
        await self._limits.charge(
            ACCOUNTS.charges("accounts", asker.source, span=DAY, told="accounts")
        )
        return await self._make(proof, details, _Before(known, holder, asker.source), also)

    async def get(self, person_id: str) -> Slot[Person]:
        """Return a person's own record. Raises NotFoundError if there is none."""
        return await self._people.get(person_id, person_id, ACCOUNT)

    @asynccontextmanager
    async def _counting(self, proof: Proof) -> AsyncIterator[None]:
        """Count the try behind a proof before anything else is told of it than that it is used."""
        try:
            yield
        except UnauthenticatedError:
            raise
        except AppError:
            await self._used.unused(proof)
            raise

    async def _holder(self, who: Address | Identity, asker: Asker) -> "tuple[Holder, _Room]":
        """Return who has an address or an identity, and what ends if a session of theirs begins.

        Raises:
            UnavailableError: Nobody can tell; or whoever it is was taken to stay away, and their
                erasure, which has just begun, is called off now that they are here.
        """
        if isinstance(who, Identity):
            holder = await self._identities.holder_of(who)
            room = _NO_ROOM if holder.person is None else await self._room(holder.person, asker)
        else:
            holder, room = await self._of_address(who, asker)
        if holder.recallable and holder.person is not None:
            await self._sessions.came_back(holder.person)
            raise UnavailableError(retry_after=KEPT_OPEN)
        return holder, room

    async def _of_address(self, address: Address, asker: Asker) -> "tuple[Holder, _Room]":
        entry = await self._people.entry(address.channel, address.value)
        person = ref_of(entry)
        if entry is None or person is None:
            return Holder(), _NO_ROOM
        self._people.expect(person)
        return await together(holder_by(person, entry, self._keys), self._room(person, asker))

    async def _room(self, person: str, asker: Asker) -> "_Room":
        return _Room(
            *await together(
                self._devices.room(person, asker.device), self._own_sessions.room(person)
            )
        )

    async def _known(
        self, holder: Holder, who: Address | Identity, room: "_Room"
    ) -> "_Known | None":
        """Return the account that an address or an identity opens, as its own record has it."""
        if (person_id := holder.person) is None:
            return None
        try:
            slot = await self.get(person_id)
        except NotFoundError:  # erased this moment
            return None
        if slot.record is None or not slot.record.has(who):
            return None
        return _Known(person_id, slot.record, slot, room)

    async def _opens(self, known: "_Known", asker: Asker, recovery: str | None) -> bool:
        """Tell whether what somebody has proven opens an account."""
        if not is_idle(known.person, self._clock.now()):
            return True
        return await self._second.given(known.person_id, known.person, asker.device, recovery)

    async def _make(self, proof: Proof, details: Details, before: "_Before", also: Also) -> Entered:
        """Make an account, which takes its address over from the one before, if there is one."""
        free = before.holder.free
        person_id, person = secrets.token_hex(16), _person(proof.who, details, self._clock.now())
        await self._keys.make(person_id)
        device = await self._devices.knowing(person_id, "", ())
        session = await self._sessions.begin(person_id, _by(proof.who), device=device.name)
        code = await self._second.new_code(person_id) if _by_phone(proof.who) else None
        more = {"due": looked_at(person_id, person.last_used)}
        person = person.model_copy(update={**more, "recovery": code.mac if code else None})
        new: Slot[Person] = Slot(person_id, None, None)
        record = await self._people.writing(person_id, new, person, over=free)
        if (idle := before.known) is not None:
            left = idle.person.model_copy(update={"phone": None, "rev": new_rev()})
            losing = await self._people.writing(idle.person_id, idle.slot, left)
            record = handed_over(losing, record)
        origin = await self._origins.writing(person_id, before.source)
        writings = [record, session.writing, device.writing, origin, *await also(person_id)]
        if isinstance(proof.who, Identity):
            writings.append(await self._identities.writing(person_id, proof.who, over=free))
        await self._used.once(proof, writings)
        await self._confirm(person_id)
        shown = code.shown if code is not None else ""
        return Entered(person_id, person, session, device, made=True, recovery=shown)

    async def _enter(self, known: "_Known", proof: Proof, asker: Asker) -> Entered:
        device = await self._devices.knowing(known.person_id, asker.device, known.room.devices)
        session = await self._sessions.begin(known.person_id, _by(proof.who), device=device.name)
        writings = [session.writing, device.writing]
        writings.append(Writing(session.writing.root, tuple(known.room.sessions)))
        told = await self._notices.signed_in(known.person_id)
        writings.append(told.writing)
        if known.person.last_used < midnight(self._clock.now()):
            touch = used_on(known.person_id, self._clock.now())
            writings.append(Writing(session.writing.root, (touch,)))
        try:
            await self._used.once(proof, writings)
        except ConflictError as e:  # the account is gone, or many write to it at once
            raise UnavailableError from e
        await together(
            self._sessions.see_it_stays(known.person_id, session), self._notices.hand_over(told)
        )
        return Entered(known.person_id, known.person, session, device, made=False)

    async def _confirm(self, person_id: str) -> None:
        """Confirm the key; if that fails the nightly run does it."""
        try:
            await self._keys.confirm(person_id)
        except (ConflictError, UnavailableError):
            return


@dataclass(frozen=True, slots=True)
class _Room:
    """What ends so that one more session has room, and the device on which it begins."""

    devices: Sequence[Delete] | None
    """As ``KnownDevices.room`` says."""
    sessions: Sequence[Delete]


_NO_ROOM = _Room(None, ())
"""Nobody's."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An account that there is."""

    person_id: str
    person: Person
    slot: Slot[Person]
    room: _Room


@dataclass(frozen=True, slots=True)
class _Before:
    """Who had an address before a new account."""

    known: _Known | None
    """An account that nobody has used for long."""
    holder: Holder
    source: str
    """Who asks for the new one, as the limits see it."""


def _person(who: Address | Identity, details: Details, now: datetime) -> Person:
    address = {who.channel.value: who.value} if isinstance(who, Address) else {}
    return Person(
        **address,
        country=details.country,
        policy_version=details.policy_version,
        locale=details.locale,
        nickname=details.nickname,
        gender=details.gender,
        birthday=details.birthday,
        created=now,
        rev=new_rev(),
        quick_logins=(who.provider,) if isinstance(who, Identity) else (),
        used=midnight(now),
    )


def _by_phone(who: Address | Identity) -> bool:
    return isinstance(who, Address) and who.channel is Channel.PHONE


def _by(who: Address | Identity) -> By:
    return By(who.provider if isinstance(who, Identity) else who.channel.value)
