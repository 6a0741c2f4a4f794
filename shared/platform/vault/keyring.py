"""The keyring: the epoch keys and the index key of one kind of data, opened by one KMS call.

It is one small stored document: the wire form below, encrypted by KMS with the additional
authenticated data ``agogopost keyring | region | kind``. Wire form, version 1, JSON with hex::

    {"v":1, "index":"<64>", "epochs":[{"id":"<16>", "secret":"<64>", "made":"2026-03-01"}, ...]}

An epoch that was begun to seal everything anew has ``"anew":true`` too. The newest epoch seals;
every epoch opens. Held in memory only: after ``soft`` the next request opens it anew before it goes
on, because the platform may stop the processor once it is answered; so a revoked KMS key is
noticed. If that fails it goes on with what is open; after ``hard`` nothing opens any more until KMS
agrees again.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.platform.vault.port import KEY_BYTES, KEY_ID_BYTES, DataKey, KeyService
from shared.platform.vault.seal import bind
from shared.platform.vault.uses import UndeclaredKeyringError, Use, declared

_TRY_AGAIN_AFTER = timedelta(seconds=2)
_REFRESH_AGAIN_AFTER = timedelta(minutes=1)
"""While something is open still: who comes meanwhile does not wait for a key service that is down.
"""


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key of one span of time."""

    key: DataKey
    made: date
    anew: bool = False
    """Whether it was begun so that all that is older is sealed anew."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """An opened keyring."""

    index: bytes = field(repr=False)
    """32 bytes: keys the blind indexes (HMAC-SHA-256)."""
    epochs: tuple[Epoch, ...]
    """Oldest first; at least one."""

    @property
    def newest(self) -> DataKey:
        """Return the key that seals."""
        return self.epochs[-1].key

    def has(self, key_id: bytes) -> bool:
        """Tell whether an epoch has this id."""
        return any(epoch.key.id == key_id for epoch in self.epochs)

    def by_id(self, key_id: bytes) -> DataKey:
        """Return the key that opens.

        Raises:
            IntegrityError: No epoch has this id.
        """
        for epoch in reversed(self.epochs):
            if epoch.key.id == key_id:
                return epoch.key
        raise IntegrityError

    @classmethod
    def fresh(cls, today: date) -> "Keyring":
        """Return a new keyring of random keys with one epoch."""
        return cls(index=secrets.token_bytes(KEY_BYTES), epochs=()).with_new_epoch(today)

    def with_new_epoch(self, today: date, *, anew: bool = False) -> "Keyring":
        """Return the keyring with one more epoch, which seals from now on."""
        key = DataKey(id=secrets.token_bytes(KEY_ID_BYTES), secret=secrets.token_bytes(KEY_BYTES))
        return Keyring(self.index, (*self.epochs, Epoch(key, today, anew)))

    def to_bytes(self) -> bytes:
        """Return the wire form."""
        epochs = [
            {"id": e.key.id.hex(), "secret": e.key.secret.hex(), "made": e.made.isoformat()}
            | ({"anew": True} if e.anew else {})
            for e in self.epochs
        ]
        return json.dumps({"v": 1, "index": self.index.hex(), "epochs": epochs}).encode()

    @classmethod
    def from_bytes(cls, wire: bytes) -> "Keyring":
        """Read the wire form.

        Raises:
            IntegrityError: It is not a keyring of version 1.
        """
        try:
            read = json.loads(wire)
            epochs = tuple(
                Epoch(
                    DataKey(bytes.fromhex(e["id"]), bytes.fromhex(e["secret"])),
                    date.fromisoformat(e["made"]),
                    e.get("anew", False) is True,
                )
                for e in read["epochs"]
            )
            ring = cls(bytes.fromhex(read["index"]), epochs)
            known = read["v"] == 1 and epochs
        except (ValueError, KeyError, TypeError) as e:
            raise IntegrityError from e
        if not known:
            raise IntegrityError
        return ring


class KeyringStore(Protocol):
    """Where the wrapped keyring lies."""

    async def load(self) -> bytes | None:
        """Return the wrapped keyring, or None when none was made yet."""
        ...

    async def create(self, wrapped: bytes) -> None:
        """Store the first keyring.

        Raises:
            ConflictError: There is one already.
        """
        ...

    async def replace(self, before: bytes, after: bytes) -> None:
        """Store a keyring instead of the one that was loaded.

        Raises:
            ConflictError: That one is not there any more.
            UnavailableError: Load it.
        """
        ...


class KeyringHolder:
    """Keeps one kind's keyring open in this process."""

    def __init__(  # noqa: PLR0913 - each is one thing the holder must be given
        self,
        *,
        kind: Use,
        region: str,
        store: KeyringStore,
        kms: KeyService,
        clock: Clock,
        soft: timedelta,
        hard: timedelta,
        beside: "Callable[[Use], KeyringHolder] | None" = None,
    ) -> None:
        """Make a holder.

        Args:
            kind: What the keyring is for.
            region: Whose.
            store: Where it lies.
            kms: What encrypts it.
            clock: The time.
            soft: After this age the next request opens it anew.
            hard: After this age nothing is opened without KMS's consent.
            beside: Returns the holders of others, which are opened at the same time: those that the
                function at work has declared.
        """
        self._kind, self._beside = kind, beside
        self._bound_to = bind("agogopost keyring", region, kind)
        self._store, self._kms, self._clock = store, kms, clock
        self._soft, self._hard = soft.total_seconds(), hard.total_seconds()
        self._open: tuple[Keyring, float] | None = None
        self._opening: asyncio.Task[Keyring] | None = None
        self._failed_at: float | None = None

    async def get(self) -> Keyring:
        """Return the keyring; KMS is asked by a cold process and once per ``soft`` after that.

        Raises:
            UndeclaredKeyringError: The function at work has not declared that it needs it.
            UnavailableError: It is not open, or was opened longer than ``hard`` ago, and the key
                service or the store does not answer.
            IntegrityError: What is stored is not our keyring.
        """
        allowed = self._see_it_is_declared()
        if self._open is not None and self._age() < self._soft:
            return self._open[0]
        if self._open is not None and self._age() < self._hard:
            if not self._failed_within(_REFRESH_AGAIN_AFTER):
                await self._opened_with_others(allowed)  # if it failed, that was told
            return self._open[0]
        if self._failed_within(_TRY_AGAIN_AFTER):
            raise UnavailableError
        return await asyncio.shield(await self._opened_with_others(allowed))

    async def _opened_with_others(self, allowed: frozenset[Use]) -> asyncio.Task[Keyring]:
        """Open the keyring, and the others that are to be opened too; return when all have ended.

        Whoever needs another one that failed is told when they ask for it.
        """
        opening = self._begin()
        others: list[KeyringHolder] = []
        if self._beside is not None:
            others = [self._beside(one) for one in sorted(allowed - {self._kind})]
        beside = [one._begin() for one in others if one._is_stale()]  # noqa: SLF001 - its twins
        await asyncio.wait([opening, *beside])
        return opening

    def _see_it_is_declared(self) -> frozenset[Use]:
        """Return all that the function at work may open.

        Raises:
            UndeclaredKeyringError: This is not among it.
        """
        allowed = declared.get()
        if allowed is not None and self._kind not in allowed:
            raise UndeclaredKeyringError(self._kind)
        return allowed or frozenset()

    async def index_key(self) -> bytes:
        """Return the key of the blind indexes: see ``IndexKey``."""
        return (await self.get()).index

    def _is_stale(self) -> bool:
        """Tell whether it is to be opened anew."""
        if self._open is not None and self._age() < self._soft:
            return False
        return not self._failed_within(_REFRESH_AGAIN_AFTER if self._open else _TRY_AGAIN_AFTER)

    def _age(self) -> float:
        return self._clock.ticks() - self._open[1] if self._open is not None else 0.0

    async def by_id(self, key_id: bytes) -> DataKey:
        """Return the epoch key with this id; one that is unknown may be newer than what is open.

        Raises:
            IntegrityError: No epoch has this id, also after opening the keyring anew.
            UnavailableError: As for ``get``.
        """
        ring = await self.get()
        if not ring.has(key_id) and self._open is not None:
            _, opened = self._open
            if self._clock.ticks() - opened > _TRY_AGAIN_AFTER.total_seconds():
                ring = await asyncio.shield(self._begin())
        return ring.by_id(key_id)

    async def begin_epoch(self, today: date, *, anew: bool = False) -> Keyring:
        """Add an epoch, which seals from now on, and encrypt the keyring anew by KMS.

        So it is under the KMS key's primary version too, and older versions may be destroyed.

        Raises:
            ConflictError: It was changed at the same time: look again.
            UnavailableError: Look again.
        """
        self._see_it_is_declared()
        before = await self._store.load()
        if before is None:
            return await self.get()
        ring = Keyring.from_bytes(await self._kms.decrypt(before, bound_to=self._bound_to))
        ring = ring.with_new_epoch(today, anew=anew)
        after = await self._kms.encrypt(ring.to_bytes(), bound_to=self._bound_to)
        await self._store.replace(before, after)
        self._open, self._failed_at = (ring, self._clock.ticks()), None
        return ring

    async def opened_anew(self) -> Keyring:
        """Return the keyring as it is stored now, whatever is open."""
        self._see_it_is_declared()
        return await asyncio.shield(self._begin())

    def _failed_within(self, span: timedelta) -> bool:
        since = None if self._failed_at is None else self._clock.ticks() - self._failed_at
        return since is not None and since < span.total_seconds()

    def _begin(self) -> asyncio.Task[Keyring]:
        """Open the keyring once, however many wait for it."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._load())
            self._opening.add_done_callback(self._ended)
        return self._opening

    def _ended(self, task: asyncio.Task[Keyring]) -> None:
        self._opening = None
        error = None if task.cancelled() else task.exception()
        if isinstance(error, UnavailableError):
            log.unavailable(error)
        elif error is not None:
            log.crash(error)
        if error is not None:
            self._failed_at = self._clock.ticks()
            log.write(log.Event.KEYRING_REFRESH_FAILED, log.Severity.ERROR)

    async def _load(self) -> Keyring:
        wrapped = await self._store.load()
        if wrapped is None:
            ring = await self._make()
        else:
            ring = Keyring.from_bytes(await self._kms.decrypt(wrapped, bound_to=self._bound_to))
        self._open, self._failed_at = (ring, self._clock.ticks()), None
        log.write(log.Event.KEYRING_OPENED, use=self._kind, epochs=len(ring.epochs))
        return ring

    async def _make(self) -> Keyring:
        ring = Keyring.fresh(self._clock.now().date())
        wrapped = await self._kms.encrypt(ring.to_bytes(), bound_to=self._bound_to)
        try:
            await self._store.create(wrapped)
        except ConflictError:
            theirs = await self._store.load()
            if theirs is None:
                raise
            return Keyring.from_bytes(await self._kms.decrypt(theirs, bound_to=self._bound_to))
        return ring
