"""Unmaskings: allowed to one member of the staff, for one person's data of one purpose."""

import hmac
from collections.abc import Callable, Sequence

from shared.kernel.clock import Clock
from shared.kernel.errors import ConflictError, NotFoundError, SecondMemberError
from shared.platform.records.contention import retry_contended
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import shard_of
from shared.rights.staff.access_log import mark_of
from shared.rights.staff.model import (
    LookReason,
    Unmasking,
    UnmaskingAsked,
    begun,
    confirmed,
    groups_of,
    waiting,
)
from shared.rights.staff.roles import Member

_TRIES = 4


class Unmaskings:
    """The unmaskings of one region. The name of one is a keyed hash of whom, what and for whom."""

    def __init__(
        self, records: SealedRecords[str, Unmasking], keys: IndexKey, clock: Clock
    ) -> None:
        self._records, self._keys, self._clock = records, keys, clock

    async def allow(
        self, person: str, member: Member, asked: UnmaskingAsked
    ) -> tuple[str, Unmasking]:
        """Let a member of the staff see a person's data of one purpose from now on.

        Whether their role may is for the caller to have asked, and to have written it down.

        Returns:
            Its name, and what was allowed.

        Raises:
            NotFoundError: The person is being erased.
            UnavailableError: Say it again.
        """
        return await self._put(person, member, asked, begun)

    async def ask(
        self, person: str, member: Member, asked: UnmaskingAsked
    ) -> tuple[str, Unmasking]:
        """Have an unmasking wait for a second member; one that waits already goes on waiting.

        Raises as ``allow`` does.
        """
        name, slot = await self._slot(person, member, asked.group)
        before = slot.record
        if before is not None and before.second is None and before.is_for(asked):
            return name, before
        return await self._put(person, member, asked, waiting)

    async def to_confirm(self, person: str, name: str, member: Member, ticket: str) -> Unmasking:
        """Return an unmasking that a second member may confirm, or has.

        Raises:
            NotFoundError: There is none of this name, or its time is over.
            SecondMemberError: They asked for it themselves.
            ConflictError: It is under another ticket, or needs no second member.
            UnavailableError: The database or the key service does not answer.
        """
        found = (await self._records.get(person, name, ACCOUNT)).record
        return _checked(found, await mark_of(self._keys, member), ticket)

    @retry_contended(tries=_TRIES)  # somebody else confirms it, or it is asked for anew
    async def confirm(self, person: str, name: str, member: Member, ticket: str) -> Unmasking:
        """Confirm, as a second member of the staff, an unmasking that waits for one.

        Whether their role may is for the caller to have asked, and to have written it down. Again
        is the same, until it is over.

        Raises:
            NotFoundError, SecondMemberError, ConflictError: As for ``to_confirm``.
            UnavailableError: Say it again.
        """
        second = await mark_of(self._keys, member)
        slot = await self._records.get(person, name, ACCOUNT)
        before = _checked(slot.record, second, ticket)
        if before.second is not None:
            return before
        after = confirmed(before, second, self._clock.now(), shard=shard_of(name))
        await self._records.put(person, slot, after)
        return after

    async def standing(self, person: str, member: Member) -> Sequence[Unmasking]:
        """Return what a member of the staff may see of a person now, by the role they have now.

        Raises:
            UnavailableError: The database or the key service does not answer.
        """
        groups = sorted(groups_of(member.role))
        if not groups:
            return ()
        names = [(person, await self._name(person, member, group)) for group in groups]
        slots = await self._records.look(names, ACCOUNT)
        now = self._clock.now()
        found = [slot.record for slot in slots if slot.record is not None]
        return [one for one in found if now < one.until]

    @retry_contended(tries=_TRIES)  # the same member, twice at once
    async def _put(
        self, person: str, member: Member, asked: UnmaskingAsked, made: Callable[..., Unmasking]
    ) -> tuple[str, Unmasking]:
        by = await mark_of(self._keys, member)
        name, slot = await self._slot(person, member, asked.group)
        after = made(person, by, asked, self._clock.now(), shard=shard_of(name))
        await self._records.put(person, slot, after)
        return name, after

    async def _slot(self, person: str, member: Member, group: str) -> tuple[str, Slot[Unmasking]]:
        name = await self._name(person, member, group)
        (slot,) = await self._records.look([(person, name)], ACCOUNT)
        return name, slot

    async def _name(self, person: str, member: Member, group: str) -> str:
        key = await self._keys.index_key()
        return blind_index(key, "unmasking", person, member.id, group)


def _checked(found: Unmasking | None, second: str, ticket: str) -> Unmasking:
    """Return an unmasking that somebody may confirm. Raises as ``Unmaskings.confirm`` does."""
    if found is None:
        raise NotFoundError
    if hmac.compare_digest(found.by, second):
        raise SecondMemberError
    if found.reason is not LookReason.LEGAL_DUTY or found.ticket != ticket:
        raise ConflictError
    return found
