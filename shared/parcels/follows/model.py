"""A followed waybill as it is kept. Pure.

The one place where a waybill number is stored: sealed under the key of the person who follows it.
What is known of the shipment itself stays in the shared cache, which is nobody's and forgets soon;
only how long the parcel took is learnt from it, once it is delivered.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Asked
from shared.parcels.news.told import ParcelNews
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.transit import Transit
from shared.people.person.model import WHILE_ACCOUNT
from shared.platform.records.port import Version
from shared.privacy.describe import (
    Database,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
)
from shared.privacy.mask import first_letter, last_four
from shared.privacy.purposes import TRACKING

LABEL_CHARACTERS = 80
MOST = 500
"""Waybills that one person may follow."""
PER_DAY = 100
"""New ones of a person in a day (UTC)."""
STOPPED = Retention("stopped-follow", 90 * DAY, "when its carrier was asked for the last time")


class Commodity(StrEnum):
    """What kind of goods is in a parcel, as the person says it."""

    CLOTHING = "clothing"
    ELECTRONICS = "electronics"
    BOOKS = "books"
    FOOD = "food"
    MEDICINE = "medicine"
    DOCUMENTS = "documents"
    HOME = "home"
    TOYS = "toys"
    SPORTS = "sports"
    BEAUTY = "beauty"
    TOOLS = "tools"
    OTHER = "other"


class Notify(BaseModel):
    """By which channels a person wants to be told when the shipment's status changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    email: bool = False
    sms: bool = False
    push: bool = False
    expected_day: bool = False
    """Whether also when the day moves on which it is expected."""

    @property
    def is_wished(self) -> bool:
        """Whether they want to be told at all."""
        return self.email or self.sms or self.push


def _business(holds: str) -> Personal:
    return Personal(Kind.BUSINESS, purpose=TRACKING, keep=WHILE_ACCOUNT, holds=holds)


class WhyOver(StrEnum):
    """Why a parcel is looked at no more."""

    DELIVERED = "delivered"
    """It was, 15 days ago."""
    SILENT = "silent"
    """Nothing was heard of it for 30 days."""
    DONE = "done"
    """The person said so."""


class Over(BaseModel):
    """Since when a parcel is looked at no more, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: AwareDatetime
    why: WhyOver


class Follow(Record, collection="follows", database=Database.DATA, owner="a person", numbered=True):
    """A waybill that a person follows. Its name is a keyed hash: the same number, the same follow.

    See ``Follows`` for the name.
    """

    owner_id: Annotated[str, Operational(keep=WHILE_ACCOUNT, why="whose it is: a random id")]
    rev: Annotated[
        str, Operational(keep=WHILE_ACCOUNT, why="random, anew at every edit: tells edits apart")
    ]
    created: Annotated[AwareDatetime, Operational(keep=WHILE_ACCOUNT, why="when it was made")]
    updated: Annotated[AwareDatetime, Operational(keep=WHILE_ACCOUNT, why="when it was edited")]
    number: Annotated[
        str,
        Personal(
            Kind.BUSINESS,
            purpose=TRACKING,
            keep=WHILE_ACCOUNT,
            holds="the waybill number",
            mask=last_four,
        ),
    ]
    carrier: Annotated[
        str,
        Personal(
            Kind.BUSINESS, purpose=TRACKING, keep=WHILE_ACCOUNT, holds="the carrier", mask=str
        ),
    ]
    postcode: Annotated[
        str | None, _business("the recipient's postcode, if the carrier wants it and it was given")
    ] = None
    phone_tail: Annotated[
        str | None,
        _business("the last four digits of the recipient's phone, on the same conditions"),
    ] = None
    label: Annotated[
        str | None,
        Personal(
            Kind.BUSINESS,
            purpose=TRACKING,
            keep=WHILE_ACCOUNT,
            holds="what the person calls it",
            mask=first_letter,
        ),
    ] = None
    commodity: Annotated[Commodity | None, _business("the kind of goods")] = None
    notify: Annotated[Notify, _business("by which channels the person wants to be told")] = Notify()
    transit: Annotated[
        Transit | None,
        _business("how long the parcel took, as a range of days; empty as long as nobody can tell"),
    ] = None

    wheel: Annotated[
        str | None,
        Operational(
            keep=WHILE_ACCOUNT,
            why="when its carrier is asked again: how lively the parcel is, in seven steps, and of "
            "no other parcel whose",
        ),
    ] = None
    zone: Annotated[
        str | None, _business("the time zone in whose night the carrier is not asked")
    ] = None
    noted: Annotated[
        str | None,
        _business("which supplier is in the access log as being asked, and what it is told"),
    ] = None
    watched_since: Annotated[
        AwareDatetime | None,
        _business("since when it is watched again, if its watch had ended before"),
    ] = None
    told: Annotated[
        ParcelNews | None, _business("which news of the parcel the person was told last, and when")
    ] = None
    over: Annotated[Over | None, _business("since when the carrier is asked no more, and why")] = (
        None
    )
    expires: Annotated[
        AwareDatetime | None, Operational(keep=STOPPED, why="when it is unreadable")
    ] = None
    due: Annotated[str | None, Operational(keep=STOPPED, why="when the nightly run deletes it")] = (
        None
    )

    @property
    def since(self) -> datetime:
        """Since when it is watched."""
        return self.watched_since or self.created

    @property
    def news(self) -> int:
        """How many news there were of the parcel since then."""
        return self.told.number if self.told is not None else 0

    @property
    def ref(self) -> ShipmentRef:
        """Which shipment it is, as its carrier is asked for it."""
        return ShipmentRef(self.carrier, Asked(self.number, self.postcode, self.phone_tail))


_NOT_AT_ALL = Notify()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says of a waybill beside what identifies it."""

    label: str | None = None
    commodity: Commodity | None = None
    notify: Notify = _NOT_AT_ALL
    zone: str | None = None
    """The time zone that the person is in, by its name at IANA."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow as it was seen, and its id."""

    id: str
    follow: Follow
    version: Version
    """As which it was seen."""
    new: bool = field(default=False, compare=False)
    """Whether it was made just now."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a person's follows, in the order of their ids."""

    items: tuple[Followed, ...]
    last: str | None
    """Behind which to go on; None: that is all."""
