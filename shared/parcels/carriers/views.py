"""A number as it is given, and a carrier's claim on it as it is shown."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from shared.kernel.schema import View
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.number import MAX_PASTED

if TYPE_CHECKING:
    from shared.parcels.carriers.model import Candidate

GivenNumber = Annotated[
    str,
    Field(
        description="The waybill number as the person typed or pasted it, up to 500 characters: in "
        "groups or not, with a label in front, in quotes, in a sentence, as a carrier's link, or "
        "from a scanner. One number of up to 50 letters and digits must stand in it. What "
        "another label than a parcel's stands in front of, such as a phone number, is none. Only "
        "the number is used and kept; a postcode that a link or a scan names as one is used if the "
        "carrier asks for one and none is given."
    ),
]
OneNumber = Annotated[
    GivenNumber,
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_PASTED, "pattern": r"\S"}),
]
"""One without which a request is for nothing: a list's are told one by one what is wrong."""


class CandidateView(View):
    """A carrier that a number may belong to."""

    carrier: str
    format: str
    evidence: CarrierEvidence = Field(
        description="Why, strongest first: `checksum+lookup`, `checksum`, `prefix`, `length`. A "
        "check digit may be right for several carriers. `length` is never enough to ask one."
    )

    @classmethod
    def of(cls, candidate: "Candidate") -> "CandidateView":
        """Show a candidate."""
        return cls(carrier=candidate.carrier, format=candidate.format, evidence=candidate.evidence)
