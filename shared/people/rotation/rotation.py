"""Wrap people's keys anew under the newest epoch, or give people new keys altogether.

A key's document says under which epoch it is, in the clear, indexed field ``epoch``; while the
person's records are being sealed anew under a new key, ``<epoch>-pending``; once it did not open,
``<epoch>-damaged``. Such a one is tried again by every run, but it holds up none: else whoever can
write to the database could keep the region from ever beginning an epoch again.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.clock import Clock, Deadline
from shared.kernel.errors import ConflictError, IntegrityError
from shared.people.person.keys import KEPT_OPEN, PersonKey
from shared.people.person.wrapping import KeyWrapping
from shared.platform.records.port import Document, Documents, Fields, Replace
from shared.platform.vault.keyring import Keyring
from shared.platform.vault.port import KEY_BYTES, KEY_ID_BYTES, DataKey

PENDING = "-pending"
DAMAGED = "-damaged"
SETTLED_AFTER = KEPT_OPEN + timedelta(seconds=60)
"""From then on no instance seals under the old key: it is out of every cache, and the longest call
that had it is over."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RotationProgress:
    """How far a run got."""

    done: int
    damaged: int
    """Set aside: they do not open."""


class KeyRotation:
    """The keys of one region's people, as the jobs see them."""

    def __init__(self, wrapping: KeyWrapping, documents: Documents, clock: Clock) -> None:
        self._wrapping, self._documents, self._clock = wrapping, documents, clock

    async def rewrap(self, ring: Keyring, *, most: int, deadline: Deadline) -> RotationProgress:
        """Wrap keys of older epochs under the newest, at most so many."""
        marks = _older(ring)
        return await self._each(marks, self._rewrapped, ring, most=most, deadline=deadline)

    async def rekey(self, ring: Keyring, *, most: int, deadline: Deadline) -> RotationProgress:
        """Give people whose key is of an older epoch a new one; the old one still opens."""
        marks = _older(ring)
        return await self._each(marks, self._rekeyed, ring, most=most, deadline=deadline)

    async def left(self, ring: Keyring) -> int:
        """Return how many keys are of older epochs, counted by the database; damaged ones aside."""
        return sum([await self._count(old) for old in _older(ring)])

    async def pending(self, ring: Keyring, *, after: str = "") -> list[Document]:
        """Return up to 100 keys of people whose records are to be sealed anew."""
        return await self._documents.having(
            PersonKey.collection, "epoch", _pending(ring), after=after, limit=_AT_ONCE
        )

    async def pending_left(self, ring: Keyring) -> int:
        """Return how many these are."""
        return await self._count(_pending(ring))

    async def finish(self, found: Document, ring: Keyring) -> bool:
        """Drop the old key of a person whose records are all sealed anew; false: look again."""
        fields = {**found.fields, "previous": None, "epoch": ring.newest.id.hex()}
        try:
            await self._documents.commit([Replace(found.id, fields, found.version)])
        except ConflictError:
            return False
        return True

    async def _each(
        self, marks: list[str], change: "_Change", ring: Keyring, *, most: int, deadline: Deadline
    ) -> RotationProgress:
        done = damaged = 0
        for mark in [*(f"{one}{DAMAGED}" for one in marks), *marks]:
            after, full = "", True
            while full and done < most and not deadline.passed:
                limit = min(_AT_ONCE, most - done)
                page = await self._documents.having(
                    PersonKey.collection, "epoch", mark, after=after, limit=limit
                )
                for found in page:
                    opened = await self._changed(found, change, ring)
                    done += opened is True
                    damaged += opened is False
                full = len(page) == limit
                after = page[-1].id.name if full else ""
        return RotationProgress(done, damaged)

    async def _changed(self, found: Document, change: "_Change", ring: Keyring) -> bool | None:
        """Change one key; false: it does not open, and is set aside; None: the next run sees it."""
        opened = True
        try:
            fields = await change(found, ring)
        except IntegrityError:
            opened = False
            mark = str(found.fields["epoch"]).removesuffix(DAMAGED)
            fields = {**found.fields, "epoch": f"{mark}{DAMAGED}"}
        try:
            await self._documents.commit([Replace(found.id, fields, found.version)])
        except ConflictError:  # changed meanwhile
            return None
        return opened

    async def _rewrapped(self, found: Document, ring: Keyring) -> Fields:
        wrapped = await self._under(ring.newest, found.id.name, found.fields.get("wrapped"))
        return {**found.fields, "wrapped": wrapped, "epoch": ring.newest.id.hex()}

    async def _rekeyed(self, found: Document, ring: Keyring) -> Fields:
        person = found.id.name
        fresh = DataKey(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(KEY_BYTES))
        return {
            **found.fields,
            "wrapped": self._wrapping.wrap(ring.newest, person, fresh),
            "previous": await self._under(ring.newest, person, found.fields.get("wrapped")),
            "made": self._clock.now(),
            "epoch": _pending(ring),
        }

    async def _under(self, epoch: DataKey, person: str, blob: object) -> bytes:
        """Return a wrapped key, wrapped under this epoch."""
        if not isinstance(blob, bytes):
            raise IntegrityError
        return self._wrapping.wrap(epoch, person, await self._wrapping.unwrap(person, blob))

    async def _count(self, mark: str) -> int:
        return await self._documents.count(PersonKey.collection, "epoch", mark)


_Change = Callable[[Document, Keyring], Awaitable[Fields]]


def is_settled(found: Document, now: datetime) -> bool:
    """Tell whether a new key has reached every instance."""
    made = found.fields.get("made")
    return isinstance(made, datetime) and now - made >= SETTLED_AFTER


def _older(ring: Keyring) -> list[str]:
    return [epoch.key.id.hex() for epoch in ring.epochs[:-1]]


def _pending(ring: Keyring) -> str:
    return f"{ring.newest.id.hex()}{PENDING}"
