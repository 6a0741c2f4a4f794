"""What staff see of a person is written into the person's access log before they see it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.kernel import log
from shared.kernel.clock import DAY, Clock
from shared.people.person.disclosures import DISCLOSURES, ITSELF, Disclosure, What
from shared.people.person.rate_limits import Charge, PeopleLimits
from shared.platform.records.port import Documents
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.write_batch import Writing, commit_together
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.privacy.purposes import ACCOUNT
from shared.privacy.retention import due, shard_of
from shared.rights.staff.roles import Member, Role

PER_PERSON = 25
"""Looks at one person by all staff in a day (UTC): nobody can bury one under many others."""
RESERVE = 10
"""Of these, for who answers for privacy alone: the others cannot keep them from looking."""
SHARE = 10
"""Of these, by one member of the staff at most: nobody can keep the others from looking."""
PER_MEMBER = 60
"""Looks of one kind in an hour by one member of the staff."""
ERASURES = 20
"""People whom one member of the staff may have erased in a day (UTC)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person's data."""

    what: What
    data: str
    """By what they were found, or what is seen."""
    purpose: str = ACCOUNT.id
    reason: str | None = None
    ticket: str | None = None
    request: str | None = None
    """The rights request that is the reason."""
    until: datetime | None = None
    """Of what lasts beyond the look: until when."""


class Looks:
    """Looks of the staff at one region's people."""

    def __init__(
        self,
        records: SealedRecords[str, Disclosure],
        documents: Documents,
        keys: IndexKey,
        limits: PeopleLimits,
        clock: Clock,
    ) -> None:
        self._records, self._documents, self._keys = records, documents, keys
        self._limits, self._clock = limits, clock

    async def admit(self, member: Member, what: What) -> None:
        """Count what a member of the staff is about to do, whether or not it finds anybody.

        Raises:
            TooManyRequestsError: They have done it often in this hour.
            UnavailableError: It could not be counted: do not go on.
        """
        await self._limits.count(f"staff-{what}", member.id, PER_MEMBER, told="looks")

    async def admit_erasure(self, member: Member) -> None:
        """Count that a member of the staff is about to have somebody erased. Raises as ``admit``.

        Nothing is seen, and the log goes with the person: the receipt keeps ticket and mark.
        """
        await self._limits.count("staff-erasures", member.id, ERASURES, span=DAY, told="erasures")

    async def mark(self, member: Member) -> str:
        """Return the keyed hash by which a member of the staff is known."""
        return await mark_of(self._keys, member)

    async def write(self, person: str, member: Member, looks: Sequence[Look]) -> None:
        """Write down, all or nothing, what a member of the staff is about to see of a person.

        Raises:
            NotFoundError: The person is being erased.
            TooManyRequestsError: They were looked at often today.
            IntegrityError, UnavailableError: It may or may not be written down: show nothing.
        """
        await self._limits.charge(_charges(person, member))
        await self.note(person, member, looks)

    async def note(self, person: str, member: Member, looks: Sequence[Look]) -> None:
        """Write down, all or nothing, what a member of the staff does: nothing is seen by it.

        So it does not count among the looks. Raises as ``write`` does.
        """
        by = await mark_of(self._keys, member)
        writings = [await self._line(person, member, by, one) for one in looks]
        await commit_together(self._documents, writings)
        for one in looks:
            log.write(log.Event.STAFF_LOOKED, what=one.what, role=member.role)

    async def _line(self, person: str, member: Member, by: str, look: Look) -> Writing:
        now, name = self._clock.now(), secrets.token_hex(16)
        until = look.until or now
        ends = until + DISCLOSURES.period
        line = Disclosure(
            owner_id=person,
            what=look.what,
            whom=member.role,
            data=look.data,
            subject=ITSELF,
            purpose=look.purpose,
            at=now,
            until=until,
            by=by,
            reason=look.reason,
            ticket=look.ticket,
            request=look.request,
            expires=ends,
            due=due(ends, shard=shard_of(name)),
        )
        return await self._records.writing(person, Slot(name, None, None), line)


def _charges(person: str, member: Member) -> list[Charge]:
    """Return what a look at a person costs: all, its member, and who does not answer for privacy.

    So one member leaves some to the others, and the others some to privacy.
    """
    charges = [
        Charge("staff-looks", person, PER_PERSON, DAY),
        Charge("staff-looks-share", f"{person}|{member.id}", SHARE, DAY),
    ]
    if member.role is not Role.PRIVACY:
        charges.append(Charge("staff-looks-others", person, PER_PERSON - RESERVE, DAY))
    return charges


async def mark_of(keys: IndexKey, member: Member) -> str:
    """Return the keyed hash by which a member of the staff is known."""
    return blind_index(await keys.index_key(), "staff", member.id)
