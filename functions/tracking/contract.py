"""What tracking takes and gives. The contract is API version 1."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.carriers.directory import link_for
from shared.carriers.model import Candidate, Carrier, Evidence, Proof, Reason, Scan, Status
from shared.carriers.port import CarrierPort
from shared.shipments.model import State
from shared.suppliers.port import Outcome, Standing
from shared.web.model import Body, View
from shared.web.problem import ItemProblem

MAX_ITEMS = 40

Number = Annotated[
    str,
    Field(
        description="The waybill number as the person typed it: up to 50 characters; spaces, "
        "hyphens and dots do not matter, nor does the case."
    ),
]


class Detect(Body):
    """A number whose carrier is sought."""

    number: Number


class CandidateView(View):
    """A carrier that a number may belong to."""

    carrier: str
    format: str
    evidence: Evidence

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateView":
        """Show a candidate."""
        return cls(carrier=candidate.carrier, format=candidate.format, evidence=candidate.evidence)


class Candidates(View):
    """All carriers that a number may belong to, best first."""

    candidates: tuple[CandidateView, ...]


class CarrierView(View):
    """A carrier."""

    code: str
    name: str
    country: str | None = Field(description="ISO 3166-1 alpha-2; null: at home in many.")
    site: str | None
    asks: tuple[Proof, ...] = Field(description="What it may ask for beside the number.")
    configured: bool = Field(description="Whether this service can ask about its parcels.")
    asked: str | None = Field(
        description="Who is asked: the carrier itself, or an aggregator. Null: nobody can be."
    )

    @classmethod
    def of(cls, carrier: Carrier, whom: CarrierPort | None) -> "CarrierView":
        """Show a carrier, and who is asked about its parcels."""
        asked = whom.code if whom is not None and whom.standing is Standing.OPEN else None
        return cls(
            code=carrier.code,
            name=carrier.name,
            country=carrier.country,
            site=carrier.site,
            asks=carrier.asks,
            configured=asked is not None,
            asked=asked,
        )


class Carriers(View):
    """The catalogue of carriers."""

    carriers: tuple[CarrierView, ...]


class Item(Body):
    """One number to look up."""

    number: Number
    carrier: str | None = Field(None, description="A code from GET /v1/carriers.")
    postcode: str | None = Field(None, description="The recipient's, if the carrier asks for it.")
    phone_tail: str | None = Field(
        None, description="The last four digits of the recipient's phone, if the carrier asks."
    )


class Query(Body):
    """Numbers to look up."""

    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]


class ExternalLink(View):
    """A link that leaves the service. Nothing is sent there unless the person opens it."""

    url: str
    external: bool = True
    rel: str = "external noopener noreferrer"
    referrer_policy: str = "no-referrer"

    @classmethod
    def to(cls, carrier: str, number: str) -> "ExternalLink | None":
        """Return the link to a carrier's own page, if it has one."""
        url = link_for(carrier, number)
        return None if url is None else cls(url=url)


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


class Found(View):
    """An item that was found out about: ``not_found`` by the carrier is a finding too."""

    number: str = Field(description="As asked.")
    carrier: str
    shipment: ShipmentView
    asks: tuple[Proof, ...] = Field(
        (),
        description="If nothing was found: what the carrier may want to be told beside the number.",
    )


class NotFound(View):
    """An item without a result."""

    number: str = Field(description="As asked, cut at 50 characters.")
    carrier: str | None = Field(None, description="The carrier, if it is known.")
    problem: ItemProblem
    candidates: tuple[CandidateView, ...] = ()
    carrier_link: ExternalLink | None = Field(
        None, description="The carrier's own page, if the carrier is known."
    )


class Results(View):
    """One result for each item, in the order asked."""

    items: tuple[Found | NotFound, ...]
