"""Unmaskings: allowed to one member of the staff, for one person's data of one purpose."""

from collections.abc import Sequence

from shared.clock import Clock
from shared.errors import ConflictError, UnavailableError
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import shard_of
from shared.records.sealed import SealedRecords
from shared.staff.looks import mark_of
from shared.staff.model import Asked, Unmasking, begun, groups_of
from shared.staff.roles import Member
from shared.vault.derive import blind_index
from shared.vault.port import IndexKey

_TRIES = 4


class Unmaskings:
    """The unmaskings of one region. The name of one is a keyed hash of whom, what and for whom."""

    def __init__(
        self, records: SealedRecords[str, Unmasking], keys: IndexKey, clock: Clock
    ) -> None:
        self._records, self._keys, self._clock = records, keys, clock

    async def allow(self, person: str, member: Member, asked: Asked) -> Unmasking:
        """Let a member of the staff see a person's data of one purpose from now on.

        Whether their role may is for the caller to have asked, and to have written it down.

        Raises:
            NotFoundError: The person is being erased.
            UnavailableError: It may or may not be allowed: say it again.
        """
        by, name = await mark_of(self._keys, member), await self._name(person, member, asked.group)
        allowed = begun(person, by, asked, self._clock.now(), shard=shard_of(name))
        for _ in range(_TRIES):
            (slot,) = await self._records.look([(person, name)], ACCOUNT)
            try:
                await self._records.put(person, slot, allowed)
            except ConflictError:  # the same member, twice at once
                continue
            return allowed
        raise UnavailableError

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

    async def _name(self, person: str, member: Member, group: str) -> str:
        key = await self._keys.index_key()
        return blind_index(key, "unmasking", person, member.id, group)
