"""A shipment as it is shown: all of it, or in short."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from shared.kernel.schema import View
from shared.parcels.carriers.directory import link_for
from shared.parcels.carriers.model import OUR_LANGUAGE, LinkKind, Reason, Scan, Status
from shared.parcels.carriers.times import Estimate, Precision, When
from shared.platform.suppliers.port import FetchOutcome

if TYPE_CHECKING:
    from shared.parcels.shipments.model import ShipmentState


class ExternalLink(View):
    """A link that leaves the service. Nothing is sent there unless the person opens it."""

    url: str
    leads_to: LinkKind = Field(
        description="`parcel`: the parcel, for its number is in the link. `tracking`: the "
        "carrier's tracking page, where the number is to be typed. `home`: the carrier's own site."
    )
    external: bool = True
    rel: str = "external noopener noreferrer"
    referrer_policy: str = "no-referrer"

    @classmethod
    def to(cls, carrier: str, number: str) -> "ExternalLink | None":
        """Return the link to a carrier's own page, if it has one."""
        found = link_for(carrier, number)
        return None if found is None else cls(url=found[0], leads_to=found[1])


_SHOW = (
    "Show the day and the clock as they are: they are the place's. Only where there is no day, "
    "show the moment, at the clock of who reads it."
)


class TimeView(View):
    """A time as the carrier told it, in as much as it told of it."""

    day: date | None = Field(
        description=f"The day at the place. {_SHOW} Null: the carrier wrote UTC."
    )
    clock: str | None = Field(
        description="The clock at the place, HH:MM. Null: the carrier told a day and no more, or "
        "it wrote UTC.",
        pattern=r"^[0-9]{2}:[0-9]{2}$",
    )
    moment: datetime | None = Field(
        description="The instant, with the place's offset. Null: the carrier gave no offset, or "
        "only a day: then nobody knows it."
    )

    @classmethod
    def of(cls, when: When) -> "TimeView":
        """Show a time."""
        return cls(day=when.day, clock=when.clock, moment=when.moment)


class EstimateView(View):
    """When a parcel is expected."""

    precision: Precision = Field(
        description="``day``: on that day; ``moment``: at that time; ``window``: between both ends."
    )
    earliest: TimeView
    latest: TimeView = Field(description="The same as the earliest, unless it is a window.")

    @classmethod
    def of(cls, estimate: Estimate | None) -> "EstimateView | None":
        """Show an estimate, if there is one."""
        if estimate is None:
            return None
        earliest, latest = TimeView.of(estimate.earliest), TimeView.of(estimate.latest)
        return cls(precision=estimate.precision, earliest=earliest, latest=latest)


class EventView(View):
    """One event of a parcel's life."""

    at: TimeView
    place: str | None
    status: Status
    reason: Reason | None
    text: str | None = Field(description="What happened, in a few words.")
    text_language: str | None = Field(
        description="Of the text, as an IETF language tag. Null: there is no text."
    )
    text_is_carriers: bool = Field(
        description="Whether the words are the carrier's own. Else they are ours."
    )
    carrier_code: str | None

    @classmethod
    def of(cls, scan: Scan) -> "EventView":
        """Show an event."""
        return cls(
            at=TimeView.of(scan.at),
            place=scan.place,
            status=scan.status,
            reason=scan.reason,
            text=scan.text,
            text_language=(scan.quoted or OUR_LANGUAGE) if scan.text is not None else None,
            text_is_carriers=scan.quoted is not None,
            carrier_code=scan.carrier_code,
        )


class LastFetch(View):
    """The last time that the carrier was asked, by us or by the aggregator, and how that went."""

    at: datetime
    outcome: FetchOutcome


class ShipmentView(View):
    """Where a parcel is. If ``last_fetch`` did not succeed, this is the last known state."""

    carrier: str
    status: Status
    reason: Reason | None
    estimated_delivery: EstimateView | None = Field(description="Null: nobody says.")
    last_fetch: LastFetch
    asked: str = Field(description="The supplier that answered.")
    events: tuple[EventView, ...] = Field(
        description="Newest first: keep this order, since times cannot always be compared."
    )

    @classmethod
    def of(cls, carrier: str, state: "ShipmentState") -> "ShipmentView":
        """Show a state that has a report."""
        if state.report is None or state.asked_at is None or state.outcome is None:
            msg = "a state without a report cannot be shown"
            raise ValueError(msg)
        return cls(
            carrier=carrier,
            status=state.report.status,
            reason=state.report.reason,
            estimated_delivery=EstimateView.of(state.report.estimated_delivery),
            last_fetch=LastFetch(at=state.asked_at, outcome=state.outcome),
            asked=state.asked or carrier,
            events=tuple(EventView.of(scan) for scan in state.report.scans),
        )


class ShipmentSummary(View):
    """Where a parcel is, in short. As of ``last_fetch``, which may have been a while ago."""

    status: Status
    reason: Reason | None
    estimated_delivery: EstimateView | None = Field(description="Null: nobody says.")
    last_event: EventView | None
    last_fetch: LastFetch
    asked: str = Field(description="The supplier that answered.")

    @classmethod
    def of(cls, carrier: str, state: "ShipmentState") -> "ShipmentSummary":
        """Show a state that has a report."""
        whole = ShipmentView.of(carrier, state)
        return cls(
            status=whole.status,
            reason=whole.reason,
            estimated_delivery=whole.estimated_delivery,
            last_event=whole.events[0] if whole.events else None,
            last_fetch=whole.last_fetch,
            asked=whole.asked,
        )
