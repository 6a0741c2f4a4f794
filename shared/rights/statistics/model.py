"""What a month of cells is made from, and what is kept of it. Pure.

Until its month is closed, what a person leaves is a row: of each parcel the carrier, the kind of
goods, how long it took, and a keyed hash of its number, so that people who share a parcel count
once. The row is sealed under the month's own key and says nothing of whose it was. When the month
is closed its rows are counted (``aggregation.py``), the key is destroyed and the rows are deleted.
"""

from datetime import date, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.kernel.clock import DAY
from shared.privacy.describe import Database, Kind, Operational, Personal, Record, Retention
from shared.privacy.purposes import ANONYMOUS_STATISTICS

OPEN_MONTH = Retention("open-month", 93 * DAY, "the month's begin; closing it ends them before")
CELLS = Retention("cells", 3650 * DAY, "the month's begin; they are about nobody")
CLOSED_ON = 4
"""The day of the next month on which a month is closed: what was begun in it is over then."""


class CountedParcel(BaseModel):
    """One parcel as it is counted."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    token: str
    """The same for everybody who followed it, in this month only."""
    carrier: str
    commodity: str
    transit: str


class Contribution(
    Record, collection="contributions", database=Database.DATA, owner="nobody any more"
):
    """What one person leaves, until its month is closed.

    Named by a keyed hash: of their erasure's receipt; or, of what ended by rule, of the random id
    and the month's salt.
    """

    month: Annotated[str, Operational(keep=OPEN_MONTH, why="in which month it is counted")]
    parcels: Annotated[
        tuple[CountedParcel, ...],
        Personal(
            Kind.BUSINESS,
            purpose=ANONYMOUS_STATISTICS,
            keep=OPEN_MONTH,
            holds="of parcels: carrier, kind of goods, transit time, a hash; no number, no person",
        ),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=OPEN_MONTH, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=OPEN_MONTH, why="when the nightly run deletes it")]


class MonthKey(Record, collection="month_keys", database=Database.KEYS, owner="the service"):
    """What the key of an open month is derived from: without it no row of the month opens."""

    salt: Annotated[bytes, Operational(keep=OPEN_MONTH, why="random; destroyed at the closing")]
    expires: Annotated[AwareDatetime, Operational(keep=OPEN_MONTH, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=OPEN_MONTH, why="when the nightly run deletes it")]


class Cells(Record, collection="cells", database=Database.DATA, owner="nobody"):
    """The cells of a closed month, for ever as they are. Named by the month."""

    counts: Annotated[
        dict[str, int],
        Operational(keep=CELLS, why="how many people, by carrier, kind of goods and transit time"),
    ]
    expires: Annotated[AwareDatetime, Operational(keep=CELLS, why="when it is unreadable")]
    due: Annotated[str, Operational(keep=CELLS, why="when the nightly run deletes it")]


def month_of(day: date) -> str:
    """Return the name of a day's month."""
    return f"{day:%Y-%m}"


def begin_of(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def can_be_closed(month: str, day: date) -> bool:
    """Tell whether a month is over on a day, and all that was begun in it."""
    after = (begin_of(month) + timedelta(days=31)).replace(day=CLOSED_ON)
    return day >= after
