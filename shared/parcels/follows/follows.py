"""Follows: made once however often a number is followed, edited only as they were seen.

A follow's name is the first 32 digits of HMAC(index key, person | carrier | number): the same
number again is the same document, also when sixteen requests come at once, and who does not hold
the key can neither guess a name nor test one. If the database's answer to a write is lost, a read
tells whether it was applied: nobody is told of a conflict with their own write.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from shared.kernel import log
from shared.kernel.clock import DAY, Clock
from shared.kernel.errors import (
    AppError,
    ConflictError,
    IntegrityError,
    NotFoundError,
    PreconditionFailedError,
    UnavailableError,
)
from shared.kernel.together import together
from shared.parcels.follows.bells import bell_of, follow_of
from shared.parcels.follows.model import MOST, PER_DAY, Follow, Followed, Stretch, Wishes
from shared.parcels.follows.settling import begun
from shared.parcels.follows.telling import NewsTelling
from shared.parcels.shipments.model import ShipmentRef
from shared.people.person.rate_limits import Charge, Counted, PeopleLimits
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import ContendedError, Create, Document, DocumentId, Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Change
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import TRACKING

NAME_CHARACTERS = 32
_REV_BYTES = 8
_AT_ONCE = 100
"""So many documents one read returns."""
_CONTENTION = 20
_LOOKS = 2
_TRIES = 3


class FollowsLimitError(ConflictError):
    """The person follows as many waybills as one may."""

    code = "follows-limit"


class Follows:
    """The follows of one region's people."""

    def __init__(  # noqa: PLR0913 - each is one thing that it works with
        self,
        *,
        records: SealedRecords[str, Follow],
        documents: Documents,
        keys: IndexKey,
        limits: PeopleLimits,
        telling: NewsTelling,
        clock: Clock,
    ) -> None:
        self._records, self._documents, self._keys = records, documents, keys
        self._limits, self._telling, self._clock = limits, telling, clock

    async def follow(self, person: str, ref: ShipmentRef, wishes: Wishes) -> Followed:
        """Return a new follow; or the one that the person has of this number, as it is.

        It is written before anybody looks whether it is there: mostly it is not.

        Raises:
            FollowsLimitError: The person follows as many as one may.
            TooManyRequestsError: The person began to follow as many as one may today.
            UnavailableError: Say it again.
        """
        name, new = await self._name(person, ref), self._new(person, ref, wishes)
        making: tuple[Followed, tuple[Counted, ...]]
        making, number = await together(
            self._make(person, name, new),
            self._documents.count(Follow.collection, "owner_id", person),
        )
        made, counted = making
        if made.new and number + PER_DAY > MOST:  # how many were made meanwhile, nobody knows
            await self._stay_within(person, name, counted)
        return made

    async def get(self, person: str, name: str) -> Followed:
        """Return one of a person's follows.

        Raises:
            NotFoundError: Absent, or another person's.
            IntegrityError: It does not open.
        """
        return _followed(await self._look(person, name))

    async def some(self, person: str, names: Sequence[str]) -> list[Followed]:
        """Return those of some of a person's follows that there are, by one read.

        Raises:
            RestrictedError: The person has their data stored only, or objects to this.
            UnavailableError: The database or the key service does not answer.
        """
        slots = await self._records.look([(person, one) for one in names], TRACKING)
        return [_followed(one) for one in slots if one.record is not None]

    async def listed(self, person: str, *, after: str, limit: int) -> Stretch:
        """Return a person's follows behind the one of this id; empty: from the first.

        One that does not open is left out and reported.
        """
        slots = await self._records.owned(person, TRACKING, after=after, limit=limit)
        for _ in (slot for slot in slots if slot.damaged):
            log.write(log.Event.FOLLOW_UNREADABLE, log.Severity.ERROR)
        items = tuple(_followed(one) for one in slots if one.record is not None)
        return Stretch(items, slots[-1].name if len(slots) == limit else None)

    @retry_contended(tries=_CONTENTION)
    async def edit(
        self,
        person: str,
        name: str,
        change: Callable[[Follow], Follow],
        *,
        seen: Callable[[str], bool],
    ) -> Followed:
        """Return a follow after a change; one that is as wished already stays as it is.

        Args:
            person: Whose.
            name: Its id.
            change: Returns it as it is to be. May be called again, for what another one wrote.
            seen: Tells whether a state, by its ``rev``, is one that the person means to change.

        Raises:
            NotFoundError: Absent, or another person's.
            PreconditionFailedError: It is in another state, and not as wished either.
            UnavailableError: Say it again.
        """
        slot = await self._look(person, name)
        if slot.record is None:
            raise NotFoundError
        wished = change(slot.record)
        if wished == slot.record:  # RFC 9110, section 13.1.1: done already
            return _followed(slot)
        if not seen(slot.record.rev):
            raise PreconditionFailedError
        state = {"rev": _rev(), "updated": self._clock.now()}
        return await self._replace(person, slot, wished.model_copy(update=state))

    async def due(self, place: str, *, after: str, until: str, limit: int) -> list[Document]:
        """Return the follows at a place of the wheel whose names lie in a range, sealed.

        Args:
            place: As ``wheel.py`` writes it.
            after: The name behind which they begin.
            until: The name with which they end.
            limit: At most so many.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = await self._documents.having(
            Follow.collection, "wheel", place, after=after, limit=limit
        )
        return [one for one in found if one.id.name <= until]

    async def opened(self, person: str, document: Document) -> Followed | None:
        """Return a follow that was just read; None: it is over, or does not open.

        Raises:
            RestrictedError: The person has their data stored only, or objects to this.
            UnavailableError: The key service does not answer.
        """
        slot = await self._records.opened(person, document, TRACKING)
        if slot.damaged:
            log.write(log.Event.FOLLOW_UNREADABLE, log.Severity.ERROR)
        return None if slot.record is None else _followed(slot)

    async def rung(self, bells: Sequence[str]) -> dict[str, tuple[str, Document] | None]:
        """Return whose follow stands behind each of some bells, sealed; None: none any more.

        Args:
            bells: At most 100.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        key = await self._keys.index_key()
        behind = {bell: follow_of(bell, key) for bell in bells}
        named = [(bell, *one) for bell, one in behind.items() if one is not None]
        places = [DocumentId(Follow.collection, name) for _, _, name in named]
        found: dict[str, tuple[str, Document] | None] = dict.fromkeys(bells)
        documents = await self._documents.get(places)
        for (bell, person, _), document in zip(named, documents, strict=True):
            if document is not None and document.fields.get("owner_id") == person:
                found[bell] = person, document
        return found

    async def unchanged(self, some: Sequence[Followed]) -> set[str]:
        """Return the ids of those of some follows that lie there as they were seen.

        Raises:
            UnavailableError: The database does not answer.
        """
        still: set[str] = set()
        for start in range(0, len(some), _AT_ONCE):
            part = some[start : start + _AT_ONCE]
            places = [DocumentId(Follow.collection, one.id) for one in part]
            found = await self._documents.get(places)
            for one, document in zip(part, found, strict=True):
                if document is not None and document.version == one.version:
                    still.add(one.id)
        return still

    async def bell(self, person: str, name: str) -> str:
        """Return the bell of a follow. Raises UnavailableError."""
        return bell_of(person, name, await self._keys.index_key())

    async def settle(self, person: str, seen: Followed, after: Follow) -> None:
        """Keep what a look at a parcel made of its follow, if that can be done at once.

        The messages about what is news are part of it. It is no edit: its ``rev`` stays. A follow
        that was edited or stopped since it was seen stays as it is, and whatever else stands in the
        way is logged; the next look does it.
        """
        place = Slot(seen.id, seen.follow, seen.version)
        try:
            news = await self._telling.writings(person, seen.id, seen.follow, after)
            await self._records.put(person, place, after, beside=news)
        except ConflictError:
            return
        except AppError as e:
            log.unavailable(e)

    @retry_contended(tries=_CONTENTION)
    async def stop(self, person: str, name: str) -> None:
        """Delete one of a person's follows.

        Raises:
            NotFoundError: Absent, or another person's.
            UnavailableError: Say it again.
        """
        (slot,) = await self._records.look([(person, name)], TRACKING)
        if slot.version is None:
            raise NotFoundError
        try:
            await self._records.delete(slot)
        except UnavailableError:
            if await self._look_again(person, name) is not None:
                raise

    def _new(self, person: str, ref: ShipmentRef, wishes: Wishes) -> Follow:
        now = self._clock.now()
        follow = Follow(
            owner_id=person,
            rev=_rev(),
            created=now,
            updated=now,
            number=ref.asked.number,
            carrier=ref.carrier,
            postcode=ref.asked.postcode,
            phone_tail=ref.asked.phone_tail,
            label=wishes.label,
            commodity=wishes.commodity,
            notify=wishes.notify,
            zone=wishes.zone,
        )
        return begun(follow, now)

    @retry_contended(tries=_TRIES)
    async def _make(
        self, person: str, name: str, follow: Follow
    ) -> tuple[Followed, tuple[Counted, ...]]:
        """Count and write a new follow, or return the one that is there; with what was counted.

        Raises:
            ContendedError: There was one, and it is gone.
        """
        charge = Charge("follow", person, PER_DAY, span=DAY, told="follows")
        place: Slot[Follow] = Slot(name, None, None)
        writing = await self._records.writing(person, place, follow)
        changes = [Change(one) for one in writing.writes if isinstance(one, Create)]
        try:
            charged = await self._limits.charge([charge], changes)
        except (ContendedError, UnavailableError):
            there = await self._look_again(person, name)
            if there is None:
                await self._clear(person, name)
                raise
            return replace(there, new=there.follow.rev == follow.rev), ()
        return Followed(name, follow, charged.written[0], new=True), charged.counted

    async def _clear(self, person: str, name: str) -> None:
        """Delete a follow that has ended and that no night has deleted yet: its name is wanted."""
        (slot,) = await self._records.look([(person, name)], TRACKING)
        if slot.version is not None and slot.record is None and not slot.damaged:
            with suppress(ConflictError):
                await self._records.delete(slot)

    async def _replace(self, person: str, slot: Slot[Follow], follow: Follow) -> Followed:
        """Write a follow as it was seen. Raises ContendedError: it is not so any more."""
        try:
            return _followed(await self._records.put(person, slot, follow))
        except UnavailableError:
            there = await self._look_again(person, slot.name)
            if there is None or there.follow.rev != follow.rev:
                raise
            return there

    async def _stay_within(self, person: str, name: str, counted: Sequence[Counted]) -> None:
        """Take a new follow back, and what it was counted under, if there is no room for it."""
        if await self._documents.count(Follow.collection, "owner_id", person) > MOST:
            with suppress(NotFoundError):
                await self.stop(person, name)
            await self._limits.give_back(counted)
            raise FollowsLimitError

    async def _look(self, person: str, name: str) -> Slot[Follow]:
        (slot,) = await self._records.look([(person, name)], TRACKING)
        if slot.damaged:
            raise IntegrityError
        return slot

    async def _look_again(self, person: str, name: str) -> Followed | None:
        """Return what is there after a write whose answer was lost."""
        for left in range(_LOOKS - 1, -1, -1):
            try:
                slot = await self._look(person, name)
                return None if slot.record is None else _followed(slot)
            except UnavailableError:
                if not left:
                    raise
        return None

    async def _name(self, person: str, ref: ShipmentRef) -> str:
        key = await self._keys.index_key()
        whole = blind_index(key, "follow", person, ref.carrier, ref.asked.number)
        return whole[:NAME_CHARACTERS]


def _followed(slot: Slot[Follow]) -> Followed:
    if slot.record is None or slot.version is None:
        raise NotFoundError
    return Followed(slot.name, slot.record, slot.version)


def _rev() -> str:
    return secrets.token_hex(_REV_BYTES)
