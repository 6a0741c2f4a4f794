"""A carrier's claim on a number, as it is shown."""

from shared.carriers.model import Candidate, Evidence
from shared.web.model import View


class CandidateView(View):
    """A carrier that a number may belong to."""

    carrier: str
    format: str
    evidence: Evidence

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateView":
        """Show a candidate."""
        return cls(carrier=candidate.carrier, format=candidate.format, evidence=candidate.evidence)
