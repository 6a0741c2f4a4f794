"""What follows takes and gives. The contract is API version 1."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from shared.edge.problem import ItemProblem
from shared.kernel.readable import READABLE
from shared.kernel.schema import Body, QueryParameters, View
from shared.parcels.carriers.model import Proof, Reason, Status
from shared.parcels.carriers.views import OneNumber
from shared.parcels.follows.lateness import WhyLate
from shared.parcels.follows.model import LABEL_CHARACTERS, Commodity, Notify, WhyOver
from shared.parcels.shipments.transit import Transit
from shared.parcels.shipments.views import ExternalLink, ShipmentSummary, ShipmentView

NOTIFY = (
    "By which channels you are told when the status changes, once for each change, if your choices "
    "allow it (`status_email`, `status_sms`, `status_push`). By push: on each device that has said "
    "where (PUT /v1/me/devices/{id}/push)."
)
EXPECTED_DAY = (
    "Whether also when the day moves on which the parcel is expected, once a day at most."
)
PAGE = 20
LARGEST_PAGE = 100
LOOKED_AT = 64
"""Follows of one page: with their parcels, by the number and by a detail, under 200 documents."""

Label = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LABEL_CHARACTERS,
        pattern=r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$",
        description="What the person calls it: one line.",
    ),
    *READABLE,
]
Postcode = Annotated[
    str,
    Field(
        json_schema_extra={"minLength": 2},
        description="The recipient's. It is kept unless whoever is asked is known to ask for none.",
    ),
]
PhoneTail = Annotated[
    str,
    Field(
        json_schema_extra={"minLength": 4},
        description="The last four digits of the recipient's phone. They are kept unless whoever "
        "is asked is known to ask for none.",
    ),
]
_RFC_3339 = re.compile(
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})\Z"
)


def _as_rfc_3339(given: object) -> object:
    if not isinstance(given, str) or not _RFC_3339.match(given):
        msg = "not a time as RFC 3339 has it"
        raise ValueError(msg)
    return given


class NotifyBody(Body):
    """By which channels the person wants to be told when the status changes."""

    email: bool = False
    sms: bool = False
    push: bool = False
    expected_day: Annotated[bool, Field(description=EXPECTED_DAY)] = False


class NewFollow(Body):
    """A waybill to follow."""

    number: OneNumber
    carrier: str | None = Field(
        None, description="A code from GET /v1/carriers. Without it the number must speak for one."
    )
    country: Annotated[str, Field(json_schema_extra={"pattern": "^[A-Za-z]{2}$"})] | None = Field(
        None,
        description="Where you are, ISO 3166-1 alpha-2: for the order of candidates alone, and not "
        "kept. Without it the first country in `Accept-Language` does.",
    )
    postcode: Postcode | None = None
    phone_tail: PhoneTail | None = None
    label: Label | None = None
    commodity: Commodity | None = None
    notify: NotifyBody | None = Field(None, description=NOTIFY)


class NotifyChanges(Body):
    """Channels to change; null is as false."""

    email: bool | None = None
    sms: bool | None = None
    push: bool | None = None
    expected_day: Annotated[bool | None, Field(description=EXPECTED_DAY)] = None


class FollowChanges(Body):
    """What is to be changed (RFC 7396): null erases, what is left out stays as it is.

    Number and carrier cannot be changed: that would be another parcel.
    """

    postcode: Postcode | None = None
    phone_tail: PhoneTail | None = None
    label: Label | None = None
    commodity: Commodity | None = None
    notify: NotifyChanges | None = Field(None, description=NOTIFY)
    watched: bool | None = Field(
        None,
        description="False: the parcel is done with, and its carrier is asked no more unasked. "
        "Null is as true.",
    )


class FollowsQuery(QueryParameters):
    """Which of the follows."""

    limit: Annotated[
        int, Field(ge=1, le=LARGEST_PAGE, description="The most follows on a page.")
    ] = PAGE
    cursor: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{32}$", description="`next_cursor` of the page before."),
    ] = None
    updated_since: Annotated[
        AwareDatetime | None,
        BeforeValidator(_as_rfc_3339),
        Field(
            description="Only follows whose `updated_at` is not before this. The greatest "
            "`updated_at` that you have seen misses nothing. A page looks at 95 follows at most: "
            "it may hold fewer than `limit`, or none, and still have a `next_cursor`."
        ),
    ] = None


class NotifyView(View):
    """By which channels the person wants to be told when the status changes."""

    email: bool
    sms: bool
    push: bool
    expected_day: bool = Field(description=EXPECTED_DAY)

    @classmethod
    def of(cls, notify: Notify) -> "NotifyView":
        """Show the channels."""
        return cls(**notify.model_dump())


class WatchEnded(View):
    """Since when a carrier is asked no more unasked."""

    at: datetime
    why: WhyOver = Field(
        description="`delivered`: the parcel was, 15 days before. `silent`: nothing was heard of "
        "it for 30 days. `done`: you said so."
    )


class NewsView(View):
    """A change of a parcel's status."""

    status: Status
    reason: Reason | None
    expected_day: date | None = Field(
        description="The new day, if the news is that the expected day has moved; else null."
    )
    at: datetime = Field(description="When it was noticed.")


