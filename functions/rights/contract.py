"""What ``rights`` takes and gives. The contract is API version 1."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.people.fields import Code, Country, Email
from shared.rights.log import Entry
from shared.rights.model import Right, RightsExtension, RightsOutcome, RightsSource, RightsState
from shared.web.model import Body, View

_SEE = {
    Right.ACCESS: "/v1/exports",
    Right.PORTABILITY: "/v1/exports",
    Right.RECTIFICATION: "/v1/me",
    Right.OBJECTION: "/v1/consents",
}


class RightsAsked(Body):
    """What somebody asks for. Who has no session proves an address by a code."""

    kind: Literal["access", "portability", "rectification", "erasure", "restriction", "objection"]
    purpose: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z_]{3,40}$",
            description="Of an objection: to what, a purpose of `GET /v1/data-map`.",
        ),
    ] = None
    text: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=4000,
            description="What else there is to say: grounds, what is wrong.",
        ),
    ] = None
    confirm: Annotated[
        Literal["DELETE"] | None,
        Field(description="Of an erasure: that it is meant. It cannot be undone."),
    ] = None
    email: Email | None = None
    country: Country | None = None
    code: Code | None = None


class AddressProof(Body):
    """An address, and the code that was sent there by `POST /v1/sign-in/codes`."""

    email: Email
    country: Country
    code: Code


class RightsRequestView(View):
    """A request, and by when it is answered."""

    id: str
    kind: Right
    purpose: str | None = Field(description="Of an objection: to what.")
    source: RightsSource
    status: RightsState = Field(
        description="`open`: somebody reads it; `underway`: the service carries it out; "
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


class RightsRequestList(View):
    """Requests, the newest first."""

    items: tuple[RightsRequestView, ...]


class InboundMail(Body):
    """A mail that came to the contact address, as the operator's mail provider took it apart."""

    message_id: Annotated[str, Field(min_length=1, max_length=998)]
    sender: Annotated[
        str, Field(alias="from", max_length=320, description="Of the header From, alone.")
    ]
    to: Annotated[
        tuple[Annotated[str, Field(max_length=320)], ...],
        Field(min_length=1, max_length=50, strict=False),
    ]
    subject: Annotated[str, Field(max_length=2000)] = ""
    text: Annotated[str, Field(max_length=200_000)] = ""
    auto_submitted: Annotated[
        bool,
        Field(
            description="Whether a program wrote it: by the headers Auto-Submitted, Precedence, "
            "List-Id, or an empty Return-Path (RFC 3834)."
        ),
    ] = False


class MailView(View):
    """What became of a mail."""

    outcome: Literal["kept", "repeated", "ignored"] = Field(
        description="`repeated`: it came before; `ignored`: a program or we ourselves wrote it."
    )
