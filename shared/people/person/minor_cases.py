"""That somebody is said to be under 18, until two of the staff, or time, have decided it. Pure.

It lies in the person's key, beside how their data stands: that they are restricted, that it is
confirmed and that it is called off change one document, so of two who decide at once one wins.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.platform.records.port import Fields
from shared.privacy.retention import due, shard_of

WAITS = timedelta(hours=72)
"""How long somebody can object before they are erased."""


@dataclass(frozen=True, slots=True)
class MinorCase:
    """A case that nobody has decided yet."""

    asked: datetime
    by: str
    """The keyed hash of the member of the staff who asked."""
    ticket: str
    told: bool = False
    """Whether the person was told how to object."""

    @property
    def until(self) -> datetime:
        """Until when it waits."""
        return self.asked + WAITS

    def is_same(self, other: "MinorCase | None") -> bool:
        """Tell whether another is this case, whatever came of telling the person."""
        return other is not None and (self.asked, self.by) == (other.asked, other.by)


def case_in(key: Fields) -> MinorCase | None:
    """Return the case that a person's stored key tells of, if any."""
    asked = key.get("suspended")
    if not isinstance(asked, datetime):
        return None
    by, ticket = str(key.get("suspended_by")), str(key.get("suspended_ticket"))
    return MinorCase(asked, by, ticket, told=key.get("suspended_told") is True)


def as_fields(case: MinorCase | None, person: str) -> Fields:
    """Return what a person's key says of a case; None: of none."""
    if case is None:
        return {
            "suspended": None,
            "suspended_by": "",
            "suspended_ticket": "",
            "suspended_told": False,
            "due": None,
        }
    return {
        "suspended": case.asked,
        "suspended_by": case.by,
        "suspended_ticket": case.ticket,
        "suspended_told": case.told,
        "due": due(case.until, shard=shard_of(person)),
    }
