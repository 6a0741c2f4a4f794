"""The words of tracking: carriers, candidates, statuses, events. Pure values, no I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.page_sources import Source
from shared.parcels.carriers.times import Estimate, When

SANDBOX = "sandbox"
"""The carrier that is our own: no outside supplier knows of its parcels."""

OUR_LANGUAGE = "en"
"""In which our own words about events are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier that a number may belong to."""

    carrier: str
    """The carrier's code, a key of ``directory.CARRIERS``."""
    format: str
    """The id of the format that fits, for example ``fedex_12``."""
    evidence: CarrierEvidence


class Proof(StrEnum):
    """What a carrier may ask for beside the number."""

    POSTCODE = "postcode"
    PHONE_TAIL = "phone_tail"


class LinkKind(StrEnum):
    """What somebody finds who opens a carrier's link."""

    PARCEL = "parcel"
    """The parcel: its number is in the link."""
    TRACKING = "tracking"
    """The carrier's tracking page, where the number is to be typed."""
    HOME = "home"
    """The carrier's own site, from which its tracking is to be found."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page of a carrier's own about its parcels, and how we know of it."""

    url: str
    """https. ``{number}`` stands where the waybill number goes: behind a ``#`` where the page takes
    it so, for then the browser sends it to no server."""
    seen: str
    """The month or year (``2026-09``, ``2026``) in which a source was last seen to name it; of one
    that bears no date, when it was read."""
    sources: tuple[Source, ...]
    home: bool = False
    """It is no tracking page, but the site's first page."""
    begins: str = ""
    """Only for numbers that begin so."""
    first: int | None = None
    """Only so many of the number's first characters are the page's number."""

    @property
    def kind(self) -> LinkKind:
        """What somebody finds there."""
        if "{number}" in self.url:
            return LinkKind.PARCEL
        return LinkKind.HOME if self.home else LinkKind.TRACKING

    def address(self, number: str) -> str:
        """Return the page's address for a number, which may be any text: it is percent-encoded."""
        return self.url.replace("{number}", quote(number[: self.first], safe=""))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who a carrier is, as the catalogue shows it."""

    code: str
    name: str
    country: str | None
    """ISO 3166-1 alpha-2, or None for one that is at home in many countries."""
    site: str | None
    """The carrier's own site (https)."""
    pages: tuple[WebPage, ...] = ()
    """Its own pages: the first that is for a number is the number's."""
    hosts: tuple[str, ...] = ()
    """Further hosts of its own, of other countries and former times, that links to it have."""
    asks: tuple[Proof, ...] = ()
    """What the carrier may ask for beside the number."""


class Operator(NamedTuple):
    """Who issues the UPU S10 numbers that end in a country's code."""

    country: str
    """ISO 3166-1 alpha-2 (and XK), as the last two letters of an S10 number have it."""
    name: str
    site: str | None
    """The operator's own site (https)."""
    page: WebPage | None
    """Its own tracking page, or else its site's first page."""


class Status(StrEnum):
    """Where a parcel is in its life."""

    NOT_FOUND = "not_found"
    INFO_RECEIVED = "info_received"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The carrier used a code that we do not know, or says nothing of its parcel. Never a guess."""


class Reason(StrEnum):
    """Why, where the carrier says so. A separate axis from the status."""

    CUSTOMS = "customs"
    RETURNED = "returned"
    DAMAGED = "damaged"
    ADDRESS = "address"
    REFUSED = "refused"
    RECIPIENT_ABSENT = "recipient_absent"
    DELAYED = "delayed"
    LOST = "lost"
    SECURITY = "security"
    """Held, refused or seized for reasons of safety or law."""
    DESTROYED = "destroyed"
    CANCELLED = "cancelled"
    """The sender called the shipment off."""


class Scan(BaseModel):
    """One event of a parcel's life."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    at: When
    place: str | None = None
    status: Status
    reason: Reason | None = None
    text: str | None = None
    """What happened, in our words (English) or, where they can name nobody, in the carrier's."""
    quoted: str | None = None
    """If the words are the carrier's: their language, as an IETF language tag."""
    carrier_code: str | None = None
    """The carrier's own code."""


class Report(BaseModel):
    """What a carrier says about one parcel."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    status: Status
    reason: Reason | None = None
    estimated_delivery: Estimate | None = None
    as_of: AwareDatetime | None = None
    """When an aggregator last asked the carrier; None: this is what the carrier says now."""
    in_sync: bool = True
    """Whether the carrier answered the aggregator then."""
    scans: tuple[Scan, ...] = ()
    """Newest first, as far as times can be compared; else in the carrier's order."""

    def says_as(self, other: "Report") -> bool:
        """Tell whether another report says the same of the parcel, whenever it was made."""
        made = {"as_of": None, "in_sync": True}
        return self.model_copy(update=made) == other.model_copy(update=made)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a carrier is asked for. All parts normalised: ASCII letters and digits, upper-case."""

    number: str
    postcode: str | None = None
    phone_tail: str | None = None
