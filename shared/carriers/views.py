"""A carrier's claim on a number, as it is shown."""

from pydantic import Field

from shared.carriers.model import Candidate, Evidence
from shared.web.model import View


class CandidateView(View):
    """A carrier that a number may belong to."""

    carrier: str
    format: str
    evidence: Evidence = Field(
        description="Why, strongest first: `checksum+lookup`, `checksum`, `prefix`, `length`. A "
        "check digit may be right for several carriers. `length` is never enough to ask one."
    )

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateView":
        """Show a candidate."""
        return cls(carrier=candidate.carrier, format=candidate.format, evidence=candidate.evidence)
