"""What tracking takes and gives. The contract is API version 1."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from shared.edge.problem import ItemProblem
from shared.kernel.schema import Body, View
from shared.parcels.carriers.model import Carrier, LinkKind, Proof
from shared.parcels.carriers.views import CandidateView, GivenNumber, OneNumber
from shared.parcels.shipments.views import ExternalLink, ShipmentView
from shared.platform.suppliers.port import SupplierStanding

if TYPE_CHECKING:
    from shared.parcels.carriers.port import CarrierPort

MAX_ITEMS = 40


Country = Annotated[
    str | None,
    Field(
        description="Where the person is, ISO 3166-1 alpha-2: puts carriers at home there first "
        "among equal candidates. Neither kept nor told to anybody. Without it the first country in "
        "`Accept-Language` does."
    ),
]


class Detect(Body):
    """A number whose carrier is sought."""

    number: OneNumber
    country: Annotated[Country, Field(json_schema_extra={"pattern": "^[A-Za-z]{2}$"})] = None


class Candidates(View):
    """The carriers that a number may belong to, best first; at most 20."""

    candidates: tuple[CandidateView, ...]


class CarrierView(View):
    """A carrier."""

    code: str
    name: str
    country: str | None = Field(description="ISO 3166-1 alpha-2; null: at home in many.")
    site: str | None
    link: LinkKind | None = Field(
        description="What the carrier's own page shows, to which a parcel is linked: see "
        "`carrier_link`. Null: no page of it is known."
    )
    asks: tuple[Proof, ...] = Field(description="What it may ask for beside the number.")
    configured: bool = Field(description="Whether this service can ask about its parcels.")
    asked: str | None = Field(
        description="Who is asked: the carrier itself, or an aggregator. Null: nobody can be."
    )

    @classmethod
    def of(cls, carrier: Carrier, whom: "CarrierPort | None") -> "CarrierView":
        """Show a carrier, and who is asked about its parcels."""
        asked = whom.code if whom is not None and whom.standing is SupplierStanding.OPEN else None
        return cls(
            code=carrier.code,
            name=carrier.name,
            country=carrier.country,
            site=carrier.site,
            link=carrier.pages[0].kind if carrier.pages else None,
            asks=carrier.asks,
            configured=asked is not None,
            asked=asked,
        )


class Carriers(View):
    """The catalogue of carriers."""

    carriers: tuple[CarrierView, ...]


class Item(Body):
    """One number to look up."""

    number: GivenNumber
    carrier: str | None = Field(None, description="A code from GET /v1/carriers.")
    postcode: str | None = Field(None, description="The recipient's, if the carrier asks for it.")
    phone_tail: str | None = Field(
        None, description="The last four digits of the recipient's phone, if the carrier asks."
    )
    country: Country = None


class Query(Body):
    """Numbers to look up."""

    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]


class ItemOutcome(StrEnum):
    """Whether anything was found out about an item."""

    FOUND = "found"
    """``shipment`` is there: ``not_found`` by the carrier is a finding too."""
    PROBLEM = "problem"
    """``problem`` is there."""


class TrackingResult(View):
    """What was found out about one item, or why nothing was."""

    outcome: ItemOutcome = Field(
        description="``found``: `shipment` is there, which may say that the carrier does not know "
        "the number. ``problem``: `problem` is there."
    )
    number: str | None = Field(
        description="As it was read: capitals and digits only. Null: none could be read."
    )
    carrier: str | None = Field(description="The carrier, if it is known.")
    shipment: ShipmentView | None
    problem: ItemProblem | None
    asks: tuple[Proof, ...] = Field(
        description="What the carrier wants, or may want, to be told beside the number, if it told "
        "nothing and was not told that.",
    )
    candidates: tuple[CandidateView, ...] = Field(
        description="Of `carrier-ambiguous`: one of them is to be named. At most 20, the likelier "
        "first.",
    )
    carrier_link: ExternalLink | None = Field(
        description="The carrier's own page, if the carrier is known and has one."
    )


class TrackingResults(View):
    """One result for each item, in the order asked."""

    items: tuple[TrackingResult, ...]
