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

from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ACCOUNT, PURPOSES, RIGHTS, Purpose
from shared.privacy.retention import due
from shared.staff.roles import Role

UNMASKED_FOR = timedelta(minutes=15)
UNMASKINGS = Retention("unmasking", timedelta(hours=1), "when it was allowed")
SEE_PEOPLE = frozenset({Role.SUPPORT, Role.PRIVACY})
"""Who may look a person up, see them masked, unmask, and have a minor erased. Nobody may list
people, and the others have no business with a single one."""
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


_WHATEVER_STANDS = frozenset({LookReason.RIGHTS_REQUEST, LookReason.LEGAL_DUTY})
"""Why somebody may see what its person has restricted or objects to: they want it themselves, or a
law does."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody of the staff has to see in full, and why."""

    group: str
    """The purpose whose data it is."""
    reason: LookReason
    ticket: str


def _told(holds: str) -> Personal:
    return Personal(Kind.SERVICE, purpose=ACCOUNT, keep=UNMASKINGS, holds=holds, unmask=False)


class Unmasking(Record, collection="unmaskings", database=Database.DATA, owner="a person"):
    """That a member of the staff may see one purpose's data of a person. Named by a keyed hash."""

    owner_id: Annotated[str, Operational(keep=UNMASKINGS, why="whose data it is: a random id")]
    by: Annotated[str, _told("a keyed hash of the member of staff")]
    group: Annotated[str, _told("which purpose's data")]
    reason: Annotated[LookReason, _told("why, by its code")]
    ticket: Annotated[str, _told("under which ticket")]
    until: Annotated[AwareDatetime, _told("until when; sealed, unlike what ends the record")]
    expires: Annotated[AwareDatetime, Operational(keep=UNMASKINGS, why="when it is over")]
    due: Annotated[str, Operational(keep=UNMASKINGS, why="when the nightly run deletes it")]


def may_unmask(role: Role, group: str) -> bool:
    """Tell whether a role may see what is held for a purpose in full."""
    return group in groups_of(role)


def groups_of(role: Role) -> Collection[str]:
    """Return the purposes whose data a role may see in full."""
    return _GROUPS.get(role, frozenset())


def read_for(group: str, reason: LookReason) -> Purpose:
    """Return the purpose for which a purpose's data is read: its own, which can be restricted."""
    return RIGHTS if reason in _WHATEVER_STANDS else PURPOSES[group]


def begun(person: str, by: str, asked: Asked, now: datetime, *, shard: int) -> Unmasking:
    """Return an unmasking that begins now."""
    ends = now + UNMASKED_FOR
    return Unmasking(
        owner_id=person,
        by=by,
        group=asked.group,
        reason=asked.reason,
        ticket=asked.ticket,
        until=ends,
        expires=ends,
        due=due(ends, shard=shard),
    )
