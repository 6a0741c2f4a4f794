"""A shipment as it is shown: all of it, or in short."""

from datetime import datetime

from pydantic import Field

from shared.carriers.directory import link_for
from shared.carriers.model import LinkKind, Reason, Scan, Status
from shared.shipments.model import State
from shared.suppliers.port import Outcome
from shared.web.model import View


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


class EventView(View):
    """One event of a parcel's life."""

    at: datetime
    local_time_only: bool = Field(
        description="The carrier gave no offset: the clock time is local at the place."
    )
    place: str | None
    status: Status
    reason: Reason | None
    text: str | None
    carrier_code: str | None

    @classmethod
    def of(cls, scan: Scan) -> "EventView":
        """Show an event."""
        return cls.model_validate(scan.model_dump())


class LastFetch(View):
    """The last time that the carrier was asked, by us or by the aggregator, and how that went."""

    at: datetime
    outcome: Outcome


class ShipmentView(View):
    """Where a parcel is. If ``last_fetch`` did not succeed, this is the last known state."""

    carrier: str
    status: Status
    reason: Reason | None
    estimated_delivery: datetime | None
    estimated_local_time_only: bool = Field(
        description="The carrier gave no offset: the clock time is local at the destination."
    )
    last_fetch: LastFetch
    asked: str = Field(description="The supplier that answered.")
    events: tuple[EventView, ...] = Field(description="Newest first.")
    carrier_link: ExternalLink | None

    @classmethod
    def of(cls, carrier: str, number: str, state: State) -> "ShipmentView":
        """Show a state that has a report."""
        if state.report is None or state.asked_at is None or state.outcome is None:
            msg = "a state without a report cannot be shown"
            raise ValueError(msg)
        return cls(
            carrier=carrier,
            status=state.report.status,
            reason=state.report.reason,
            estimated_delivery=state.report.estimated_delivery,
            estimated_local_time_only=state.report.estimated_local_time_only,
            last_fetch=LastFetch(at=state.asked_at, outcome=state.outcome),
            asked=state.asked or carrier,
            events=tuple(EventView.of(scan) for scan in state.report.scans),
            carrier_link=ExternalLink.to(carrier, number),
        )


class ShipmentSummary(View):
    """Where a parcel is, in short. As of ``last_fetch``, which may have been a while ago."""

    status: Status
    reason: Reason | None
    estimated_delivery: datetime | None
    estimated_local_time_only: bool = Field(
        description="The carrier gave no offset: the clock time is local at the destination."
    )
    last_event: EventView | None
    last_fetch: LastFetch
    asked: str = Field(description="The supplier that answered.")

    @classmethod
    def of(cls, carrier: str, number: str, state: State) -> "ShipmentSummary":
        """Show a state that has a report."""
        whole = ShipmentView.of(carrier, number, state)
        return cls(
            status=whole.status,
            reason=whole.reason,
            estimated_delivery=whole.estimated_delivery,
            estimated_local_time_only=whole.estimated_local_time_only,
            last_event=whole.events[0] if whole.events else None,
            last_fetch=whole.last_fetch,
            asked=whole.asked,
        )
