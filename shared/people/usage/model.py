"""What may be collected of how people use the service, while they allow it. Pure.

Each kind is a record class of its own, so that withdrawing one consent ends one kind. ``at`` stands
in clear: what was collected before a consent was given anew is not readable under it, and goes.
"""

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime

from shared.kernel.clock import DAY
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ANALYTICS, LOCATION, PERSONALISATION

USAGE = Retention("usage", 90 * DAY, "the day it was collected")
PLACE = Retention("place", timedelta(hours=24), "when it was sent")
USAGE_COUNTS = Retention("usage-counts", 400 * DAY, "the day that is counted")
_WHOSE = "whose it is: a random id"
_AT = "when it was collected: what a consent does not cover is not read"
_UNREADABLE = "when it is unreadable"
_DELETED = "when the nightly run deletes it"


class Traces(Record, collection="traces", database=Database.DATA, owner="a person"):
    """Pages and clicks of one batch."""

    owner_id: Annotated[str, Operational(keep=USAGE, why=_WHOSE)]
    seen: Annotated[
        tuple[str, ...],
        Personal(Kind.TRACES, purpose=ANALYTICS, keep=USAGE, holds="pages and buttons, by name"),
    ]
    at: Annotated[AwareDatetime, Operational(keep=USAGE, why=_AT)]
    expires: Annotated[AwareDatetime, Operational(keep=USAGE, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=USAGE, why=_DELETED)]


class Interests(Record, collection="interests", database=Database.DATA, owner="a person"):
    """Habits and interests of one batch."""

    owner_id: Annotated[str, Operational(keep=USAGE, why=_WHOSE)]
    seen: Annotated[
        tuple[str, ...],
        Personal(
            Kind.INTERESTS,
            purpose=PERSONALISATION,
            keep=USAGE,
            holds="habits and interests, by name",
        ),
    ]
    at: Annotated[AwareDatetime, Operational(keep=USAGE, why=_AT)]
    expires: Annotated[AwareDatetime, Operational(keep=USAGE, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=USAGE, why=_DELETED)]


class Place(Record, collection="places", database=Database.DATA, owner="a person"):
    """Where somebody is, to about a kilometre. Named by the person's id: only the last is kept."""

    owner_id: Annotated[str, Operational(keep=PLACE, why=_WHOSE)]
    latitude: Annotated[
        float, Personal(Kind.LOCATION, purpose=LOCATION, keep=PLACE, holds="to 0.01 degrees")
    ]
    longitude: Annotated[
        float, Personal(Kind.LOCATION, purpose=LOCATION, keep=PLACE, holds="to 0.01 degrees")
    ]
    at: Annotated[AwareDatetime, Operational(keep=PLACE, why=_AT)]
    expires: Annotated[AwareDatetime, Operational(keep=PLACE, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=PLACE, why=_DELETED)]


class UsageCount(Record, collection="usage_counts", database=Database.DATA, owner="nobody"):
    """How often pages were opened, or buttons pressed, by visitors of a day: a number, no more."""

    count: Annotated[int, Operational(keep=USAGE_COUNTS, why="a count of all visitors together")]
    expires: Annotated[AwareDatetime, Operational(keep=USAGE_COUNTS, why=_UNREADABLE)]
    due: Annotated[str, Operational(keep=USAGE_COUNTS, why=_DELETED)]


def rounded(degrees: float) -> float:
    """Return an angle to 0.01 degrees: about 1.1 km of latitude."""
    return round(degrees, 2)
