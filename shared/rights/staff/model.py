"""Who of the staff may see what of a person in full, why, and how long. Pure.

By default everything is masked. An *unmasking* lets one member of the staff see the data of one
person that is held for one purpose, for a quarter of an hour, for a reason of a closed list and
under a ticket, which the person sees in their access log.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT, PURPOSES
from shared.privacy.restriction import Standing
from shared.privacy.retention import due
from shared.rights.staff.roles import Role

UNMASKED_FOR = timedelta(minutes=15)
CONFIRMED_WITHIN = DAY
"""How long an unmasking that needs a second member waits for one."""
UNMASKINGS = Retention("unmasking", CONFIRMED_WITHIN, "when it was asked for")
SEE_PEOPLE = frozenset({Role.SUPPORT, Role.PRIVACY})
"""Who may look a person up, see them masked, unmask, and say that they are under 18. Nobody may
list people, and the others have no business with a single one."""
DECIDE = frozenset({Role.PRIVACY})
"""Who may confirm, or call off, what another member of the staff has asked for."""
_GROUPS: dict[Role, frozenset[str]] = {
    Role.SUPPORT: frozenset({ACCOUNT.id}),
    Role.PRIVACY: frozenset(one.id for one in PURPOSES.values() if not one.is_asked),
}
"""What rests on a consent is not among them: nobody has agreed to be looked at, and the person can
have all of it by an export."""


class LookReason(StrEnum):
    """Why somebody of the staff has to see something in full."""

    PERSON_ASKED = "person-asked"
    """The person has asked for help with it."""
    RIGHTS_REQUEST = "rights-request"
    INCIDENT = "security-incident"
    LEGAL_DUTY = "legal-duty"
    MINOR_REPORTED = "minor-reported"
    """Somebody says that the person is under 18."""


@dataclass(frozen=True, slots=True)
class UnmaskingAsked:
    """What somebody of the staff has to see in full, and why."""

    group: str
    """The purpose whose data it is."""
    reason: LookReason
    ticket: str
    request: str | None = None
    """The person's own rights request, where that is the reason."""


def _told(holds: str) -> Personal:
    return Personal(Kind.SERVICE, purpose=ACCOUNT, keep=UNMASKINGS, holds=holds, unmask=False)


class Unmasking(Record, collection="unmaskings", database=Database.DATA, owner="a person"):
    """That a member of the staff may see one purpose's data of a person. Named by a keyed hash."""

    owner_id: Annotated[str, Operational(keep=UNMASKINGS, why="whose data it is: a random id")]
    by: Annotated[str, _told("a keyed hash of the member of staff")]
    group: Annotated[str, _told("which purpose's data")]
    reason: Annotated[LookReason, _told("why, by its code")]
    ticket: Annotated[str, _told("under which ticket")]
    request: Annotated[str | None, _told("the rights request that is the reason")] = None
    second: Annotated[
        str | None, _told("of a legal duty: a keyed hash of the second member who confirmed it")
    ] = None
    until: Annotated[AwareDatetime, _told("until when; sealed, unlike what ends the record")]
    expires: Annotated[AwareDatetime, Operational(keep=UNMASKINGS, why="when it is over")]
    due: Annotated[str, Operational(keep=UNMASKINGS, why="when the nightly run deletes it")]

    def is_for(self, asked: UnmaskingAsked) -> bool:
        """Tell whether it is what somebody asks for."""
        mine = (self.group, self.reason, self.ticket, self.request)
        return mine == (asked.group, asked.reason, asked.ticket, asked.request)


def may_unmask(role: Role, group: str) -> bool:
    """Tell whether a role may see what is held for a purpose in full."""
    return group in groups_of(role)


def groups_of(role: Role) -> Collection[str]:
    """Return the purposes whose data a role may see in full."""
    return _GROUPS.get(role, frozenset())


def is_closed(standing: Standing, group: str) -> bool:
    """Tell whether a person has stopped what staff would see of them for a purpose in full.

    What goes on while they are restricted goes on for them, and not for staff.
    """
    return standing.restricted or group in standing.objected


def begun(person: str, by: str, asked: UnmaskingAsked, now: datetime, *, shard: int) -> Unmasking:
    """Return an unmasking that begins now."""
    return _lasting(_asked(person, by, asked, now, shard=shard), now + UNMASKED_FOR, shard=shard)


def waiting(person: str, by: str, asked: UnmaskingAsked, now: datetime, *, shard: int) -> Unmasking:
    """Return an unmasking that opens nothing before a second member has confirmed it."""
    return _asked(person, by, asked, now, shard=shard)


def confirmed(before: Unmasking, second: str, now: datetime, *, shard: int) -> Unmasking:
    """Return an unmasking that a second member has just confirmed: it begins now."""
    after = before.model_copy(update={"second": second})
    return _lasting(after, now + UNMASKED_FOR, shard=shard)


def _asked(person: str, by: str, asked: UnmaskingAsked, now: datetime, *, shard: int) -> Unmasking:
    ends = now + CONFIRMED_WITHIN
    return Unmasking(
        owner_id=person,
        by=by,
        group=asked.group,
        reason=asked.reason,
        ticket=asked.ticket,
        request=asked.request,
        until=now,
        expires=ends,
        due=due(ends, shard=shard),
    )


def _lasting(unmasking: Unmasking, until: datetime, *, shard: int) -> Unmasking:
    ends = {"until": until, "expires": until, "due": due(until, shard=shard)}
    return unmasking.model_copy(update=ends)