class FollowFields(View):
    """What every view of a follow has."""

    id: str
    number: str = Field(description="In our way of writing it: capitals and digits only.")
    carrier: str
    postcode: str | None
    phone_tail: str | None
    label: str | None
    commodity: Commodity | None
    notify: NotifyView = Field(description=NOTIFY)
    watched: bool = Field(
        description="Whether the carrier is asked from time to time, also if nobody looks."
    )
    watch_ended: WatchEnded | None = Field(
        description="Since when it is not, and why. The follow itself ends 90 days later."
    )
    next_look_at: datetime | None = Field(
        description="When the carrier is asked next, at about this time, unless somebody opens the "
        "parcel shortly before: by the parcel's status and by how long nothing was heard of it, "
        "and not at night. Null: it is not watched."
    )
    late: WhyLate | None = Field(
        description="Why the carrier was not asked when it was to be. Null: it was, or it is not "
        "watched. `carrier-budget`: it lets us ask it only so often a day; `carrier-busy`: and no "
        "faster; `carrier-unavailable`: it gave no answer."
    )
    news: NewsView | None = Field(
        description="The last change of status that was noticed since you follow the parcel, each "
        "once, whoever found it. Null: there was none."
    )
    created_at: datetime
    updated_at: datetime = Field(
        description="When the follow was edited, or its carrier said something new, whichever is "
        "later."
    )
    transit_time: Transit | None = Field(
        description="How many whole days passed from the first event to the delivery. Null: it is "
        "not delivered, or the carrier's times do not tell. It is kept longer than the events."
    )
    problem: ItemProblem | None = Field(
        description="Why the shipment is null, if there is a reason."
    )
    asks: tuple[Proof, ...] = Field(
        description="What the carrier may want to be told beside the number, as long as it has "
        "told nothing."
    )
    carrier_link: ExternalLink | None = Field(
        description="The carrier's own page. Null: none is known."
    )


class FollowView(FollowFields):
    """A follow, with its shipment in short."""

    shipment: ShipmentSummary | None = Field(description="Null: nothing is known of it now.")


class FollowDetail(FollowFields):
    """A follow, with all that is known of its shipment."""

    shipment: ShipmentView | None = Field(description="Null: nothing is known of it now.")


class FollowPage(View):
    """Some of the follows, in an order that stays."""

    items: tuple[FollowView, ...]
    next_cursor: str | None = Field(description="Where the next page begins; null: no more.")


class Stopped(View):
    """A follow that is no more."""

    stopped: bool = True
