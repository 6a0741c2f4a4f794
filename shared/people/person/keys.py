"""A person's own key: wrapped under the region's keyring, in a database of its own.

Every record about a person is sealed under it, so that erasing this one small document makes them
all unreadable, backups included. Wire form of a wrapped key: the sealed blob of
``platform/vault/seal.py`` under an epoch key, bound to ``agogopost person key | region | person``,
whose plaintext is the key's id (8 bytes) and the key (32).

A key is made before the first record that needs it, in another database, so the two cannot be
written together: until the account is there the key is *provisional* and carries ``due``. The
nightly run confirms a provisional key whose account exists, and deletes the others: orphans.

An instance keeps a key open for a minute. That is for opening only: nothing is sealed before the
request at hand has seen that no tombstone lies there.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel import log
from shared.kernel.clock import DAY, Clock, began
from shared.kernel.errors import ConflictError, ErasedError, IntegrityError
from shared.people.person.holders import Ending
from shared.people.person.wrapping import KeyWrapping
from shared.platform.records import ahead
from shared.platform.records.port import (
    Create,
    Delete,
    Document,
    DocumentId,
    Documents,
    Fields,
    Set,
)
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.port import KEY_BYTES, KEY_ID_BYTES, DataKey, IndexKey
from shared.privacy.describe import Database, Operational, Record, Retention
from shared.privacy.restriction import CLOSED, UNRESTRICTED, Standing
from shared.privacy.retention import SHARDS, due

PERSON_KEYS = Retention("person-key", timedelta(days=3650), "the account's last use")
KEPT_OPEN = timedelta(seconds=60)
"""How long an instance keeps a key open: after this a deletion has reached every instance."""
PROVISIONAL = DAY
_MOST_OPEN = 10_000
_MOST_SEEN = 100
"""Keys that were looked at and may be needed in the same request."""


class PersonKey(Record, collection="person_keys", database=Database.KEYS, owner="a person"):
    """A person's key, wrapped."""

    wrapped: Annotated[
        bytes, Operational(keep=PERSON_KEYS, why="the key, sealed under the region's keyring")
    ]
    previous: Annotated[
        bytes | None,
        Operational(keep=PERSON_KEYS, why="the key before, while records are sealed anew"),
    ] = None
    epoch: Annotated[
        str, Operational(keep=PERSON_KEYS, why="under which epoch it is wrapped: for the jobs")
    ]
    made: Annotated[AwareDatetime, Operational(keep=PERSON_KEYS, why="when it was made")]
    restricted: Annotated[
        AwareDatetime | None,
        Operational(keep=PERSON_KEYS, why="since when the person's data may only be stored"),
    ] = None
    objected: Annotated[
        str, Operational(keep=PERSON_KEYS, why="purposes that the person objects to, by comma")
    ] = ""
    suspended: Annotated[
        AwareDatetime | None,
        Operational(
            keep=PERSON_KEYS,
            why="since when that is so because the person is said to be under 18, until decided",
        ),
    ] = None
    suspended_by: Annotated[
        str, Operational(keep=PERSON_KEYS, why="of that: keyed hash of who of the staff asked")
    ] = ""
    suspended_ticket: Annotated[
        str, Operational(keep=PERSON_KEYS, why="of that: under which ticket")
    ] = ""
    suspended_told: Annotated[
        bool, Operational(keep=PERSON_KEYS, why="of that: whether the person was told")
    ] = False
    erasing: Annotated[
        str, Operational(keep=PERSON_KEYS, why="the receipt of the person's erasure: a tombstone")
    ] = ""
    recallable: Annotated[
        bool,
        Operational(keep=PERSON_KEYS, why="whether who is being erased stays if they come back"),
    ] = False
    due: Annotated[
        str | None,
        Operational(
            keep=PERSON_KEYS,
            why="when to look for the account, until it is there; when a case of a minor is over",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class _Opened:
    newest: DataKey
    previous: DataKey | None
    standing: Standing
    at: float
    wrapped: tuple[object, object] = (None, None)
    """As both lay there: what is the same is not opened again."""


class PersonKeys:
    """The keys of a region's people. ``OwnerKeys`` for records that a person owns."""

    def __init__(  # noqa: PLR0913 - under what, where, when, whose, and by what found
        self,
        keyring: KeyringHolder,
        documents: Documents,
        clock: Clock,
        *,
        region: str,
        lookups: IndexKey,
        past_tombstones: bool = False,
    ) -> None:
        """Make the keys of a region.

        Args:
            keyring: What they are wrapped under.
            documents: Where they lie.
            clock: The time.
            region: Which region's.
            lookups: By what people are found.
            past_tombstones: Whether keys of people who are being erased open: for who erases them.
        """
        self._past_tombstones, self._lookups = past_tombstones, lookups
        self._keyring, self._documents, self._clock = keyring, documents, clock
        self._wrapping = KeyWrapping(keyring, region)
        self._open: OrderedDict[str, _Opened] = OrderedDict()
        self._seen: OrderedDict[str, tuple[Document, float]] = OrderedDict()

    async def make(self, person: str) -> None:
        """Make a person's key, provisional until ``confirm``; here it is open from now on.

        Raises:
            ConflictError: There is one already.
            UnavailableError: The database or the key service does not answer.
        """
        now = self._clock.now()
        epoch = (await self._keyring.get()).newest
        key = DataKey(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(KEY_BYTES))
        fields: Fields = {
            "v": PersonKey.version,
            "wrapped": self._wrapping.wrap(epoch, person, key),
            "previous": None,
            "epoch": epoch.id.hex(),
            "made": now,
            "due": due(now + PROVISIONAL, shard=secrets.randbelow(SHARDS)),
        }
        await self._documents.commit([Create(self._place(person), fields)])
        self._keep_open(person, _Opened(key, None, UNRESTRICTED, self._clock.ticks()))

    async def confirm(self, person: str) -> None:
        """Say that the account is there. Safe to repeat.

        Raises:
            UnavailableError: The database does not answer; the nightly run confirms it then.
        """
        with suppress(ConflictError):  # it was erased meanwhile
            await self._documents.commit([Set(self._place(person), {"due": None})])

    async def destroy(self, person: str) -> None:
        """Delete a person's key: nothing sealed under it opens any more.

        Another instance may have it open for ``KEPT_OPEN`` still.
        """
        self._drop(person)
        await self._documents.commit([Delete(self._place(person))])

    async def exists(self, person: str) -> bool:
        """Tell whether there is a key, never from memory: one read.

        Raises:
            UnavailableError: Nobody knows.
        """
        return (await self._documents.get([self._place(person)]))[0] is not None

    async def newest(self, owner: str) -> DataKey:
        """Return the key that seals a person's records, as it stands since the request began.

        Raises:
            IntegrityError: The person has none: never had, or it was erased.
            ErasedError: The person is being erased.
        """
        return (await self._opened(owner, since=began())).newest

    def expect(self, person: str, *, since: float) -> None:
        """Begin to read a person's key, unless it was read since then. See ``Tombstones``."""
        if self._known(person, since) is None:
            ahead.expect(self._documents, [self._place(person)])

    async def ending(self, person: str, *, now: bool = False) -> Ending:
        """Return whether a person is being erased. See ``Tombstones``."""
        if not now and began() and self._known(person, began()) is not None:
            return Ending.NO
        try:
            await self._look(person, now=now)
        except IntegrityError:
            return Ending.YES
        except ErasedError as e:
            return Ending.RECALLABLE if e.recallable else Ending.YES
        return Ending.NO

    async def by_id(self, owner: str, key_id: bytes) -> DataKey:
        """Return the key that opens a person's record.

        Raises:
            IntegrityError: The person has no such key.
        """
        opened = await self._opened(owner)
        if key_id not in _ids(opened):  # it may have been made anew meanwhile
            self._drop(owner)
            opened = await self._opened(owner)
        for key in (opened.newest, opened.previous):
            if key is not None and key.id == key_id:
                return key
        raise IntegrityError

    async def standing(self, owner: str) -> Standing:
        """Return what a person's data may be used for.

        A restriction is heard of within a minute. That it has ended is heard of at once: no request
        is refused by what stood before it began. Of who has no key, or is being erased, nothing can
        be opened or sealed anyway.

        Raises:
            UnavailableError: Nobody can tell.
        """
        try:
            standing = (await self._opened(owner)).standing
            if standing == UNRESTRICTED:
                return standing
            return (await self._opened(owner, since=began())).standing
        except (ErasedError, IntegrityError):
            return UNRESTRICTED

    async def standing_now(self, owner: str) -> Standing:
        """Return what a person's data may be used for, never from memory: one read.

        Of who has no key, or is being erased, it may be used for nothing.

        Raises:
            UnavailableError: Nobody can tell.
        """
        found, at = await self._read(owner)
        if found is None or found.fields.get("erasing"):
            return CLOSED
        self._remember(owner, found, at)
        return standing_of(found.fields)

    async def look_anew(self, people: Sequence[str]) -> Mapping[str, Standing]:
        """Return what people's data may be used for, by one read, never from memory.

        From then on their keys are open here as they lie there now.

        Args:
            people: At most 100.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        at, told = self._clock.ticks(), {}
        found = await self._documents.get([self._place(person) for person in people])
        for person, key in zip(people, found, strict=True):
            if key is None or key.fields.get("erasing"):
                self._drop(person)
                told[person] = CLOSED
            else:
                told[person] = await self._standing_in(person, key, at)
        return told

    async def _standing_in(self, person: str, key: Document, at: float) -> Standing:
        """Open a key; what does not open is for nothing, and does not cost the others theirs."""
        try:
            return (await self._unwrapped(person, key, at)).standing
        except IntegrityError as e:
            log.crash(e)
            return CLOSED

    def forget(self, person: str) -> None:
        """Read a person's key anew when it is used next: how their data stands has changed."""
        self._drop(person)

    def _drop(self, person: str) -> None:
        self._open.pop(person, None)
        self._seen.pop(person, None)

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return await self._lookups.index_key()

    async def _opened(self, person: str, *, since: float = 0.0) -> _Opened:
        if (known := self._known(person, since)) is not None:
            return known
        found, at = self._seen.pop(person, (None, 0.0))
        if found is None or at < max(since, self._clock.ticks() - KEPT_OPEN.total_seconds()):
            found, at = await self._look(person)
            self._seen.pop(person, None)
        return await self._unwrapped(person, found, at)

    def _known(self, person: str, since: float) -> _Opened | None:
        known = self._open.get(person)
        age = 0.0 if known is None else self._clock.ticks() - known.at
        if known is None or known.at < since or age >= KEPT_OPEN.total_seconds():
            return None
        self._open.move_to_end(person)
        return known

    async def _look(self, person: str, *, now: bool = False) -> tuple[Document, float]:
        """Return a person's key as it lies there, wrapped, and since when that is known."""
        found, at = await self._read(person, now=now)
        if found is None:
            self._drop(person)
            raise IntegrityError
        if found.fields.get("erasing") and not self._past_tombstones:
            self._drop(person)
            raise ErasedError(recallable=bool(found.fields.get("recallable")))
        self._remember(person, found, at)
        return found, at

    async def _read(self, person: str, *, now: bool = False) -> tuple[Document | None, float]:
        """Return what lies there, and since when that is known; ``now``: not what is read ahead."""
        at, place = self._clock.ticks(), self._place(person)
        if now:
            return (await self._documents.get([place]))[0], at
        return (await ahead.get(self._documents, [place]))[0], min(at, began() or at)

    def _remember(self, person: str, found: Document, at: float) -> None:
        self._seen[person] = found, at
        while len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)

    async def _unwrapped(self, person: str, found: Document, now: float) -> _Opened:
        wrapped, previous = found.fields.get("wrapped"), found.fields.get("previous")
        if not isinstance(wrapped, bytes):
            raise IntegrityError
        known = self._open.get(person)
        if known is not None and known.wrapped == (wrapped, previous):
            opened = replace(known, standing=standing_of(found.fields), at=now)
        else:
            opened = _Opened(
                await self._wrapping.unwrap(person, wrapped),
                await self._wrapping.unwrap(person, previous)
                if isinstance(previous, bytes)
                else None,
                standing_of(found.fields),
                now,
                (wrapped, previous),
            )
        self._keep_open(person, opened)
        return opened

    def _keep_open(self, person: str, opened: _Opened) -> None:
        self._open[person] = opened
        self._open.move_to_end(person)
        while len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)

    def _place(self, person: str) -> DocumentId:
        return DocumentId(PersonKey.collection, person)


def standing_of(key: Fields) -> Standing:
    """Return how the data of a person stands whose stored key this is."""
    objected = str(key.get("objected") or "")
    return Standing(
        restricted=any(key.get(one) is not None for one in ("restricted", "suspended")),
        objected=frozenset(objected.split(",")) if objected else frozenset(),
    )


def _ids(opened: _Opened) -> set[bytes]:
    return {key.id for key in (opened.newest, opened.previous) if key is not None}
