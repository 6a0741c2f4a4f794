"""How a request is shown: the same to who asked and, without them, to staff."""

from datetime import datetime

from pydantic import Field

from shared.kernel.schema import View
from shared.rights.requests.log import Entry
from shared.rights.requests.model import (
    Right,
    RightsExtension,
    RightsOutcome,
    RightsSource,
    RightsState,
)

_SEE = {
    Right.ACCESS: "/v1/exports",
    Right.PORTABILITY: "/v1/exports",
    Right.RECTIFICATION: "/v1/me",
    Right.OBJECTION: "/v1/consents",
}


class RightsRequestView(View):
    """A request, and by when it is answered."""

    id: str
    kind: Right
    purpose: str | None = Field(description="Of an objection: to what.")
    source: RightsSource
    status: RightsState = Field(
        description="`open`: somebody reads it, or a copy waits for a sign-in; `unproven`: it came "
        "by mail and waits for you to prove the address, or for somebody to read it; `underway`: "
        "the service carries it out; "
        "`extended`: it takes longer, `extension` says why; `in_force`: it holds until it is "
        "taken back."
    )
    received_at: datetime
    due_at: datetime = Field(description="By when it is answered: within a month.")
    extension: RightsExtension | None
    outcome: RightsOutcome | None = Field(description="What came of it, and why.")
    answered_at: datetime | None
    proven: bool = Field(description="False: it came by mail, from who has proven nothing.")
    see: str | None = Field(description="Where it is carried out, or can be at once.")

    @classmethod
    def of(cls, entry: Entry, receipt: str | None = None) -> "RightsRequestView":
        """Show a request."""
        asked = entry.asked
        return cls(
            id=entry.id,
            kind=asked.kind,
            purpose=asked.purpose,
            source=asked.source,
            status=asked.state,
            received_at=asked.received,
            due_at=asked.due_at,
            extension=asked.extension,
            outcome=asked.outcome,
            answered_at=asked.answered,
            proven=asked.proven,
            see=f"/v1/account-deletion/{receipt}" if receipt else _SEE.get(asked.kind),
        )
