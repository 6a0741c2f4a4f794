"""The words of tracking: carriers, candidates, statuses, events. Pure values, no I/O."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

SANDBOX = "sandbox"
"""The carrier that is our own: no outside supplier knows of its parcels."""


class Evidence(StrEnum):
    """Why we think a number belongs to a carrier, strongest first."""

    CHECKSUM_LOOKUP = "checksum+lookup"
    """The check digit is right and a part of the number is on the carrier's published list."""
    CHECKSUM = "checksum"
    """The check digit is right."""
    PREFIX = "prefix"
    """A distinctive beginning or end that no other carrier is known for; no check digit."""
    LENGTH = "length"
    """Only the length and the kind of characters fit, or a beginning that others use, too. Never
    enough to ask the carrier."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier that a number may belong to."""

    carrier: str
    """The carrier's code, a key of ``directory.CARRIERS``."""
    format: str
    """The id of the format that fits, for example ``fedex_12``."""
    evidence: Evidence


class Proof(StrEnum):
    """What a carrier may ask for beside the number."""

    POSTCODE = "postcode"
    PHONE_TAIL = "phone_tail"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who a carrier is, as the catalogue shows it."""

    code: str
    name: str
    country: str | None
    """ISO 3166-1 alpha-2, or None for one that is at home in many countries."""
    site: str | None
    """The carrier's own site (https)."""
    tracking_url: str | None = None
    """The carrier's own tracking page (https) with ``{number}`` where the waybill number goes."""
    asks: tuple[Proof, ...] = ()
    """What the carrier may ask for beside the number."""


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
    """The carrier used a code that we do not know. Never a guess."""


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

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    local_time_only: bool = False
    """The carrier gave no offset: read the clock time as local at the place."""
    place: str | None = None
    status: Status
    reason: Reason | None = None
    text: str | None = None
    """The carrier's own words, where they can name nobody."""
    carrier_code: str | None = None
    """The carrier's own code."""


class Report(BaseModel):
    """What a carrier says about one parcel."""

    model_config = ConfigDict(frozen=True)

    status: Status
    reason: Reason | None = None
    estimated_delivery: AwareDatetime | None = None
    estimated_local_time_only: bool = False
    """As for events: the carrier gave no offset."""
    as_of: AwareDatetime | None = None
    """When an aggregator last asked the carrier; None: this is what the carrier says now."""
    in_sync: bool = True
    """Whether the carrier answered the aggregator then."""
    scans: tuple[Scan, ...] = ()
    """Newest first."""

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
